// A control plane without an edge, and edges in other processes that follow it: what it knows of them, and what reaches
// them through it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { createFaultyBus, type FaultyBus } from "../harness/faulty-bus.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { startScene, type ControlScene, type ProjectUnderTest } from "./scene.ts";

const medium = createInProcessMedium(newId);
let scene: ControlScene;
let acme: ProjectUnderTest;
let near: FollowingEdge;
let far: FollowingEdge;
let farBus: FaultyBus;
let identity: string;

beforeAll(async () => {
  scene = await startScene({ bus: medium.connect("eu"), options: { edge: false, name: "plane" } });
  acme = await scene.project("acme", { cacheable_sessions: true });
  farBus = createFaultyBus(medium.connect("us"));
  near = await startFollowingEdge({
    bus: medium.connect("eu"),
    name: "near",
    location: { latitude: 50.1, longitude: 8.7, name: "Frankfurt" },
  });
  far = await startFollowingEdge({ bus: farBus, name: "far" });
  const seen = await near.check("acme", acme.user.cookie);
  const session: unknown = JSON.parse(seen.body);
  identity = String(Reflect.get(Object(Reflect.get(Object(session), "identity")), "id"));
});
afterAll(async () => {
  await Promise.all([near.stop(), far.stop()]);
  await scene[Symbol.asyncDispose]();
});

type Row = Readonly<Record<string, unknown>>;

async function edges(): Promise<readonly Row[]> {
  const { json } = await scene.ask("/edges");
  if (!Array.isArray(json)) throw new Error("not a list");
  return json;
}

/** Asks for the edges until they are as wanted. Each heartbeat may make them so. */
async function edgesOnce(wanted: (rows: readonly Row[]) => boolean): Promise<readonly Row[]> {
  return until(edges, wanted);
}

async function until<Value>(
  ask: () => Promise<Value>,
  holds: (value: Value) => boolean,
): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

const named = (rows: readonly Row[], name: string) => rows.find((row) => row["name"] === name);
const stateOf = (rows: readonly Row[], name: string) => named(rows, name)?.["state"];
const setting = async (name: string, value: unknown) => {
  const changed = await acme.set(name, value);
  expect(changed.status).toBe(200);
};

/** Has both edges store an answer. */
async function stored(): Promise<void> {
  for (const edge of [near, far]) {
    await edge.check("acme", acme.user.cookie);
    expect((await edge.check("acme", acme.user.cookie)).cacheStatus).toContain("; hit");
  }
}

async function expectGone(): Promise<void> {
  for (const edge of [near, far]) {
    expect((await edge.check("acme", acme.user.cookie)).cacheStatus).not.toContain("; hit");
  }
}

