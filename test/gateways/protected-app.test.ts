// An app that a policy of the edge protects, behind each real gateway with exactly the files that the guides print.
import { describe, expect, test } from "vitest";
import { addTotp } from "../harness/acts.ts";
import { signInApp, signInBrowser, type Person } from "../harness/scene.ts";
import { needsProgram } from "../harness/skipping.ts";
import { valuesRead } from "./app.ts";
import { policyGatewayNames } from "./configuration.ts";
import { spellings } from "./header-spellings.ts";
import { openUpgrade } from "./upgrade.ts";
import { programs } from "./programs.ts";
import { mappedHeaders, startProtectedSite, type ProtectedSite } from "./protected-site.ts";
import { here, lastRequest, signIn } from "./visitors.ts";
import { WebBrowser } from "./web-browser.ts";

/** The `Cookie` header of a session that did not begin at the gateway. */
async function cookieOf(site: ProtectedSite, person: Person): Promise<string> {
  return (await signInBrowser(site.through, person)).cookie;
}

describe.each(policyGatewayNames)("%s", (name) => {
  describe("with the real program", needsProgram(programs[name].command), () => {
    test("The gateway sends a browser to sign in, and the browser comes back to the page that it wanted.", async () => {
      await using site = await startProtectedSite(name);
      const person = await site.person();
      const browser = new WebBrowser();
      const asked = await browser.visit(`${site.url}${here}`);
      expect(asked).toMatchObject({ status: 200, by: [`${site.url}${here}`, expect.anything()] });
      expect(new URL(asked.url).pathname).toBe("/dev/ui/login");
      expect(site.app.requests).toEqual([]);
      const { email: identifier, password } = person;
      const back = await browser.submit(asked, { identifier, password });
      expect(back).toMatchObject({ url: `${site.url}${here}`, status: 200, body: "the app" });
      expect(lastRequest(site).target).toBe(here);
      expect(valuesRead(lastRequest(site), "X-User-Email")).toEqual([person.email]);
    });

    test("The gateway tells the app who is signed in, whatever the client claims.", async () => {
      await using site = await startProtectedSite(name);
      const person = await site.person();
      const { browser } = await signIn(site, person);
      const expected = {
        "X-User-Id": person.id,
        "X-User-Email": person.email,
        "X-User-Aal": "aal1",
      };
      for (const claim of Object.keys(expected).flatMap(spellings)) {
        const headers = { [claim]: "somebody-else" };
        expect((await browser.visit(`${site.url}/orders/8`, { headers })).status).toBe(200);
        for (const [header, value] of Object.entries(expected)) {
          expect(valuesRead(lastRequest(site), header), claim).toEqual([value]);
        }
      }
    });

    test("A claimed header does not reach the app if the session has no such field.", async () => {
      const headers = { ...mappedHeaders, "X-User-Email": "/identity/traits/nickname" };
      await using site = await startProtectedSite(name, { policy: { headers, anonymous: true } });
      const cookie = await cookieOf(site, await site.person());
      for (const claim of spellings("X-User-Email")) {
        for (const credential of [{}, { Cookie: cookie }]) {
          const claimed = { ...credential, [claim]: "root@example.org" };
          const seen = await new WebBrowser().visit(`${site.url}/`, { headers: claimed });
          expect(seen.status).toBe(200);
          expect(valuesRead(lastRequest(site), "X-User-Email"), claim).toEqual([]);
        }
      }
    });

    test("A sign-out takes effect at the next request.", async () => {
      await using site = await startProtectedSite(name);
      const { browser } = await signIn(site, await site.person());
      expect((await browser.visit(`${site.url}/orders/8`)).body).toBe("the app");
      const cookie = browser.cookieOf("127.0.0.1");
      const { data } = await site.through.createBrowserLogoutFlow({ cookie });
      await browser.visit(data.logout_url);
      const reached = site.app.requests.length;
      // The browser has dropped its cookie. Somebody else may have kept it.
      const kept = await browser.visit(`${site.url}/orders/9`, { headers: { Cookie: cookie } });
      expect(new URL(kept.url).pathname).toBe("/dev/ui/login");
      expect(site.app.requests).toHaveLength(reached);
    });

    test("Where the policy asks for a second factor, the gateway sends a browser to it, and the browser comes back.", async () => {
      await using site = await startProtectedSite(name, { policy: { required_aal: "aal2" } });
      const person = await site.person();
      const codes = await addTotp(site.through, await signInBrowser(site.through, person));
      const { browser, page } = await signIn(site, person);
      expect(page.by.some((url) => url.includes("aal=aal2"))).toBe(true);
      expect(new URL(page.url).pathname).toBe("/dev/ui/login");
      expect(site.app.requests).toEqual([]);
      const back = await browser.submit(page, { totp_code: codes() });
      expect(back).toMatchObject({ url: `${site.url}${here}`, status: 200, body: "the app" });
      expect(valuesRead(lastRequest(site), "X-User-Aal")).toEqual(["aal2"]);
    });

    test("The gateway answers programs with 401 or 403 in JSON.", async () => {
      await using site = await startProtectedSite(name, { policy: { required_aal: "aal2" } });
      const token = await signInApp(site.through, await site.person());
      const asProgram = { Accept: "application/json", "Sec-Fetch-Mode": "cors" };
      for (const [credential, status, id] of [
        [{}, 401, "edge_session_required"],
        [{ "X-Session-Token": "made-up" }, 401, "edge_session_required"],
        // nginx cannot read the decision's body, and only the status tells it what to answer.
        [{ "X-Session-Token": token }, 403, name === "nginx" ? undefined : "edge_aal_required"],
      ] as const) {
        const headers = { ...asProgram, ...credential };
        const seen = await new WebBrowser().visit(`${site.url}/orders/7`, { headers });
        expect(seen.status).toBe(status);
        expect(seen.headers["content-type"]).toMatch(/^application\/json/u);
        const named = id === undefined ? {} : { id };
        expect(JSON.parse(seen.body)).toMatchObject({ error: { code: status, ...named } });
      }
      expect(site.app.requests).toEqual([]);
    });

    test("A program's session token gets it through to the app.", async () => {
      await using site = await startProtectedSite(name);
      const person = await site.person();
      const token = await signInApp(site.through, person);
      for (const credential of [
        { "X-Session-Token": token },
        { Authorization: `Bearer ${token}` },
      ]) {
        const headers = { Accept: "application/json", ...credential };
        const seen = await new WebBrowser().visit(`${site.url}/orders/7`, { headers });
        expect(seen.status).toBe(200);
        expect(valuesRead(lastRequest(site), "X-User-Id")).toEqual([person.id]);
      }
    });

    test("The body of a request reaches the app, and none of it the edge's decision.", async () => {
      await using site = await startProtectedSite(name);
      const { browser } = await signIn(site, await site.person());
      const body = "order=1&".repeat(20_000);
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      const seen = await browser.visit(`${site.url}/orders`, { method: "POST", headers, body });
      expect(seen.status).toBe(200);
      expect(lastRequest(site)).toMatchObject({ method: "POST", target: "/orders", body });
      const refused = {
        method: "POST",
        headers: { ...headers, Accept: "*/*" },
        body,
        follow: false,
      };
      expect((await new WebBrowser().visit(`${site.url}/orders`, refused)).status).toBe(401);
    });

    test("A WebSocket opens with a session, and not without.", async () => {
      await using site = await startProtectedSite(name);
      const person = await site.person();
      const cookie = await cookieOf(site, person);
      const refused = await openUpgrade(site.url, {});
      expect(refused.kind).toBe("refused");
      expect(site.app.requests).toEqual([]);
      const opened = await openUpgrade(site.url, { Cookie: cookie, "X-User-Id": "somebody-else" });
      if (opened.kind !== "open") throw new Error(`refused with ${opened.status}`);
      expect(await opened.echo("hello")).toBe("hello");
      opened.close();
      expect(valuesRead(lastRequest(site), "X-User-Id")).toEqual([person.id]);
    });

    test("Forwarding headers of a client do not change where a browser comes back to.", async () => {
      await using site = await startProtectedSite(name);
      const claims = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Uri": "/transfer?to=evil",
        "X-Forwarded-Method": "GET",
        "X-Forwarded-Prefix": "/evil",
        "X-Original-URL": `${site.url}/transfer?to=evil`,
        "X-Original-URI": "/transfer",
        "X-Rewrite-URL": "/transfer",
        Forwarded: "host=evil.example;proto=https",
      };
      for (const claimed of [
        claims,
        ...Object.entries(claims).map(([one, value]) => ({ [one]: value })),
      ]) {
        const how = { headers: claimed, follow: false };
        const { status, headers } = await new WebBrowser().visit(`${site.url}${here}`, how);
        expect(status).toBe(302);
        const location = new URL(headers.location ?? "");
        expect(location.searchParams.get("return_to"), JSON.stringify(claimed)).toBe(
          `${site.url}${here}`,
        );
      }
    });

    test("No return URL is sent along that the policy does not allow.", async () => {
      await using site = await startProtectedSite(name, {
        policy: { return_urls: ["https://app.example.org/"] },
      });
      for (const headers of [{}, { Host: "evil.example" }, { Host: "app.example.org" }] as const) {
        const answer = await new WebBrowser().visit(`${site.url}${here}`, {
          headers,
          follow: false,
        });
        expect(site.app.requests).toEqual([]);
        // The files of Caddy and Envoy name one host. They answer others themselves, Caddy with nothing.
        if (headers.Host !== undefined && (name === "caddy" || name === "envoy")) continue;
        expect(answer.status).toBe(302);
        const location = new URL(answer.headers.location ?? "");
        expect(location.origin).toBe(site.edgeUrl);
        expect(location.searchParams.has("return_to")).toBe(false);
      }
    });

    test("The cookie of a session that was extended reaches its browser with the decision, once.", async () => {
      await using site = await startProtectedSite(name);
      const person = await site.person();
      const { cookie } = await signInBrowser(site.direct, person);
      const { data: sessions } = await site.admin.listIdentitySessions({ id: person.id });
      for (const { id } of sessions) await site.admin.extendSession({ id });
      const given: number[] = [];
      for (let visits = 0; visits < 3; visits += 1) {
        const headers = { Cookie: cookie, "Cache-Control": "no-cache" };
        const seen = await new WebBrowser().visit(`${site.url}/`, { headers });
        expect(seen.status).toBe(200);
        const lines = seen.headers["set-cookie"] ?? [];
        expect(lines.every((line) => line.startsWith("ory_kratos_session="))).toBe(true);
        given.push(lines.length);
      }
      expect(given.filter((lines) => lines > 0)).toEqual([1]);
    });

    test("The gateway lets nobody in while the edge is gone.", async () => {
      await using site = await startProtectedSite(name);
      const { browser } = await signIn(site, await site.person());
      const reached = site.app.requests.length;
      await site.killEdge();
      expect((await browser.visit(`${site.url}/`)).status).toBeGreaterThanOrEqual(500);
      expect((await new WebBrowser().visit(`${site.url}/`)).status).toBeGreaterThanOrEqual(500);
      expect(site.app.requests).toHaveLength(reached);
    });
  });
});

describe("Envoy", needsProgram(programs.envoy.command), () => {
  test("Envoy answers 404 to a host that is not the application's, also for somebody who is signed in.", async () => {
    await using site = await startProtectedSite("envoy");
    const cookie = await cookieOf(site, await site.person());
    const statuses: number[] = [];
    for (const Host of ["evil.example", "127.0.0.1.evil.example", "127.0.0.1", "127.0.0.1:1"]) {
      const headers = { Cookie: cookie, Host };
      statuses.push((await new WebBrowser().visit(`${site.url}/`, { headers })).status);
    }
    expect(statuses).toEqual([404, 404, 200, 200]);
    expect(site.app.requests).toHaveLength(2);
  });
});
