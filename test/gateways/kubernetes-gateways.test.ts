// An app in Kubernetes that a policy of the edge protects: the proxy of each controller, configured as the controller does
// for the objects that the guides print.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addTotp } from "../harness/acts.ts";
import { signInApp, signInBrowser } from "../harness/scene.ts";
import { needsProgram } from "../harness/skipping.ts";
import { valuesRead } from "./app.ts";
import type { GatewayName } from "./configuration.ts";
import { hopByHop, spellings } from "./header-spellings.ts";
import { programs } from "./programs.ts";
import {
  mappedHeaders,
  startSiteBehind,
  type ProtectedSetUp,
  type ProtectedSite,
  type StartGateway,
} from "./protected-site.ts";
import { startProgram } from "./running-gateway.ts";
import { envoyGatewayFiles, istioFiles } from "./translated/envoy-based.ts";
import { ingressNginxFiles } from "./translated/ingress-nginx.ts";
import { traefikCrdFiles } from "./translated/traefik-crd.ts";
import { here, lastRequest, signIn } from "./visitors.ts";
import { WebBrowser } from "./web-browser.ts";

/** A controller, and what it makes of the guide's objects. */
interface Controller {
  readonly name: string;
  readonly program: GatewayName;
  readonly files: (
    ports: Parameters<StartGateway>[0] & { readonly spare: number },
    folder: string,
  ) => Promise<ReadonlyMap<string, string>>;
  /** ingress-nginx sends everybody who has no session to sign in by itself, and nobody to a second factor. */
  readonly browsers: "redirect" | "status";
  readonly relaysRenewedCookie: boolean;
}

const controllers: readonly Controller[] = [
  {
    name: "ingress-nginx",
    program: "nginx",
    files: ingressNginxFiles,
    browsers: "status",
    relaysRenewedCookie: true,
  },
  {
    name: "Traefik",
    program: "traefik",
    files: traefikCrdFiles,
    browsers: "redirect",
    relaysRenewedCookie: true,
  },
  {
    name: "Envoy Gateway",
    program: "envoy",
    files: envoyGatewayFiles,
    browsers: "redirect",
    relaysRenewedCookie: false,
  },
  {
    name: "Istio",
    program: "envoy",
    files: istioFiles,
    browsers: "redirect",
    relaysRenewedCookie: true,
  },
];

function start(
  { program, files, browsers }: Controller,
  setUp: ProtectedSetUp = {},
): Promise<ProtectedSite> {
  const begin: StartGateway = async (ports) => {
    const folder = await mkdtemp(join(tmpdir(), `edge-sessions-${program}-`));
    const all = new Map([
      ...programs[program].wrapping(folder, "decision"),
      ...(await files({ ...ports, spare: 0 }, folder)),
    ]);
    return startProgram(program, all, ports.gateway, { folder, asks: "decision" });
  };
  return startSiteBehind(begin, { ...setUp, policy: { browsers, ...setUp.policy } });
}

