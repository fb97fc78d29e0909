// What each gateway must strip. A client claims to be somebody, or to have wanted another page. Each line of a guide that
// stands against that is taken out once: then the claim arrives, so the line is needed and the other tests would notice.
import { describe, expect, test } from "vitest";
import { signInBrowser } from "../harness/scene.ts";
import { needsProgram } from "../harness/skipping.ts";
import { valuesRead } from "./app.ts";
import { policyGatewayNames, type PolicyGatewayName } from "./configuration.ts";
import { hopByHop } from "./header-spellings.ts";
import { programs } from "./programs.ts";
import { mappedHeaders, startProtectedSite } from "./protected-site.ts";
import type { ChangeFile } from "./running-gateway.ts";
import { openUpgrade } from "./upgrade.ts";
import { lastRequest } from "./visitors.ts";
import { WebBrowser } from "./web-browser.ts";

/** A guard, by what a reader might leave out or write instead, and the claim that then gets through. */
type Guard = readonly [
  gateway: PolicyGatewayName,
  guard: string | RegExp,
  instead: string,
  claim: string,
];

/** The session has no nickname, so the decision has no such header. */
const headers = { ...mappedHeaders, "X-User-Email": "/identity/traits/nickname" };

// Caddy 2.11 also keeps these names from the app by itself. The lines of its guide are for versions that do not.
const identityGuards: readonly Guard[] = [
  ["nginx", "proxy_set_header X-User-Email $user_email;", "", "X-User-Email"],
  ["nginx", "server_name", "underscores_in_headers on; server_name", "X_User_Email"],
  ["haproxy", /http-request del-header \^x.*/u, "", "X-User-Email"],
  ["haproxy", "^x[^a-z0-9]user[^a-z0-9]", "^x-user-", "X_User_Email"],
  ["traefik", "[X-User-Id, X-User-Email, X-User-Aal]", "[X-User-Id]", "X-User-Email"],
  ["traefik", "[no-twins, policy]", "[policy]", "X_User_Email"],
  ["envoy", "x[.-]user[.-].*", "x.user.*aal", "X-User-Email"],
  ["envoy", "DROP_HEADER", "ALLOW", "X_User_Email"],
  ["haproxy", "^x[^a-z0-9]user[^a-z0-9]", "^x[-_]user[-_]", "X.User.Email"],
  ["traefik", 'X.User.Email: ""', "", "X.User.Email"],
  ["envoy", "x[.-]user[.-].*", "x-user-.*", "X.User.Email"],
];

describe.each(identityGuards)("%s", (name, guard, instead, claim) => {
  describe("with the real program", needsProgram(programs[name].command), () => {
    test(`Without its guard (${String(guard)}), a claimed ${claim} reaches the app.`, async () => {
      await using site = await startProtectedSite(
        name,
        { policy: { headers } },
        without(guard, instead),
      );
      const { cookie } = await signInBrowser(site.through, await site.person());
      const claimed = { Cookie: cookie, [claim]: "root@example.org" };
      expect((await new WebBrowser().visit(`${site.url}/`, { headers: claimed })).status).toBe(200);
      expect(valuesRead(lastRequest(site), "X-User-Email")).toEqual(["root@example.org"]);
    });
  });
});

describe.each(policyGatewayNames)("%s", (name) => {
  describe("with the real program", needsProgram(programs[name].command), () => {
    test("No option of Connection takes the gateway's headers off, and none reaches the app to be obeyed there.", async () => {
      await using site = await startProtectedSite(name);
      const person = await site.person();
      const { cookie } = await signInBrowser(site.through, person);
      const seen = (): void => {
        expect(valuesRead(lastRequest(site), "X-User-Id")).toEqual([person.id]);
        expect(valuesRead(lastRequest(site), "X-User-Email")).toEqual([person.email]);
        expect(valuesRead(lastRequest(site), "X-User-Aal")).toEqual(["aal1"]);
        expect(valuesRead(lastRequest(site), "Connection").join()).not.toMatch(/x-user/iu);
      };
      const headers = { Cookie: cookie, Connection: hopByHop };
      expect((await new WebBrowser().visit(`${site.url}/`, { headers })).status).toBe(200);
      seen();
      for (const option of ["Upgrade", "upgrade", "keep-alive, Upgrade"]) {
        const upgrade = { Cookie: cookie, Connection: hopByHop.replace("close", option) };
        const opened = await openUpgrade(site.url, upgrade);
        if (opened.kind !== "open") throw new Error(`refused with ${opened.status}`);
        expect(await opened.echo("hello")).toBe("hello");
        opened.close();
        seen();
      }
    });
  });
});

const pageGuards: readonly Guard[] = [
  [
    "nginx",
    "proxy_set_header X-Original-URL $scheme",
    "proxy_set_header X-Original-URL $http_x_original_url; #",
    "X-Original-URL",
  ],
  ["caddy", "header_up -X-Original-URL", "", "X-Original-URL"],
  ["traefik", "- X-Requested-With", "- X-Original-URL", "X-Original-URL"],
  [
    "envoy",
    /- remove: x-original-url([^]*)- \{ exact: accept \}/u,
    "$1- { exact: x-original-url }\n                          - { exact: accept }",
    "X-Original-URL",
  ],
];

describe.each(pageGuards)("%s", (name, guard, instead, claim) => {
  describe("with the real program", needsProgram(programs[name].command), () => {
    test(`Without its guard (${String(guard).slice(0, 40)}), a client chooses another page of the site, and never one outside.`, async () => {
      await using site = await startProtectedSite(name, {}, without(guard, instead));
      const back = async (value: string): Promise<string | null> => {
        const how = { headers: { [claim]: value }, follow: false };
        const answer = await new WebBrowser().visit(`${site.url}/orders/7`, how);
        expect(answer.status).toBe(302);
        return new URL(answer.headers.location ?? "").searchParams.get("return_to");
      };
      expect(await back(`${site.url}/transfer?to=evil`)).toBe(`${site.url}/transfer?to=evil`);
      for (const outside of [
        "https://evil.example/",
        `${site.url}.evil.example/`,
        `${site.url.replace("//", "//evil@")}/`,
        "//evil.example/",
        "javascript:alert(1)",
        `${site.url}/\\evil.example`,
      ]) {
        expect(await back(outside), outside).toBeNull();
      }
    });
  });
});

/** The files without a guard. Throws in the file that must have it if it does not. */
function without(guard: string | RegExp, instead: string): ChangeFile {
  return (name, text) => {
    if (!name.startsWith("protected-app")) return text;
    const changed = text.replace(guard, instead);
    if (changed === text) throw new Error(`${name} has no ${String(guard)}`);
    return changed;
  };
}