describe("the list of edges", () => {
  test("Every edge of every process is listed with its region, state and figures, and the control plane without an edge too.", async () => {
    await stored();
    const rows = await edgesOnce((all) =>
      ["near", "far"].every((name) => Number(named(all, name)?.["checks"]) >= 2),
    );
    expect(rows.map(({ name, role, region }) => [name, role, region])).toEqual([
      ["near", "edge", "eu"],
      ["far", "edge", "us"],
      ["plane", "control", "eu"],
    ]);
    expect(named(rows, "far")).toMatchObject({
      state: "healthy",
      healthy: true,
      reason: null,
      this_process: false,
      url: far.url,
      version: "0.0.0",
      settings: "current",
      entries: 1,
      hit_ratio: expect.any(Number),
      location: null,
      projects: [{ id: acme.id, revision: 4, cacheable_sessions: true }],
    });
    expect(named(rows, "near")).toMatchObject({
      location: { latitude: 50.1, longitude: 8.7, name: "Frankfurt" },
    });
    expect(named(rows, "plane")).toMatchObject({ this_process: true, url: null, projects: [] });
  });

  test("A project's key sees the edges, but no figures of other projects.", async () => {
    const made = await scene.ask("/projects/acme/tokens", {
      json: { name: "r", scopes: ["read"] },
    });
    const key = String(Reflect.get(Object(made.json), "value"));
    const { json } = await scene.ask("/edges", { key });
    expect(json).toMatchObject([{ name: "near", entries: null, hit_ratio: null }, {}, {}]);
  });

  test("The applied revision is the lowest of all edges, and an edge that lacks it is behind.", async () => {
    const applied = async (): Promise<unknown> =>
      Reflect.get(
        Object((await scene.ask("/projects/acme/edge-sessions")).json),
        "applied_revision",
      );
    await setting("refresh_after", "2s");
    await until(applied, (revision) => revision === 5);
    farBus.faults.deafToProjects = true;
    await setting("refresh_after", "3s");
    const rows = await edgesOnce(
      (all) =>
        named(all, "near")?.["settings"] === "current" &&
        named(all, "far")?.["settings"] === "behind",
    );
    expect(named(rows, "far")).toMatchObject({
      projects: [{ id: acme.id, revision: 5, cacheable_sessions: null }],
    });
    expect(await applied()).toBe(5);
    farBus.restore();
    await until(applied, (revision) => revision === 6);
  });

  test("An edge of its own project by flags is listed as such, and does not count for applied revisions.", async () => {
    await using own = await startFollowingEdge({
      bus: medium.connect("eu"),
      name: "own",
      options: { origin: acme.identity.publicUrl },
    });
    const rows = await edgesOnce((all) => named(all, own.name) !== undefined);
    expect(named(rows, "own")).toMatchObject({ settings: "flags", projects: [] });
    const state = await scene.ask("/projects/acme/edge-sessions");
    expect(state.json).toMatchObject({ applied_revision: 6 });
  });

  test("An edge that said goodbye is told from one that died.", async () => {
    const bus = createFaultyBus(medium.connect("eu"));
    const dies = await startFollowingEdge({ bus, name: "dies" });
    const stops = await startFollowingEdge({ bus: medium.connect("eu"), name: "stops" });
    await edgesOnce((all) => stateOf(all, "dies") === "healthy");
    await stops.stop();
    bus.cut();
    const rows = await edgesOnce((all) => stateOf(all, "dies") === "silent");
    expect(named(rows, "stops")).toMatchObject({ state: "stopped", healthy: false, projects: [] });
    expect(rows.map(({ name }) => name)).toEqual(["dies", "near", "own", "stops", "far", "plane"]);
    await dies.stop();
  });
});

describe("invalidations through a control plane without an edge", () => {
  const invalidate = () =>
    scene.ask("/projects/acme/invalidations", { json: { scope: "identity", id: identity } });
  const names = (list: unknown) =>
    Array.isArray(list) ? list.map((row): unknown => Reflect.get(Object(row), "name")) : list;
  const reached = (json: unknown) => {
    const { applied, missing } = Object(Reflect.get(Object(json), "edges"));
    return { applied: names(applied), missing: names(missing) };
  };

  test("The API answers when every edge has applied the invalidation, and names them.", async () => {
    await stored();
    const answer = await invalidate();
    expect(answer.status).toBe(200);
    await expectGone();
    expect(answer.json).toMatchObject({ applied: 1, published: true });
    expect(reached(answer.json)).toEqual({ applied: ["far", "near"], missing: [] });
  });

  test("An edge that does not confirm it in time is named.", async () => {
    await stored();
    farBus.faults.deaf = ["eu"];
    farBus.faults.unreadable = ["eu"];
    const answer = await invalidate();
    farBus.restore();
    expect(reached(answer.json)).toEqual({ applied: ["near"], missing: ["far"] });
  });

  test("A call through the admin gateway and a web hook are in force at every edge.", async () => {
    await edgesOnce((all) => stateOf(all, "far") === "healthy");
    await stored();
    const applied = (from: string, since: readonly number[]) =>
      Promise.all(
        [near, far].map((edge, at) =>
          edge.logged(({ kind, source }) => kind === "applied" && source === from, since[at]),
        ),
      );
    const lines = () => [near, far].map((edge) => edge.lines());
    const before = lines();
    const patched = await scene.ask(`/projects/acme/admin/identities/${identity}`, {
      method: "PATCH",
      json: [{ op: "add", path: "/metadata_public", value: { plan: "new" } }],
    });
    expect(patched.status).toBe(200);
    await applied("admin", before);
    await expectGone();
    await stored();
    const between = lines();
    const hook = { flow: "settings", identity_id: identity };
    expect((await scene.ask("/projects/acme/hooks/kratos", { json: hook })).status).toBe(204);
    await applied("hook", between);
    await expectGone();
  });
});

