// What every backend of examples/backends does with an edge, in whatever language.
import { createServer } from "node:http";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeProfile } from "../harness/acts.ts";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { isWhoami, type Relay } from "../harness/relay.ts";
import { signInApp, signInBrowser, startScene, type Scene } from "../harness/scene.ts";
import {
  backendPolicy,
  buildBackend,
  startBackend,
  type Backend,
  type Built,
  type Language,
} from "./backend.ts";

/** Background refreshes start after this long, so that none starts by itself. */
const refreshAfterMs = 30_000;

/** Long enough to build on a busy machine. */
const buildTimeoutMs = 300_000;

/** What a page was answered. */
interface Seen {
  readonly status: number;
  readonly body: string;
  readonly setCookie: readonly string[];
}

async function visit(url: string, headers: Record<string, string>, method = "GET"): Promise<Seen> {
  const body = method === "POST" ? "amount=7" : null;
  const response = await fetch(url, { method, headers, body, redirect: "manual" });
  const { status } = response;
  return { status, setCookie: response.headers.getSetCookie(), body: await response.text() };
}

/** Answers what the edge asks next in the identity server's place. */
function answerNext(relay: Relay, status: number, body: string, headers: readonly string[] = []) {
  const answer = { status, headers: [...headers], body: Buffer.from(body) };
  return relay.add({ matches: isWhoami, effect: { kind: "answer", answer } });
}

/** Runs the suite for a language. */
export function suiteOf(language: Language): void {
  describe(`The backend in ${language.name}`, language.options, () => {
    let scene: Scene;
    let built: Built;
    beforeAll(async () => {
      scene = await startScene({
        settings: { policies: [backendPolicy], sessionTokens: true, refreshAfterMs },
      });
      built = await buildBackend(language);
    }, buildTimeoutMs);
    afterAll(async () => {
      await built?.[Symbol.asyncDispose]();
      await scene?.[Symbol.asyncDispose]();
    });

    describe.each(["session", "policy"] as const)("whose page needs a %s", (protection) => {
      let backend: Backend;
      beforeAll(async () => {
        backend = await startBackend(language, built, scene.edge.url, protection);
      });
      afterAll(() => backend?.[Symbol.dispose]());

      test("greets the person of the session, by a hit whatever else the browser sent, and nobody after the sign-out.", async () => {
        const person = await scene.person();
        const { cookie } = await signInBrowser(scene.through, person);
        const headers = { Cookie: cookie, "Cache-Control": "no-cache", Pragma: "no-cache" };
        await visit(backend.url, headers);
        const calls = scene.relay.whoamis();
        const since = scene.edge.events.length;
        for (const method of ["GET", "POST"]) {
          const seen = await visit(backend.url, headers, method);
          expect(seen.status).toBe(200);
          expect(seen.body).toContain(`Hello ${person.id}`);
        }
        expect(scene.relay.whoamis()).toBe(calls);
        const others = scene.edge.events.slice(since).filter(({ kind }) => kind === "forwarded");
        expect(others).toEqual([]);
        const { data } = await scene.through.createBrowserLogoutFlow({ cookie });
        await scene.through.updateLogoutFlow({ token: data.logout_token }, { headers: { cookie } });
        expect((await visit(backend.url, headers)).status).toBe(401);
      });

      test.each(language.names)(
        "reads the name %s, which no header carries as it is.",
        async (name) => {
          const person = await scene.person();
          const browser = await signInBrowser(scene.through, person);
          await changeProfile(scene.through, browser, scene.origin.traitsOf(person.email, name));
          const seen = await visit(backend.url, { Cookie: browser.cookie });
          expect(seen.body).toBe(`Hello ${person.id}, ${name}\n`);
        },
      );

      test("takes a session token.", async () => {
        const person = await scene.person();
        const token = await signInApp(scene.through, person);
        const seen = await visit(backend.url, { "X-Session-Token": token });
        expect([seen.status, seen.body.includes(person.id)]).toEqual([200, true]);
      });

      test("refuses a request without a session, whatever names it claims.", async () => {
        const forged = { "X-User-Id": "root", "X-Kratos-Authenticated-Identity-Id": "root" };
        const seen = await visit(backend.url, forged);
        expect([seen.status, seen.body.includes("root")]).toEqual([401, false]);
      });

      test("passes on a renewed cookie of the session, and no other.", embeddedOnly, async () => {
        const { cookie } = await signInBrowser(scene.through, await scene.person());
        const renewed = "ory_kratos_session=renewed; Path=/; HttpOnly";
        const rule = scene.relay.add({
          matches: isWhoami,
          effect: {
            kind: "change",
            change: (answer) => ({
              ...answer,
              headers: [...answer.headers, "Set-Cookie", "lb=1", "Set-Cookie", renewed],
            }),
          },
        });
        scene.edge.advance(120_000);
        const seen = await visit(backend.url, { Cookie: cookie });
        rule.remove();
        expect(seen.status).toBe(200);
        expect(seen.setCookie).toEqual([renewed]);
      });

      test.each([
        [403, 403, JSON.stringify({ error: { code: 403, id: "session_aal2_required" } }), []],
        [500, 503, JSON.stringify({ error: { code: 500 } }), []],
        [429, 503, JSON.stringify({ error: { code: 429 } }), []],
        [302, 503, "", ["Location", "/health/alive"]],
        [200, 503, "<p>Under maintenance</p>", ["Content-Type", "text/html"]],
      ])(
        "answers an identity server's %i without a session by %i.",
        async (status, expected, body, headers) => {
          const { cookie } = await signInBrowser(scene.through, await scene.person());
          scene.edge.advance(120_000);
          const contentType = headers.includes("Content-Type")
            ? []
            : ["Content-Type", "application/json"];
          const rule = answerNext(scene.relay, status, body, [...headers, ...contentType]);
          const seen = await visit(backend.url, { Cookie: cookie });
          rule.remove();
          expect(seen.status).toBe(expected);
          expect(seen.body).not.toContain("Hello");
        },
      );
    });

    test("lets nobody in while the edge does not listen.", async () => {
      using backend = await startBackend(language, built, "http://127.0.0.1:9", "session");
      expect((await visit(backend.url, { Cookie: "ory_kratos_session=x" })).status).toBe(503);
    });

    test("lets nobody in while the edge accepts connections and says nothing.", async () => {
      const silent = createServer(() => undefined).listen(0, "127.0.0.1");
      await once(silent, "listening");
      const address = silent.address();
      const port = typeof address === "object" ? String(address?.port) : "";
      using backend = await startBackend(language, built, `http://127.0.0.1:${port}`, "session");
      expect((await visit(backend.url, { Cookie: "ory_kratos_session=x" })).status).toBe(503);
      silent.closeAllConnections();
      silent.close();
    });
  });
}