describe.each(controllers)("$name", (controller) => {
  describe("with the real proxy", needsProgram(programs[controller.program].command), () => {
    test("The gateway sends a browser to sign in, the browser comes back, and the app learns who it is.", async () => {
      await using site = await start(controller);
      const person = await site.person();
      const { page } = await signIn(site, person);
      expect(page).toMatchObject({ url: `${site.url}${here}`, status: 200, body: "the app" });
      expect(lastRequest(site).target).toBe(here);
      expect(valuesRead(lastRequest(site), "X-User-Id")).toEqual([person.id]);
      expect(valuesRead(lastRequest(site), "X-User-Email")).toEqual([person.email]);
      expect(valuesRead(lastRequest(site), "X-User-Aal")).toEqual(["aal1"]);
    });

    test("A claimed header does not reach the app, also if the session has no such field.", async () => {
      const headers = { ...mappedHeaders, "X-User-Email": "/identity/traits/nickname" };
      await using site = await start(controller, { policy: { headers } });
      const person = await site.person();
      const { cookie } = await signInBrowser(site.through, person);
      for (const claim of [...spellings("X-User-Email"), ...spellings("X-User-Id")]) {
        const claimed = { Cookie: cookie, [claim]: "somebody-else" };
        const seen = await new WebBrowser().visit(`${site.url}/`, { headers: claimed });
        expect(seen.status).toBe(200);
        expect(valuesRead(lastRequest(site), "X-User-Email"), claim).toEqual([]);
        expect(valuesRead(lastRequest(site), "X-User-Id"), claim).toEqual([person.id]);
      }
    });

    test("A sign-out takes effect at the next request.", async () => {
      await using site = await start(controller);
      const { browser } = await signIn(site, await site.person());
      const cookie = browser.cookieOf("127.0.0.1");
      const { data } = await site.through.createBrowserLogoutFlow({ cookie });
      await browser.visit(data.logout_url);
      const reached = site.app.requests.length;
      const kept = await browser.visit(`${site.url}/orders/9`, { headers: { Cookie: cookie } });
      expect(new URL(kept.url).pathname).toBe("/dev/ui/login");
      expect(site.app.requests).toHaveLength(reached);
    });

    test("Nobody gets through by another spelling of the host.", async () => {
      await using site = await start(controller);
      for (const host of [
        "127.0.0.1",
        "127.0.0.1:443",
        "127.0.0.1:1",
        "localhost",
        "evil.example",
      ]) {
        const headers = { Host: host, Accept: "application/json", "Sec-Fetch-Mode": "cors" };
        const seen = await new WebBrowser().visit(`${site.url}/`, { headers, follow: false });
        expect(seen.status, host).toBeGreaterThanOrEqual(300);
      }
      expect(site.app.requests).toEqual([]);
    });

    test("No option of Connection takes the gateway's headers off.", async () => {
      await using site = await start(controller);
      const person = await site.person();
      const { cookie } = await signInBrowser(site.through, person);
      const headers = { Cookie: cookie, Connection: hopByHop };
      expect((await new WebBrowser().visit(`${site.url}/`, { headers })).status).toBe(200);
      expect(valuesRead(lastRequest(site), "X-User-Id")).toEqual([person.id]);
      expect(valuesRead(lastRequest(site), "Connection").join()).not.toMatch(/x-user/iu);
    });

    test("A program whose session is too weak gets 403.", async () => {
      await using site = await start(controller, { policy: { required_aal: "aal2" } });
      const token = await signInApp(site.through, await site.person());
      const headers = { Accept: "application/json", "X-Session-Token": token };
      const seen = await new WebBrowser().visit(`${site.url}/`, { headers, follow: false });
      expect(seen.status).toBe(403);
      expect(site.app.requests).toEqual([]);
    });

    test("Forwarding headers of a client do not change where a browser comes back to.", async () => {
      await using site = await start(controller);
      for (const claimed of [
        { "X-Original-URL": `${site.url}/transfer` },
        { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" },
        { "X-Forwarded-Uri": "/transfer" },
      ]) {
        const answer = await new WebBrowser().visit(`${site.url}${here}`, {
          headers: claimed,
          follow: false,
        });
        expect(answer.status).toBe(302);
        const location = new URL(answer.headers.location ?? "");
        expect(location.searchParams.get("return_to")).toBe(`${site.url}${here}`);
      }
    });

    test("A reload in a browser is a decision from the store.", async () => {
      await using site = await start(controller);
      const { cookie } = await signInBrowser(site.direct, await site.person());
      for (let visits = 0; visits < 3; visits += 1) {
        const headers = { Cookie: cookie, "Cache-Control": "no-cache", Pragma: "no-cache" };
        expect((await new WebBrowser().visit(`${site.url}/`, { headers })).status).toBe(200);
      }
      const metrics = await (await fetch(`${site.adminUrl}/metrics`)).text();
      expect(metrics).not.toMatch(/^edge_sessions_checks_total\{[^}]*"forced"\} [1-9]/mu);
      expect(metrics).toMatch(/^edge_sessions_checks_total\{[^}]*"hit"\} 2$/mu);
    });

    test("The cookie of a session that was extended reaches its browser where the guide says so.", async () => {
      await using site = await start(controller);
      const person = await site.person();
      const { cookie } = await signInBrowser(site.direct, person);
      const { data: sessions } = await site.admin.listIdentitySessions({ id: person.id });
      for (const { id } of sessions) await site.admin.extendSession({ id });
      const seen = await new WebBrowser().visit(`${site.url}/`, { headers: { Cookie: cookie } });
      expect(seen.status).toBe(200);
      expect((seen.headers["set-cookie"] ?? []).length > 0).toBe(controller.relaysRenewedCookie);
    });
  });
});

describe.each(controllers.filter(({ browsers }) => browsers === "redirect"))(
  "$name, which passes redirects on",
  (controller) => {
    describe("with the real proxy", needsProgram(programs[controller.program].command), () => {
      test("Where the policy asks for a second factor, the gateway sends a browser to it, and the browser comes back.", async () => {
        await using site = await start(controller, { policy: { required_aal: "aal2" } });
        const person = await site.person();
        const codes = await addTotp(site.through, await signInBrowser(site.through, person));
        const { browser, page } = await signIn(site, person);
        const back = await browser.submit(page, { totp_code: codes() });
        expect(back).toMatchObject({ url: `${site.url}${here}`, status: 200 });
        expect(valuesRead(lastRequest(site), "X-User-Aal")).toEqual(["aal2"]);
      });
    });
  },
);
