// The sign-in pages, walked through as a browser does: follow redirects, fill in forms.
import { expect, test } from "vitest";
import { password, startServer } from "./running-server.ts";

/** A browser that follows redirects and keeps cookies. */
class Walker {
  readonly #jar = new Map<string, string>();

  async open(
    url: string,
    form?: URLSearchParams,
  ): Promise<{ url: string; html: string; response: Response }> {
    const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      headers: { Accept: "text/html", ...(cookie === "" ? {} : { Cookie: cookie }) },
      ...(form === undefined ? {} : { method: "POST", body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      if (line.includes("Max-Age=0")) this.#jar.delete(name);
      else this.#jar.set(name, value);
    }
    const location = response.headers.get("location");
    if (location !== null) {
      await response.text();
      return this.open(new URL(location, url).href);
    }
    return { url, html: await response.text(), response };
  }

  /** Sends the first form that has a field of this name. */
  submit(
    html: string,
    field: string,
    values: Record<string, string>,
  ): Promise<{ url: string; html: string }> {
    const form = html.split("<form").find((each) => each.includes(`name="${field}"`)) ?? "";
    const action = /action="([^"]+)"/u.exec(form)?.[1] ?? "";
    const body = new URLSearchParams();
    for (const [, name = "", value = ""] of form.matchAll(
      /<input type="hidden" name="([^"]+)" value="([^"]*)"/gu,
    )) {
      body.set(name, value);
    }
    const [, button = "", pressed = ""] =
      /<button name="([^"]+)" value="([^"]*)"/u.exec(form) ?? [];
    body.set(button, pressed);
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    return this.open(action, body);
  }
}

test("On the pages, a person registers, sees the session, changes the name, signs out and signs in again.", async () => {
  await using running = await startServer();
  const { publicUrl } = running.server;
  const walker = new Walker();
  const start = await walker.open(`${publicUrl}/dev/ui/`);
  expect(start.html).toContain("Development only.");
  expect(start.html).toContain("You are not signed in.");
  const policy = start.response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  const registration = await walker.open(`${publicUrl}/self-service/registration/browser`);
  const home = await walker.submit(registration.html, "password", {
    "traits.email": "ada@example.org",
    "traits.name": "<script>alert(1)</script>",
    password,
  });
  expect(home.html).toContain("ada@example.org");
  expect(home.html).not.toContain("<script");
  const settings = await walker.open(`${publicUrl}/self-service/settings/browser`);
  const saved = await walker.submit(settings.html, "traits.name", {
    "traits.email": "ada@example.org",
    "traits.name": "Ada",
  });
  expect(saved.html).toContain("Your changes have been saved!");
  const signedIn = await walker.open(`${publicUrl}/dev/ui/`);
  const logout = /href="(\/self-service\/logout[^"]+)"/u.exec(signedIn.html)?.[1] ?? "";
  const bye = await walker.open(`${publicUrl}${logout}`);
  expect(bye.html).toContain("You have signed out.");
  const login = await walker.open(`${publicUrl}/self-service/login/browser`);
  const again = await walker.submit(login.html, "password", {
    identifier: "ada@example.org",
    password,
  });
  expect(again.html).toContain("Signed in as");
});

test("The sign-in page reports a wrong password.", async () => {
  await using running = await startServer();
  const walker = new Walker();
  const login = await walker.open(`${running.server.publicUrl}/self-service/login/browser`);
  const refused = await walker.submit(login.html, "password", {
    identifier: "x@example.org",
    password: "no",
  });
  expect(refused.html).toContain("The provided credentials are invalid");
});
