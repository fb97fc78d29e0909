// The commands that show and reach the edges of several processes.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createInProcessMedium } from "../../../src/bus/shared-in-process.ts";
import { newId } from "../../../src/runtime/node.ts";
import { startScene, type ControlScene } from "../../control/scene.ts";
import { createFaultyBus, type FaultyBus } from "../../harness/faulty-bus.ts";
import { startFollowingEdge, type FollowingEdge } from "../../harness/following-edge.ts";
import { ran, type Ran } from "./ran.ts";

const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
const medium = createInProcessMedium(newId);
let scene: ControlScene;
let controlBus: FaultyBus;
let farBus: FaultyBus;
let edges: readonly FollowingEdge[];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-client-"));
  controlBus = createFaultyBus(medium.connect("eu"));
  farBus = createFaultyBus(medium.connect("us"));
  scene = await startScene({ bus: controlBus, options: { edge: false, name: "plane" } });
  await writeFile(join(folder, "key"), scene.key, { mode: 0o600 });
  await scene.project("acme");
  edges = [
    await startFollowingEdge({ bus: medium.connect("eu"), name: "near" }),
    await startFollowingEdge({ bus: farBus, name: "far" }),
  ];
});
afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()));
  await scene[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const client = (...argv: readonly string[]): Promise<Ran> =>
  ran([...argv, "--control", scene.url, "--key-file", join(folder, "key")]);
const invalidate = (...more: readonly string[]) =>
  client("invalidate", "identity", id, "--project", "acme", ...more);

/** Lists the edges until all of them are healthy and have the current settings. */
async function settled(): Promise<Ran> {
  for (;;) {
    const listed = await client("list", "edges");
    if (!/degraded|behind/u.test(listed.stdout)) return listed;
  }
}

test("The command list edges prints every edge with its region, state and settings.", async () => {
  const { code, stdout, stderr } = await settled();
  expect([code, stderr]).toEqual([0, ""]);
  const rows = stdout.trim().split("\n");
  expect(rows.map((row) => row.split(/ {2,}/u).slice(0, 4))).toEqual([
    ["NAME", "REGION", "STATE", "SETTINGS"],
    ["near", "eu", "healthy", "current"],
    ["far", "us", "healthy", "current"],
    ["plane", "eu", "healthy, control plane", "current"],
  ]);
  const json = await client("list", "edges", "--format", "json");
  expect(JSON.parse(json.stdout)).toMatchObject([{ name: "near" }, { name: "far" }, {}]);
});

test("The command invalidate names the edges that have applied it.", async () => {
  expect(await invalidate()).toEqual({
    code: 0,
    stdout: `applied: identity ${id}\n2 edges: far (us), near (eu)\n`,
    stderr: "",
  });
});

test("The command invalidate ends with exit code 3 if an edge has not confirmed it, and names that edge.", async () => {
  farBus.faults.deaf = ["eu"];
  farBus.faults.unreadable = ["eu"];
  const { code, stdout, stderr } = await invalidate();
  farBus.restore();
  expect([code, stdout]).toEqual([3, `applied: identity ${id}\n`]);
  expect(stderr).toBe(
    "edge-sessions invalidate: not confirmed yet by far (us); an edge applies it as soon as it hears of it\n",
  );
});

test("The command invalidate ends with exit code 3 if the bus does not accept it.", async () => {
  controlBus.faults.mute = true;
  const { code, stdout, stderr } = await invalidate("--format", "json");
  controlBus.restore();
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ applied: true, published: false });
  expect(stderr).toContain("the bus cannot be reached, so only this process has applied it");
  expect(stderr).toContain("not confirmed yet by far (us), near (eu)");
});

test("What each edge has stored of an identity is listed, and so are the sessions with most hits.", async () => {
  const [near] = edges;
  const shop = await scene.project("shop", { cacheable_sessions: true });
  await settled();
  const { body } = (await near?.check("shop", shop.user.cookie)) ?? { body: "" };
  await near?.check("shop", shop.user.cookie);
  const seen: unknown = JSON.parse(body);
  const session = String(Reflect.get(Object(seen), "id"));
  const identity = String(Reflect.get(Object(Reflect.get(Object(seen), "identity")), "id"));
  for (const more of [
    ["--identity", identity],
    ["--session", session.toUpperCase()],
  ]) {
    const listed = await client("list", "sessions", "shop", ...more);
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(new RegExp(`${session} +${identity} +near +eu +\\d+ s`, "u"));
  }
  const asked = await client("list", "sessions", "shop");
  expect(asked.stdout).toMatch(new RegExp(`${session} +${identity} +near +eu +1\n`, "u"));
  const nothing = await client("list", "sessions", "shop", "--identity", id);
  expect(nothing.stderr).toContain("no edge has a stored answer");
  const cookie = await client("list", "sessions", "shop", "--session", shop.user.cookie);
  expect([cookie.code, cookie.stderr.includes(shop.user.cookie)]).toEqual([2, false]);
});
