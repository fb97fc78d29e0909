// The real programs with the very configurations that the guides print, each in front of a real edge. A program
// that is not installed is skipped by name.
import { describe, expect, test } from "vitest";
import { addTotp, signOut } from "../harness/acts.ts";
import { signInApp, signInBrowser } from "../harness/scene.ts";
import { needsProgram } from "../harness/skipping.ts";
import { valuesRead } from "./app.ts";
import { gatewayNames } from "./configuration.ts";
import { startSite } from "./gated-site.ts";
import { manners } from "./manners.ts";
import { programs } from "./programs.ts";

const identityHeader = "X-Kratos-Authenticated-Identity-Id";

/** What a browser sends in addition to its cookie. */
const browserHeaders = {
  "User-Agent": "Mozilla/5.0",
  Accept: "text/html",
  "Accept-Language": "de",
  Referer: "http://app.example/",
  Origin: "http://app.example",
  "If-None-Match": '"1"',
  "Sec-Fetch-Mode": "navigate",
};

/** What a browser adds on a reload, and a script by `cache: "no-store"`. */
const directives = [
  { "Cache-Control": "no-cache", Pragma: "no-cache" },
  { "Cache-Control": "max-age=0" },
  { "Cache-Control": "no-store" },
  { Pragma: "no-cache" },
];

const credentials = ["cookie", "authorization", "x-session-token"];

const noRequest = { method: "", target: "", headers: [], body: "" };

