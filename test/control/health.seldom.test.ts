// How projects are, as the API and the metrics show it: a control plane without an edge, and edges in other processes.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { createFaultyBus, type FaultyBus } from "../harness/faulty-bus.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { startScene, type ControlScene, type ProjectUnderTest } from "./scene.ts";

const medium = createInProcessMedium(newId);
let scene: ControlScene;
let acme: ProjectUnderTest;
let planeBus: FaultyBus;
let near: FollowingEdge;
let far: FollowingEdge;
let farBus: FaultyBus;

beforeAll(async () => {
  planeBus = createFaultyBus(medium.connect("eu"));
  scene = await startScene({ bus: planeBus, options: { edge: false, name: "plane" } });
  acme = await scene.project("acme", { cacheable_sessions: true });
  farBus = createFaultyBus(medium.connect("eu"));
  near = await startFollowingEdge({ bus: medium.connect("eu"), name: "near" });
  far = await startFollowingEdge({ bus: farBus, name: "far" });
});
afterAll(async () => {
  await Promise.all([near.stop(), far.stop()]);
  await scene[Symbol.asyncDispose]();
});

interface Health {
  readonly state: string;
  readonly sentence: string;
  readonly since: string | null;
  readonly reason: string;
  readonly edges: readonly {
    readonly name: string;
    readonly sentence: string;
    readonly since: string | null;
  }[];
}

async function health(): Promise<Health> {
  const { status, text } = await scene.ask("/projects/acme/health");
  expect(status).toBe(200);
  return JSON.parse(text);
}

/** Resolves when the project is in a state. */
async function until(state: string): Promise<Health> {
  for (;;) {
    const now = await health();
    if (now.state === state) return now;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

async function metricsOf(url: string): Promise<readonly string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split("\n").filter((line) => line.startsWith("edge_sessions_project_state{"));
}

test("An idle project's identity server that is gone shows at every edge, in the API and in the metrics, until it is back.", async () => {
  await until("serving");
  const line = (state: string) =>
    `edge_sessions_project_state{project="${acme.id}",state="${state}"} 1`;
  expect(await metricsOf(near.adminUrl)).toEqual([line("serving")]);
  await acme.relay.leave();
  try {
    const before = await until("origin-failing");
    expect(before.sentence).toMatch(/cannot be reached$/u);
    expect(before.since).not.toBe(null);
    await expect
      .poll(async () => (await health()).edges.map(({ sentence }) => sentence))
      .toEqual([
        "Identity server failing: it cannot be reached",
        "Identity server failing: it cannot be reached",
      ]);
    expect(await metricsOf(near.adminUrl)).toEqual([line("origin-failing")]);
    const { text } = await scene.ask("/metrics");
    expect(text).toContain(`{project="${acme.id}",slug="acme",state="origin-failing"} 1\n`);
  } finally {
    await acme.relay.comeBack();
  }
  await until("serving");
});

test("A control plane that is cut off from the bus says that it does not hear the edges.", async () => {
  await until("serving");
  planeBus.cut();
  try {
    const cut = await until("invalidations-missing");
    expect(cut.since).not.toBe(null);
    await expect
      .poll(async () => (await health()).sentence)
      .toBe("Invalidations missing at 2 of 2 edges");
    expect((await health()).reason).toContain("This control plane does not hear the bus");
  } finally {
    planeBus.restore();
  }
  await until("serving");
});

test("An edge that cannot reach the bus is named with the time since when, and a degraded one as well.", async () => {
  await until("serving");
  // It still sends heartbeats, and no longer hears those of the others.
  farBus.faults.deaf = ["eu"];
  farBus.faults.unreadable = ["eu"];
  try {
    const degraded = await until("invalidations-missing");
    expect(degraded.sentence).toBe("Invalidations missing at 1 of 2 edges");
    expect(degraded.since).not.toBe(null);
    const [one] = degraded.edges.filter(({ name }) => name === "far");
    expect(one?.sentence).toBe("Invalidations missing");
  } finally {
    farBus.restore();
  }
  await until("serving");
});

test("The metrics of the control plane need an operator's key with the scope read.", async () => {
  expect((await scene.ask("/metrics", { key: "" })).status).toBe(401);
  const made = async (path: string, scopes: readonly string[]): Promise<string> => {
    const { json } = await scene.ask(path, { json: { name: "scraper", scopes } });
    return String(Reflect.get(Object(json), "value"));
  };
  const ofProject = await made("/projects/acme/tokens", ["read"]);
  const ofHooks = await made("/operator/tokens", ["hooks"]);
  const reading = await made("/operator/tokens", ["read"]);
  expect((await scene.ask("/metrics", { key: ofProject })).errorId).toBe(
    "control_key_insufficient",
  );
  expect((await scene.ask("/metrics", { key: ofHooks })).errorId).toBe("control_key_insufficient");
  const seen = await scene.ask("/metrics", { key: reading });
  expect([seen.status, seen.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
});
