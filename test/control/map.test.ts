// The map of a control plane over HTTP: where its edges are, what people wait, the plan beside them, and who may see it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { openEdgePlan } from "../../src/control/map/edge-plan.ts";
import { planOf } from "../../src/planet/plan.cases.ts";
import { planJson } from "../../src/planet/report/plan-json.ts";
import { newId } from "../../src/runtime/node.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { startScene, type ControlScene } from "./scene.ts";

const frankfurt = { latitude: 50.1, longitude: 8.7, name: "Frankfurt" };
const medium = createInProcessMedium(newId);
let folder: string;
let planFile: string;
let scene: ControlScene;
let edges: readonly FollowingEdge[];

const planText = (codes: readonly string[]): string => planJson(planOf(codes));

/** A plan with 201 edges, none of which is a real one. */
function largePlan(): string {
  const plan: { edges: readonly Json[] } = JSON.parse(planText(["fra", "gru"]));
  const letters = Array.from("abcdefghijklmno");
  const codes = letters.flatMap((a) => letters.map((b) => `x${a}${b}`)).slice(0, 201);
  const more = codes.map((code) => ({ ...plan.edges[0], code }));
  return JSON.stringify({ ...plan, edges: more, losses: [], bus: null });
}

type Json = Readonly<Record<string, unknown>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-map-"));
  planFile = join(folder, "plan.json");
  await writeFile(planFile, planText(["fra", "gru"]));
  const opened = await openEdgePlan(planFile);
  if (opened.kind === "problems") throw new Error(JSON.stringify(opened.problems));
  scene = await startScene({
    bus: medium.connect("eu"),
    options: { edge: false, name: "plane" },
    map: { regionLocations: new Map([["eu", frankfurt]]), edgePlan: opened.plan },
  });
  const follow = (region: string, location?: typeof frankfurt) =>
    startFollowingEdge({
      bus: medium.connect(region),
      name: `edge-${region}`,
      ...(location === undefined ? {} : { location }),
    });
  edges = await Promise.all([
    follow("eu"),
    follow("sin"),
    follow("own", { latitude: 39, longitude: -77.5, name: "Virginia" }),
    follow("lab"),
  ]);
});
afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()));
  await scene[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const member = (value: unknown, ...names: readonly (string | number)[]): unknown =>
  names.reduce((at: unknown, name) => Reflect.get(Object(at), name), value);

function list(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) throw new Error("not a list");
  return value;
}