describe.each(gatewayNames)("%s", (name) => {
  const manner = manners[name];

  describe("with the real program", needsProgram(programs[name].command), () => {
    test("The gateway refuses a visitor without a session.", async () => {
      await using site = await startSite(name);
      expect((await site.visit(browserHeaders)).status).toBe(401);
      const claimed = {
        ...browserHeaders,
        [identityHeader]: "me",
        Cookie: "ory_kratos_session=made-up",
      };
      expect((await site.visit(claimed)).status).toBe(401);
      expect((await site.visit(claimed, { method: "POST", body: "order=1" })).status).toBe(401);
      expect(site.app.requests).toEqual([]);
    });

    test("The gateway tells the app who is signed in, whatever the client claims.", async () => {
      await using site = await startSite(name);
      const person = await site.scene.person();
      const { cookie } = await signInBrowser(site.scene.direct, person);
      const names = [identityHeader, identityHeader.toLowerCase()];
      if (manner.stripsUnderscores)
        names.push(identityHeader.replaceAll("-", "_"), "X-Kratos_Authenticated-Identity_Id");
      for (const claim of [{}, ...names.map((one) => ({ [one]: "somebody-else" }))]) {
        const seen = await site.visit({ ...browserHeaders, ...claim, Cookie: cookie });
        expect(seen).toMatchObject({ status: 200, body: "the app" });
      }
      expect(site.app.requests).toHaveLength(names.length + 1);
      for (const request of site.app.requests) {
        expect(valuesRead(request, identityHeader)).toEqual([person.id]);
      }
    });

    // Oathkeeper has no setting for it, and its page says so.
    test.skipIf(name === "oathkeeper")(
      "No option of Connection takes the identity off.",
      async () => {
        await using site = await startSite(name);
        const person = await site.scene.person();
        const { cookie } = await signInBrowser(site.scene.direct, person);
        const Connection = `close, ${identityHeader}`;
        const seen = await site.visit({ ...browserHeaders, Cookie: cookie, Connection });
        expect(seen).toMatchObject({ status: 200, body: "the app" });
        expect(site.app.requests).toHaveLength(1);
        const [request = noRequest] = site.app.requests;
        expect(valuesRead(request, identityHeader)).toEqual([person.id]);
        expect(valuesRead(request, "Connection").join()).not.toMatch(/kratos/iu);
      },
    );

    test("The gateway does not believe the client if the answer names no identity.", async () => {
      await using site = await startSite(name);
      const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
      const wanted = identityHeader.toLowerCase();
      site.scene.relay.add({
        matches: (call) => call.target === "/sessions/whoami",
        effect: {
          kind: "change",
          change: (answer) => ({
            ...answer,
            headers: answer.headers.filter(
              (_one, at) => answer.headers[at - (at % 2)]?.toLowerCase() !== wanted,
            ),
          }),
        },
      });
      await site.visit({ Cookie: cookie, [identityHeader]: "somebody-else" });
      for (const request of site.app.requests) {
        expect(valuesRead(request, identityHeader)).not.toContain("somebody-else");
      }
      expect(site.scene.relay.whoamis()).toBe(1);
    });

    test("The gateway makes one check, and none for a reload or a request with no-store.", async () => {
      await using site = await startSite(name);
      const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
      for (const directive of [{}, {}, ...directives]) {
        const seen = await site.visit({ ...browserHeaders, ...directive, Cookie: cookie });
        expect(seen.status).toBe(200);
      }
      expect(site.results()).toEqual(["miss", "hit", "hit", "hit", "hit", "hit"]);
      // The app still sees what the browser wants.
      expect(valuesRead(site.app.requests[2] ?? noRequest, "cache-control")).toEqual(["no-cache"]);
    });

    test("The gateway sends the same check whatever is requested from the app.", async () => {
      await using site = await startSite(name);
      const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
      const visits = [
        {},
        { target: "/" },
        { target: "/orders?tokenize_as=jwt&a=%3Bb" },
        { target: "/sessions/whoami/x" },
        { method: "POST", target: "/orders", body: "order=1" },
        { method: "PUT", target: "/orders/7", body: "order=2" },
        { method: "DELETE", target: "/orders/7" },
        { method: "HEAD", target: "/orders/7" },
      ];
      for (const visit of visits) {
        expect((await site.visit({ ...browserHeaders, Cookie: cookie }, visit)).status).toBe(200);
      }
      expect(site.results()).toEqual(["miss", ...visits.slice(1).map(() => "hit")]);
      expect(new Set(site.tap.requests().map((request) => request.target))).toEqual(
        new Set(["/sessions/whoami"]),
      );
      expect(
        site.app.requests.map(({ method, target, body }) => ({ method, target, body })),
      ).toMatchObject(
        visits.map((visit) => ({ method: "GET", target: "/orders/7", body: "", ...visit })),
      );
    });

    test("The gateway sends the credentials and few other headers.", async () => {
      await using site = await startSite(name);
      const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
      await site.visit({ ...browserHeaders, ...directives[0], "X-Custom": "1", Cookie: cookie });
      await site.visit(
        { ...browserHeaders, "Content-Type": "text/plain", Cookie: cookie },
        { method: "POST", body: "order=1" },
      );
      const requests = site.tap.requests();
      expect(requests).toHaveLength(2);
      for (const { headers } of requests) {
        const names = headers.map(([header]) => header);
        expect(names).toContain("cookie");
        const allowed = [...credentials, "connection", ...(manner.alsoSent ?? names)];
        expect(names.filter((one) => !allowed.includes(one))).toEqual([]);
        for (const never of ["cache-control", "pragma", "origin", "transfer-encoding"]) {
          expect(names).not.toContain(never);
        }
        expect(headers.find(([header]) => header === "content-length")?.[1] ?? "0").toBe("0");
      }
    });

    test("The gateway keeps its connection to the edge.", async () => {
      await using site = await startSite(name);
      const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
      for (let visits = 0; visits < 5; visits += 1) await site.visit({ Cookie: cookie });
      expect(site.tap.requests()).toHaveLength(5);
      expect(site.tap.connections()).toBe(1);
    });

    test.each(manner.tokens)("The gateway accepts a session token in %s.", async (header) => {
      await using site = await startSite(name);
      const person = await site.scene.person();
      const token = await signInApp(site.scene.direct, person);
      const value = header === "Authorization" ? `Bearer ${token}` : token;
      expect((await site.visit({ [header]: value })).status).toBe(200);
      expect((await site.visit({ [header]: value })).status).toBe(200);
      expect((await site.visit({ [header]: `${value}x` })).status).toBe(401);
      expect(site.results().slice(0, 2)).toEqual(["miss", "hit"]);
      expect(site.app.requests.map((request) => valuesRead(request, identityHeader))).toEqual([
        [person.id],
        [person.id],
      ]);
    });

    test("The gateway refuses people after their sign-out.", async () => {
      await using site = await startSite(name);
      const browser = await signInBrowser(site.scene.through, await site.scene.person());
      const { cookie } = browser;
      await site.visit({ Cookie: cookie });
      expect((await site.visit({ Cookie: cookie })).status).toBe(200);
      await signOut(site.scene.through, browser);
      expect((await site.visit({ Cookie: cookie })).status).toBe(401);
      expect(site.app.requests).toHaveLength(2);
    });

    test("The gateway refuses people whose second factor is missing.", async () => {
      await using site = await startSite(name, { whoamiRequiredAal: "highest_available" });
      const person = await site.scene.person();
      const once = await signInBrowser(site.scene.through, person);
      const other = await signInBrowser(site.scene.through, person);
      expect((await site.visit({ Cookie: other.cookie })).status).toBe(200);
      await addTotp(site.scene.through, once);
      expect((await site.visit({ Cookie: other.cookie })).status).toBe(manner.secondFactorMissing);
      expect(site.app.requests).toHaveLength(1);
    });

    test("The gateway lets nobody in while the edge is gone.", async () => {
      await using site = await startSite(name);
      const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
      expect((await site.visit({ Cookie: cookie })).status).toBe(200);
      await site.tap.leave();
      expect((await site.visit({ Cookie: cookie })).status).toBe(manner.edgeGone);
      expect((await site.visit({})).status).not.toBe(200);
      expect(site.app.requests).toHaveLength(1);
    });

    test("The gateway lets nobody in while the identity server is gone and nothing is stored.", async () => {
      await using site = await startSite(name);
      const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
      await site.scene.relay.leave();
      expect((await site.visit({ Cookie: cookie })).status).toBe(manner.originGone);
      await site.scene.relay.comeBack();
      expect((await site.visit({ Cookie: cookie })).status).toBe(200);
      expect(site.app.requests).toHaveLength(1);
    });

    test("The gateway passes a renewed cookie to its own browser or to none.", async () => {
      await using site = await startSite(name);
      const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
      const renewed = "ory_kratos_session=renewed; Path=/; HttpOnly";
      site.scene.relay.add({
        matches: (call) => call.target === "/sessions/whoami",
        times: 1,
        effect: {
          kind: "change",
          change: (answer) => ({ ...answer, headers: [...answer.headers, "Set-Cookie", renewed] }),
        },
      });
      const given = [];
      for (let visits = 0; visits < 3; visits += 1) {
        given.push((await site.visit({ Cookie: cookie })).setCookie);
      }
      const names = given.map((lines) => lines.map((line) => line.split(";")[0]));
      const handed = manner.relaysRenewedCookie ? ["ory_kratos_session=renewed"] : [];
      expect(names).toEqual([handed, [], []]);
      for (const request of site.app.requests)
        expect(valuesRead(request, "Renewed-Cookie")).toEqual([]);
    });

    test.runIf(manner.relaysRenewedCookie)(
      "The gateway passes on the whole session cookie if a front before the origin adds its own cookie.",
      async () => {
        await using site = await startSite(name);
        const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
        const date = "Expires=Thu, 03 Dec 2026 10:00:00 GMT";
        const renewed = `ory_kratos_session=renewed; Path=/; ${date}; Max-Age=86399; HttpOnly; SameSite=Lax`;
        const front = [`AWSALB=one; ${date}; Path=/`, `not_ory_kratos_session=two; Path=/`];
        // nginx before 1.23 sees only the first line.
        const lines = name === "nginx" ? [renewed, ...front] : [front[0], renewed, front[1]];
        site.scene.relay.add({
          matches: (call) => call.target === "/sessions/whoami",
          times: 1,
          effect: {
            kind: "change",
            change: (answer) => ({
              ...answer,
              headers: [...answer.headers, ...lines.flatMap((line) => ["Set-Cookie", line ?? ""])],
            }),
          },
        });
        const { setCookie } = await site.visit({ Cookie: cookie });
        expect(setCookie.filter((line) => !front.includes(line))).toEqual([renewed]);
      },
    );

    test.runIf(manner.relaysRenewedCookie)(
      "The gateway passes on a renewed cookie even if the app is gone.",
      async () => {
        await using site = await startSite(name);
        const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
        site.scene.relay.add({
          matches: (call) => call.target === "/sessions/whoami",
          effect: {
            kind: "change",
            change: (answer) => ({
              ...answer,
              headers: [...answer.headers, "Set-Cookie", "ory_kratos_session=renewed; Path=/"],
            }),
          },
        });
        await site.app[Symbol.asyncDispose]();
        const { status, setCookie } = await site.visit({ Cookie: cookie });
        expect(status).toBeGreaterThanOrEqual(502);
        expect(setCookie).toEqual(["ory_kratos_session=renewed; Path=/"]);
      },
    );
  });
});
