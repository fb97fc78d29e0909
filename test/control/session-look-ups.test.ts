// Looking up what edges hold: by ids in every spelling, by a digest, by e-mail where a project allows it, and the sessions
// with most hits.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credentialDigest } from "../../src/core/key.ts";
import { ownEntriesMax } from "../../src/control/limits.ts";
import { defaultLimits } from "../../src/core/limits.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { createClock, digest } from "../../src/runtime/node.ts";
import { findOwnSessions } from "../../src/server/session-findings.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { sampleEntry } from "../harness/sample-entry.ts";
import { startScene, type ControlScene, type ProjectUnderTest } from "./scene.ts";

let scene: ControlScene;
let acme: ProjectUnderTest;
let session: string;
let identity: string;
let email: string;

beforeAll(async () => {
  scene = await startScene();
  acme = await scene.project("acme", { cacheable_sessions: true });
  const { body } = await acme.check(acme.user.cookie);
  const seen: unknown = JSON.parse(body);
  const person: unknown = Reflect.get(Object(seen), "identity");
  session = String(Reflect.get(Object(seen), "id"));
  identity = String(Reflect.get(Object(person), "id"));
  email = String(Reflect.get(Object(Reflect.get(Object(person), "traits")), "email"));
  if (!email.includes("@")) throw new Error("the user must have an e-mail address");
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

const lookUp = (query: string) => scene.ask(`/projects/acme/sessions?${query}`);

function sessionsIn(json: unknown): readonly unknown[] {
  const entries: unknown = Reflect.get(Object(json), "entries");
  return Array.isArray(entries) ? entries.map((one) => Reflect.get(Object(one), "session_id")) : [];
}

/** The first problem that a refusal names. */
function problemOf(json: unknown): unknown {
  const details: unknown = Reflect.get(Object(Reflect.get(Object(json), "error")), "details");
  const problems: unknown = Reflect.get(Object(details), "problems");
  return Array.isArray(problems) ? problems[0] : undefined;
}

describe("by id", () => {
  const spellings = {
    usual: (id: string) => id,
    "in upper case": (id: string) => id.toUpperCase(),
    "without dashes": (id: string) => id.replaceAll("-", ""),
    "as a URN": (id: string) => `urn:uuid:${id}`,
    "in braces": (id: string) => `{${id}}`,
  };

  test.each(Object.entries(spellings))("An id that is %s is found.", async (_name, spelt) => {
    for (const query of [
      `session=${encodeURIComponent(spelt(session))}`,
      `identity=${encodeURIComponent(spelt(identity))}`,
    ]) {
      expect(sessionsIn((await lookUp(query)).json)).toEqual([session]);
    }
  });

  test("The answer names this process' edge among the edges.", async () => {
    const { json } = await lookUp(`identity=${identity}`);
    expect(json).toMatchObject({
      edge: "edge-sessions",
      other_edges: [],
      edges: [
        {
          edge: "edge-sessions",
          region: null,
          answered: true,
          reason: null,
          truncated: false,
          entries: [{ session_id: session, identity_id: identity, edge: "edge-sessions" }],
        },
      ],
    });
  });

  test.each([
    ["session", "ada@example.com", "this looks like an e-mail address"],
    ["identity", "ory_kratos_session=MTcwabc", "this looks like a cookie or a session token"],
    ["session", "ory_st_abcdefgh", "this looks like a cookie or a session token"],
    ["identity", "7a1d8a52-0c3b-4a57-9d4e", "this has 20 hexadecimal digits, and a UUID has 32"],
    ["identity", "zoë", "this is something else"],
  ])(
    "A look-up by a %s that is %s says what was sent, and an example.",
    async (name, text, words) => {
      const answer = await lookUp(`${name}=${encodeURIComponent(text)}`);
      expect(answer.status).toBe(400);
      const problem = problemOf(answer.json);
      expect(problem).toMatchObject({ path: `/${name}` });
      const sentence = String(Reflect.get(Object(problem), "problem"));
      expect(sentence).toContain(words);
      expect(sentence).toContain("a UUID such as");
      expect(answer.text).not.toContain(text);
    },
  );

  test("Two things at once are refused, and so is nothing.", async () => {
    for (const query of [`identity=${identity}&session=${session}`, ""]) {
      expect((await lookUp(query)).errorId).toBe("control_body_malformed");
    }
  });
});

describe("by digest", () => {
  test("The digest of the cookie's value finds its session in its own project alone.", async () => {
    const value = acme.user.cookie.slice(acme.user.cookie.indexOf("=") + 1);
    const found = credentialDigest(acme.id, "cookie", value, digest);
    expect(sessionsIn((await lookUp(`credential=${found}`)).json)).toEqual([session]);
    const elsewhere = credentialDigest("another", "cookie", value, digest);
    expect(sessionsIn((await lookUp(`credential=${elsewhere}`)).json)).toEqual([]);
  });

  test("A cookie in place of its digest is refused, and not repeated.", async () => {
    const answer = await lookUp(`credential=${encodeURIComponent(acme.user.cookie)}`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("never send the cookie or the token itself");
    expect(answer.text).not.toContain(acme.user.cookie.slice(0, 40));
  });
});

describe("by e-mail", () => {
  const byEmail = (address: string, key?: string) =>
    scene.ask("/projects/acme/sessions/look-up", {
      json: { email: address },
      ...(key === undefined ? {} : { key }),
    });
  const allow = (value: boolean) => acme.set("session_lookup_by_email", value);

  test("It is off at first, and says which setting allows it.", async () => {
    const answer = await byEmail(email);
    expect([answer.status, answer.errorId]).toEqual([409, "control_conflict"]);
    expect(problemOf(answer.json)).toMatchObject({
      path: "/services/identity/config/feature_flags/session_lookup_by_email",
    });
  });

  test("Where it is allowed, it finds the identity of the address and nothing else.", async () => {
    await allow(true);
    expect((await byEmail(email)).json).toEqual({ identities: [identity], problem: null });
    expect((await byEmail("nobody@example.com")).json).toEqual({ identities: [], problem: null });
    await allow(false);
    expect((await byEmail(email)).status).toBe(409);
  });

  test("The address is in no line of the log and of the audit log, and the look-up is.", async () => {
    await allow(true);
    await byEmail(email);
    const { json, text } = await scene.ask("/projects/acme/activity?limit=1");
    expect(json).toMatchObject({
      lines: [{ action: "session.look-up", subject: "acme", after: { by: "email", found: 1 } }],
    });
    expect(text).not.toContain(email);
    expect(scene.log()).not.toContain(email);
    await allow(false);
  });

  test("A key that may only read cannot find out who has an account.", async () => {
    await allow(true);
    const made = await scene.ask("/projects/acme/tokens", {
      json: { name: "reader", scopes: ["read"] },
    });
    const key = String(Reflect.get(Object(made.json), "value"));
    expect((await byEmail(email, key)).errorId).toBe("control_key_insufficient");
    await allow(false);
  });

  test("The longest address that is looked up has 254 characters.", async () => {
    await allow(true);
    const longest = `${"a".repeat(249)}@x.de`;
    expect((await byEmail(longest)).json).toEqual({ identities: [], problem: null });
    expect((await byEmail(`a${longest}`)).errorId).toBe("control_body_malformed");
    await allow(false);
  });

  test.each(["", "ada", "a b@example.com"])(
    "What is no e-mail address is refused: %j",
    async (address) => {
      expect((await byEmail(address)).errorId).toBe("control_body_malformed");
    },
  );

  describe("and an admin API that does not answer as it should", () => {
    let server: Server;
    let status = 200;
    let body = "";
    beforeAll(async () => {
      server = createServer((_request, response) => {
        response.writeHead(status, { "Content-Type": "application/json" }).end(body);
      });
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      const { port } = server.address() as AddressInfo;
      await acme.set("admin_origin_url", `http://127.0.0.1:${port}`);
      await allow(true);
    });
    afterAll(async () => {
      await allow(false);
      await acme.set("admin_origin_url", acme.identity.adminUrl);
      server.closeAllConnections();
      server.close();
    });

    test.each([
      ["an error", 500, "{}", "status 500"],
      ["something else than JSON", 200, "<html>", "did not answer with a list"],
      ["something else than a list", 200, "{}", "did not answer with a list"],
      ["more than 256 KiB", 200, `[${" ".repeat(256 * 1_024)}]`, "is too long"],
    ])("Of %s, a sentence says so.", async (_name, sent, text, words) => {
      [status, body] = [sent, text];
      const { json } = await byEmail(email);
      expect(json).toMatchObject({ identities: [] });
      expect(String(Reflect.get(Object(json), "problem"))).toContain(words);
    });

    test("Of many identities, at most ten are named, and nothing but their ids.", async () => {
      [status, body] = [
        200,
        JSON.stringify(
          Array.from({ length: 12 }, (_, at) => ({ id: `id-${at}`, traits: { email: "secret" } })),
        ),
      ];
      const answer = await byEmail(email);
      expect(Reflect.get(Object(answer.json), "identities")).toHaveLength(10);
      expect(answer.text).not.toContain("secret");
    });
  });
});

test("Of this process' entries, 200 are listed, and one more is said to be there.", () => {
  const store = createMemoryStore(defaultLimits);
  const projects = { served: () => [served], edgeOf: () => undefined };
  const clock = createClock();
  const find = () =>
    findOwnSessions(projects, { store, clock }, "acme", sampleMatter, ownEntriesMax);
  const put = (at: number) =>
    store.put(sampleEntry({ key: `c:${at} `, sessionId: `session-${at}` }), 0);
  for (let at = 0; at < 200; at += 1) put(at);
  expect(find()).toMatchObject({ truncated: false, held: { length: 200 } });
  put(200);
  expect(find()).toMatchObject({ truncated: true, held: { length: 200 } });
});

const sampleMatter = { kind: "identity", value: "identity-1" } as const;
const served: ServedProject = {
  version: 1,
  revision: 1,
  settings: { ...defaultProjectSettings, project: "acme" },
  originUrl: undefined,
  adminOriginUrl: undefined,
  hosts: [],
  at: 0,
};

test("The sessions with most hits are listed with their ids, and not after an invalidation.", async () => {
  await acme.check(acme.user.cookie);
  const before = await scene.ask("/projects/acme/sessions/most-asked");
  expect(before.json).toMatchObject({
    edges: [
      {
        edge: "edge-sessions",
        answered: true,
        truncated: false,
        sessions: [{ session_id: session, identity_id: identity, hits: 1 }],
      },
    ],
  });
  await scene.ask("/projects/acme/invalidations", { json: { scope: "session", id: session } });
  const after = await scene.ask("/projects/acme/sessions/most-asked");
  expect(after.json).toMatchObject({ edges: [{ sessions: [] }] });
});