/** Asks for the map until it is as wanted. Each heartbeat and each calculation may make it so. */
async function mapOnce(wanted: (map: unknown) => boolean): Promise<unknown> {
  for (;;) {
    const { json } = await scene.ask("/map");
    if (wanted(json)) return json;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** The map with the figures of all three regions. */
const calculated = () =>
  mapOnce(
    (map) =>
      list(member(map, "regions")).filter(({ without }) => without !== null).length === 3 &&
      member(map, "calculating") === false,
  );

describe("the map", () => {
  test("An edge is where it says, where the table has its region, or at the metro of its region's name.", async () => {
    const map = await calculated();
    const seen = list(member(map, "regions")).map(({ region, location, state }) => [
      region,
      member(location, "name"),
      state,
    ]);
    expect(seen).toEqual([
      ["eu", "Frankfurt", "healthy"],
      ["own", "Virginia", "healthy"],
      ["sin", "Singapore", "healthy"],
    ]);
    expect(map).toMatchObject({
      regions_left_out: 0,
      unplaced: { edges: 1, regions: ["lab"] },
      failed: false,
    });
    const { json } = await scene.ask("/edges");
    const places = list(json)
      .filter(({ role }) => role === "edge")
      .map(({ region, location }) => [region, member(location, "name")]);
    expect(places).toEqual([
      ["eu", "Frankfurt"],
      ["lab", undefined],
      ["own", "Virginia"],
      ["sin", "Singapore"],
    ]);
  });

  test("Each region has the figures without it, and the cells say who is nearest to it.", async () => {
    const map = await calculated();
    const p95 = Number(member(map, "figures", "p95_ms"));
    const regions = list(member(map, "regions"));
    for (const { without } of regions) {
      expect(Number(member(without, "p95_ms"))).toBeGreaterThanOrEqual(p95);
    }
    const { json: cells } = await scene.ask("/map/cells");
    expect(member(cells, "model")).toBe(member(map, "model"));
    expect(member(cells, "places")).toEqual(regions.map(({ id }) => id));
    expect(list(member(cells, "now_ms")).length).toBeGreaterThan(1_000);
  });
});

describe("the plan", () => {
  test("Planned edges are marked as running or not, with the figures that they would give.", async () => {
    const map = await calculated();
    const planned = list(member(map, "plan", "edges")).map(({ code, running }) => [code, running]);
    expect(planned).toEqual([
      ["fra", true],
      ["gru", false],
    ]);
    expect(member(map, "plan", "figures")).not.toEqual(member(map, "figures"));
    expect(member(map, "plan", "problem")).toBeNull();
  });

  test("A file that is broken later keeps its last edges and says what is wrong, until it is fixed.", async () => {
    await writeFile(planFile, "{");
    const broken = await mapOnce((map) => member(map, "plan", "problem") !== null);
    expect(String(member(broken, "plan", "problem"))).toContain("plan.json must be JSON");
    expect(list(member(broken, "plan", "edges"))).toHaveLength(2);
    await writeFile(planFile, planText(["fra", "gru", "syd"]));
    const fixed = await mapOnce((map) => member(map, "plan", "problem") === null);
    expect(list(member(fixed, "plan", "edges"))).toHaveLength(3);
    await rm(planFile);
    const gone = await mapOnce((map) => member(map, "plan", "problem") !== null);
    expect(String(member(gone, "plan", "problem"))).toContain("there is no such file");
    expect(list(member(gone, "plan", "edges"))).toHaveLength(3);
  });

  test.each([
    ["no JSON", "{", "must be JSON"],
    ["another document", "{}", "must be a plan of version"],
    ["too many edges", largePlan(), "must have at most 200 edges; it has 201"],
  ])("A file with %s is refused.", async (_what, text, problem) => {
    const path = join(folder, "broken.json");
    await writeFile(path, text);
    const opened = await openEdgePlan(path);
    expect(opened).toMatchObject({ kind: "problems" });
    expect(JSON.stringify(opened)).toContain(problem);
  });
});

describe("keys", () => {
  const made = async (scopes: readonly string[]): Promise<string> => {
    const { json } = await scene.ask("/projects/acme/tokens", { json: { name: "k", scopes } });
    return String(member(json, "value"));
  };

  test("The map needs a key with the scope read.", async () => {
    await scene.project("acme");
    for (const path of ["/map", "/map/cells"]) {
      expect(await scene.ask(path, { key: "" })).toMatchObject({ errorId: "control_key_required" });
      const key = await made(["invalidate"]);
      expect(await scene.ask(path, { key })).toMatchObject({
        errorId: "control_key_insufficient",
      });
    }
  });

  test("A project's key sees the regions and the figures, but no hit ratio.", async () => {
    const { json } = await scene.ask("/map", { key: await made(["read"]) });
    expect(member(json, "hit_ratio")).toBeNull();
    for (const region of list(member(json, "regions"))) {
      expect(region).toMatchObject({ checks: null, hit_ratio: null });
    }
    expect((await scene.ask("/map")).json).toMatchObject({ regions: [{ checks: 0 }, {}, {}] });
  });
});

test("When the last edge of a region stops, the region serves nobody, and the figures are those that it was to leave.", async () => {
  const before = await calculated();
  const wasSin = list(member(before, "regions")).find(({ region }) => region === "sin");
  await edges.find(({ name }) => name === "edge-sin")?.stop();
  const after = await mapOnce(
    (map) => Number(member(map, "model")) > Number(member(before, "model")),
  );
  const isSin = list(member(after, "regions")).find(({ region }) => region === "sin");
  expect(isSin).toMatchObject({ state: "stopped", serves: false, without: null, nearest: null });
  expect(member(after, "figures")).toEqual(wasSin?.["without"]);
});

test("Without a plan, a location and a table, the map is empty.", async () => {
  await using alone = await startScene();
  const { json } = await alone.ask("/map");
  expect(json).toMatchObject({ regions: [], unplaced: { edges: 1 }, plan: null, model: 0 });
});