describe("what each edge holds", () => {
  const ask = async (path: string): Promise<unknown> =>
    (await scene.ask(`/projects/acme/sessions${path}`)).json;
  /** What the answer says of one edge. */
  const at = (json: unknown, name: string): unknown => {
    const list: unknown = Reflect.get(Object(json), "edges");
    return Array.isArray(list)
      ? list.find((one) => Reflect.get(Object(one), "edge") === name)
      : undefined;
  };
  const entry = { credentials: 1, origin: null };

  test("Every edge is asked, and the process that answers has none of its own.", async () => {
    await stored();
    const json = await ask(`?identity=${identity}`);
    expect(json).toMatchObject({
      entries: [],
      truncated: false,
      edge: null,
      other_edges: ["far", "near"],
    });
    const answered = { answered: true, reason: null };
    for (const [name, region] of [
      ["far", "us"],
      ["near", "eu"],
    ] as const) {
      const entries = [{ ...entry, edge: name, identity_id: identity }];
      expect(at(json, name)).toMatchObject({ ...answered, region, entries });
    }
  });

  test("An edge that has died is named, and one that said goodbye is not.", async () => {
    const json = await ask(`?identity=${identity}`);
    expect(at(json, "dies")).toMatchObject({ answered: false, entries: [] });
    expect(String(Reflect.get(Object(at(json, "dies")), "reason"))).toContain(
      "Its heartbeats do not arrive.",
    );
    expect(at(json, "stops")).toBeUndefined();
  });

  test("The sessions with most hits are those of every edge.", async () => {
    await stored();
    const json = await ask("/most-asked");
    for (const name of ["far", "near"]) {
      const sessions = [{ identity_id: identity }];
      expect(at(json, name)).toMatchObject({ answered: true, sessions });
    }
  });

  test("An edge that does not answer in time is named, and the others' entries are listed.", async () => {
    await stored();
    farBus.faults.mute = true;
    const json = await ask(`?identity=${identity}`);
    farBus.restore();
    expect(at(json, "near")).toMatchObject({ answered: true, entries: [{ edge: "near" }] });
    expect(at(json, "far")).toMatchObject({ answered: false, entries: [] });
    expect(String(Reflect.get(Object(at(json, "far")), "reason"))).toContain(
      "did not answer within a second",
    );
  });
});

test("Without a bus and without an edge there is nothing to list.", async () => {
  await using alone = await startScene({ options: { edge: false } });
  expect((await alone.ask("/edges")).json).toEqual([]);
});

test("A control plane without an edge shows the traffic of all edges, and how many they are.", async () => {
  const names = ["one", "two"];
  const brief = await Promise.all(
    names.map((name) => startFollowingEdge({ bus: medium.connect("eu"), name })),
  );
  const traffic = async (): Promise<Row> => {
    const { json } = await scene.ask("/projects/acme/traffic?minutes=60");
    return Object(json);
  };
  const checksOf = (of: Row) => Number(Reflect.get(Object(of["total"]), "checks"));
  const before = checksOf(await traffic());
  for (const edge of brief) {
    for (let check = 0; check < 3; check += 1) await edge.check("acme", acme.user.cookie);
  }
  // An edge reports what is left when it stops.
  await Promise.all(brief.map((edge) => edge.stop()));
  const after = await until(traffic, (value) => checksOf(value) >= before + 6);
  expect(Number(after["edges"])).toBeGreaterThanOrEqual(2);
  expect(after["known_from"]).not.toBeNull();
});
