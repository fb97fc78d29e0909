// Invalidations of one project through the control plane are applied at its edge, for no other project, and audited.
import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  flags,
  startScene,
  type Asking,
  type ControlScene,
  type ProjectUnderTest,
} from "./scene.ts";

let scene: ControlScene;
let mine: ProjectUnderTest;
let theirs: ProjectUnderTest;
let key: string;
beforeAll(async () => {
  scene = await startScene();
  mine = await scene.project("mine", { cacheable_sessions: true });
  theirs = await scene.project("theirs", { cacheable_sessions: true });
  const made = await scene.ask("/projects/mine/tokens", {
    json: { name: "news", scopes: ["invalidate", "hooks", "admin"] },
  });
  key = String(Reflect.get(Object(made.json), "value"));
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

/** Lets both projects' edges store an answer. Returns the session at the first project. */
async function stored(): Promise<{ readonly identity: string; readonly session: string }> {
  await mine.check(mine.user.cookie);
  await theirs.check(theirs.user.cookie);
  const seen = await mine.check(mine.user.cookie);
  expect(seen.cacheStatus).toContain("; hit");
  expect((await theirs.check(theirs.user.cookie)).cacheStatus).toContain("; hit");
  const session: unknown = JSON.parse(seen.body);
  const identity: unknown = Reflect.get(Object(Reflect.get(Object(session), "identity")), "id");
  return { identity: String(identity), session: String(Reflect.get(Object(session), "id")) };
}

async function expectGoneHereAlone(): Promise<void> {
  expect((await mine.check(mine.user.cookie)).cacheStatus).toContain("fwd=miss");
  expect((await theirs.check(theirs.user.cookie)).cacheStatus).toContain("; hit");
}

async function lastLine(): Promise<unknown> {
  const { json } = await scene.ask("/projects/mine/activity?limit=1");
  const lines: unknown = Reflect.get(Object(json), "lines");
  return Array.isArray(lines) ? lines[0] : undefined;
}

const post = (path: string, json: unknown, rest: Asking = {}) =>
  scene.ask(path, { key, json, ...rest });

describe("invalidations", () => {
  test.each(["identity", "session", "project"] as const)(
    "An invalidation of a %s is applied.",
    async (scope) => {
      const ids = await stored();
      const body = scope === "project" ? { scope } : { scope, id: ids[scope] };
      const answer = await post("/projects/mine/invalidations", body);
      const edge = { name: "edge-sessions", instance: expect.any(String), region: null };
      const edges = { applied: [edge], missing: [], silent: [] };
      expect([answer.status, answer.json]).toEqual([200, { applied: 1, published: true, edges }]);
      await expectGoneHereAlone();
      expect(await lastLine()).toMatchObject({ action: "invalidate", actor: { name: "news" } });
    },
  );

  test("Several invalidations can be sent at once, and malformed ones are refused with every problem.", async () => {
    const { identity, session } = await stored();
    const invalidations = [
      { scope: "identity", id: identity },
      { scope: "session", id: session },
    ];
    expect((await post("/projects/mine/invalidations", { invalidations })).json).toMatchObject({
      applied: 2,
    });
    await expectGoneHereAlone();
    const bad = await post("/projects/mine/invalidations", {
      invalidations: [{ scope: "identity" }, { scope: "x" }],
    });
    expect([bad.status, bad.errorId]).toEqual([400, "control_body_malformed"]);
    expect(bad.text).toContain("invalidations[0]");
    expect(bad.text).toContain("invalidations[1]");
  });
});

describe("web hooks", () => {
  test("A web hook of Kratos is applied at once, with the API key as bearer token or as basic password.", async () => {
    const basic = `Basic ${Buffer.from(`kratos:${key}`).toString("base64")}`;
    for (const headers of [{}, { Authorization: basic }]) {
      const { identity } = await stored();
      const hook = { flow: "settings", identity_id: identity };
      const how: Asking = Object.keys(headers).length === 0 ? {} : { key: "", headers };
      expect((await post("/projects/mine/hooks/kratos", hook, how)).status).toBe(204);
      await expectGoneHereAlone();
    }
    expect(await lastLine()).toMatchObject({
      action: "hook",
      subject: "/hooks/kratos",
      actor: { name: "news" },
    });
  });

  test("A web hook must be a POST with JSON.", async () => {
    expect((await scene.ask("/projects/mine/hooks/kratos", { key })).status).toBe(405);
    const form = await scene.ask("/projects/mine/hooks/kratos", {
      key,
      method: "POST",
      body: "identity_id=x",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    expect([form.status, form.errorId]).toEqual([415, "edge_content_type_refused"]);
  });
});

test("A hook that waits to be applied a second time is applied before the edges stop.", async () => {
  const calls: string[] = [];
  {
    await using ending = await startScene();
    const { id } = await ending.project("ending");
    const hook = { flow: "settings", identity_id: id };
    expect((await ending.ask("/projects/ending/hooks/kratos", { json: hook })).status).toBe(204);
    const edge = ending.control.edges.projects.edgeOf(id);
    if (edge === undefined) throw new Error("the project is not served");
    vi.spyOn(edge, "invalidate").mockImplementation(async () => calls.push("invalidate") > 0);
    vi.spyOn(edge, "stop").mockImplementation(async () => void calls.push("stop"));
  }
  expect(calls).toEqual(["invalidate", "stop"]);
});

describe("the admin gateway", () => {
  test("The admin gateway passes a change on and applies its invalidation before it answers.", async () => {
    const { identity } = await stored();
    const answer = await scene.ask(`/projects/mine/admin/identities/${identity}/sessions`, {
      key,
      method: "DELETE",
    });
    expect(answer.status).toBe(204);
    expect((await mine.check(mine.user.cookie)).status).toBe(401);
    expect((await theirs.check(theirs.user.cookie)).cacheStatus).toContain("; hit");
    expect(await lastLine()).toMatchObject({
      action: "admin",
      subject: `DELETE /admin/identities/${identity}/sessions`,
      after: { status: 204 },
    });
  });

  test("A long path in the admin gateway does not fill the audit log.", async () => {
    const path = `/admin/identities/${"x".repeat(20_000)}`;
    await scene.ask(`/projects/mine${path}`, { key, method: "DELETE" });
    expect(await lastLine()).toMatchObject({
      action: "admin",
      subject: `DELETE ${path}`.slice(0, 500),
    });
  });

  test("The admin gateway passes a read on with its query and does not audit it.", async () => {
    const line = await lastLine();
    const answer = await scene.ask("/projects/mine/admin/identities?page_size=1", { key });
    expect(answer.status).toBe(200);
    expect(answer.json).toHaveLength(1);
    expect(await lastLine()).toEqual(line);
  });

  test("The admin gateway passes on neither an API key nor the Console's cookie.", async () => {
    const seen: (readonly string[])[] = [];
    mine.identity.faults.add({
      path: /^\/admin\/identities/,
      when: (lines) => {
        seen.push(lines);
        return false;
      },
      effect: { kind: "reset" },
    });
    await scene.ask("/projects/mine/admin/identities", {
      key,
      headers: { Cookie: "edge_sessions_console=abc; other=1", "X-Api-Key": key },
    });
    expect(seen).toHaveLength(1);
    const text = JSON.stringify(seen);
    expect(text).not.toContain("es_key_");
    expect(text).not.toContain("edge_sessions_console");
  });

  test("The admin gateway is off if the project has no admin API.", async () => {
    await scene.ask("/projects", { json: { name: "bare", slug: "bare", environment: "dev" } });
    const answer = await scene.ask("/projects/bare/admin/identities");
    expect([answer.status, answer.errorId]).toEqual([404, "edge_gateway_off"]);
  });
});

test("The entries of a project can be looked up, and those of other projects are not shown.", async () => {
  const { json } = await scene.ask("/projects/theirs/tokens");
  expect(json).toEqual([]);
  const seen = await theirs.check(theirs.user.cookie);
  const session: unknown = JSON.parse(seen.body);
  const id = String(Reflect.get(Object(session), "id"));
  const found = await scene.ask(`/projects/theirs/sessions?session=${id}`);
  expect(found.json).toMatchObject({
    entries: [
      { edge: "edge-sessions", session_id: id, credentials: 1, origin: null, renew: false },
    ],
    truncated: false,
  });
  expect((await scene.ask(`/projects/mine/sessions?session=${id}`)).json).toMatchObject({
    entries: [],
    truncated: false,
    edge: "edge-sessions",
    other_edges: [],
    edges: [{ edge: "edge-sessions", answered: true, entries: [] }],
  });
  expect((await scene.ask("/projects/mine/sessions")).errorId).toBe("control_body_malformed");
});

test("A look-up shows the same remaining time of an entry as a hit.", async () => {
  const limited = await scene.project("fresh", {
    cacheable_sessions: true,
    cacheable_sessions_max_age: "20s",
  });
  const { body } = await limited.check(limited.user.cookie);
  const id = String(Reflect.get(Object(JSON.parse(body)), "id"));
  const { json } = await scene.ask(`/projects/fresh/sessions?session=${id}`);
  const entries: unknown = Reflect.get(Object(json), "entries");
  const entry: unknown = Array.isArray(entries) ? entries[0] : undefined;
  const [age, fresh] = ["age_seconds", "fresh_for_seconds"].map((name) =>
    Number(Reflect.get(Object(entry), name)),
  );
  expect((age ?? 0) + (fresh ?? 0)).toBeCloseTo(20, 6);
});

test("The live check shows a miss, then a hit, and no cookie.", async () => {
  const someone = await scene.project("tried", { cacheable_sessions: true });
  const cookie = someone.user.cookie.slice("ory_kratos_session=".length);
  const tried = await scene.ask("/projects/tried/live-check", { json: { cookie } });
  const checks: unknown = Reflect.get(Object(tried.json), "checks");
  expect(checks).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(tried.text).toContain("fwd=miss; stored");
  expect(tried.text).toContain("; hit; ttl=");
  expect(tried.text).not.toContain(cookie);
  const activity = await scene.ask("/projects/tried/activity");
  expect(activity.text).toContain("live-check");
  expect(activity.text + scene.log()).not.toContain(cookie);
});

test("The live check needs only the head of an answer that never ends.", async () => {
  await using endless = await startEndless();
  await scene.ask("/projects", { json: { name: "endless", slug: "endless", environment: "dev" } });
  await scene.ask("/projects/endless", {
    method: "PATCH",
    json: [{ op: "replace", path: `${flags}/origin_url`, value: endless.url }],
  });
  const tried = await scene.ask("/projects/endless/live-check", { json: {} });
  expect(tried.json).toMatchObject({ checks: [{ status: 200 }, { status: 200 }] });
  const edge = scene.control.edges.projects;
  expect(edge.stats().lanes.forward.calls).toBe(0);
});

interface Endless extends AsyncDisposable {
  readonly url: string;
}

/** A server whose answers begin and never end. */
async function startEndless(): Promise<Endless> {
  const server = createServer((_, answer) => {
    answer.write("{");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

test("The traffic of the last hour is shown for each project separately.", async () => {
  const { json } = await scene.ask("/projects/mine/traffic?minutes=5");
  expect(json).toMatchObject({ step_seconds: 5, total: { checks: expect.any(Number) } });
  const total: unknown = Reflect.get(Object(json), "total");
  expect(Reflect.get(Object(total), "hits")).toBeGreaterThan(0);
  expect(Reflect.get(Object(total), "news_p99_ms")).toBeGreaterThanOrEqual(0);
  const idle = await scene.ask("/projects/bare/traffic?minutes=5");
  expect(idle.json).toMatchObject({ total: { checks: 0, hits: 0 } });
  expect((await scene.ask("/projects/mine/traffic?minutes=61")).status).toBe(400);
});
