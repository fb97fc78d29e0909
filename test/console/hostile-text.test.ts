// Threat 25: stored scripts, frames, a planted sign-in, and forged requests.
import { expect, test } from "vitest";
import { goTo, settled, signIn } from "./acts.ts";
import { watch } from "./browser.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const script = `<img src=x onerror="window.taken=true"><script>window.taken=true</script>`;

test("Names that contain a script are shown as text on every page.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await scene.api("POST", "/projects", { name: script, slug: "hostile", environment: "dev" });
    await scene.api("POST", "/projects/hostile/tokens", { name: script, scopes: ["read"] });
    const wrong = watch(page);
    await signIn(page, scene);
    await page.getByRole("link", { name: script }).waitFor();
    const pages = [
      ["#/projects/hostile/overview", "Overview"],
      ["#/projects/hostile/advanced", "Advanced Settings"],
      ["#/projects/hostile/policies", "Policies"],
      ["#/projects/hostile/sessions", "Sessions"],
      ["#/projects/hostile/edges", "Edges"],
      ["#/projects/hostile/keys", "API keys"],
      ["#/projects/hostile/activity", "Activity"],
      ["#/operators/activity", "All activity"],
    ] as const;
    for (const [address, title] of pages) {
      await goTo(page, address, title);
      await settled(page);
    }
    expect(await page.locator("img, iframe, main script").count()).toBe(0);
    expect(await page.evaluate(() => "taken" in window)).toBe(false);
    expect(wrong).toEqual([]);
  }));

test("A session id and a slug in the address that contain a script are shown as text.", () =>
  inPage(async (page) => {
    const wrong = watch(page);
    await signIn(page, running.scene);
    const id = encodeURIComponent(script);
    await goTo(page, `#/projects/shop/sessions/session/${id}`, "Sessions");
    await page.getByRole("alert").filter({ hasText: "control_body_malformed" }).waitFor();
    await goTo(page, `#/projects/${id}/overview`, "Project not found");
    expect(await page.locator("img, iframe, main script").count()).toBe(0);
    expect(await page.evaluate(() => "taken" in window)).toBe(false);
    expect(wrong).toEqual([]);
  }));

test("The page's policy allows nothing inline and no frame around it.", () =>
  inPage(async (page) => {
    const { consoleUrl } = running.scene;
    const answer = await fetch(consoleUrl);
    const policy = answer.headers.get("Content-Security-Policy") ?? "";
    expect(policy.split("; ").toSorted()).toEqual(
      [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "script-src 'self'",
        "style-src 'self'",
      ].toSorted(),
    );
    expect(await answer.text()).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\bon\w+=/u);

    await page.route("http://elsewhere.example/", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<iframe src="${consoleUrl}" width="600" height="600"></iframe>`,
      }),
    );
    await page.goto("http://elsewhere.example/");
    const frame = page.frames().find((one) => one.parentFrame() !== null);
    expect(await frame?.locator("#console").count()).toBe(0);
  }));

test("Each sign-in gets a new cookie, and a planted cookie does not count.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const planted = "planted-by-somebody-else-0000000000000000000";
    const { hostname } = new URL(scene.apiUrl);
    await page
      .context()
      .addCookies([{ name: "edge_sessions_console", value: planted, domain: hostname, path: "/" }]);
    const values = new Set([planted]);
    for (let times = 1; times <= 2; times += 1) {
      await signIn(page, scene);
      for (const { value } of await page.context().cookies()) values.add(value);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "Sign in" }).waitFor();
    }
    expect(values.size).toBe(3);
    for (const value of values) {
      const answer = await fetch(`${scene.apiUrl}/console/api/projects`, {
        headers: { Cookie: `edge_sessions_console=${value}` },
      });
      expect(answer.status).toBe(401);
    }
  }));

test("A change needs the CSRF token, which only the page knows, so it is refused from another site.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await signIn(page, scene);
    const [cookie] = await page.context().cookies();
    const forged = async (headers: Record<string, string>) => {
      const answer = await fetch(`${scene.apiUrl}/console/api/projects/shop/invalidations`, {
        method: "POST",
        headers: {
          Cookie: `edge_sessions_console=${cookie?.value ?? ""}`,
          "Content-Type": "application/json",
          ...headers,
        },
        body: JSON.stringify({ scope: "project" }),
      });
      const body: { error?: { id: string } } = await answer.json();
      return [answer.status, body.error?.id];
    };
    expect(await forged({})).toEqual([403, "control_csrf"]);
    expect(await forged({ "X-Csrf-Token": "guessed" })).toEqual([403, "control_csrf"]);

    // A page on another site cannot even send the cookie.
    await page.route("http://elsewhere.example/", (route) =>
      route.fulfill({ contentType: "text/html", body: "<p>Elsewhere</p>" }),
    );
    await page.goto("http://elsewhere.example/");
    const outcome = await page.evaluate(async (url) => {
      try {
        const answer = await fetch(url, { credentials: "include" });
        return `readable: ${answer.status}`;
      } catch {
        return "not readable";
      }
    }, `${scene.apiUrl}/console/api/projects`);
    expect(outcome).toBe("not readable");
  }));
