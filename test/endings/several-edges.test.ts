// Endings of several processes on one bus: a change at one of them is told at the streams of all, for its project alone.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { startScene, type ControlScene, type ProjectUnderTest } from "../control/scene.ts";
import { ask, errorId } from "../harness/admin-scene.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { rawCheck } from "../harness/raw-check.ts";
import { openStream } from "./reader.ts";

const medium = createInProcessMedium(newId);
const everywhere = "everywhere-0123456789abcdef0123456789abcdef";
const onlyMine = "only-mine-0123456789abcdef0123456789abcdef";
let scene: ControlScene;
let mine: ProjectUnderTest;
let theirs: ProjectUnderTest;
let one: FollowingEdge;
let other: FollowingEdge;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-endings-"));
  scene = await startScene({ bus: medium.connect("eu"), options: { edge: false } });
  mine = await scene.project("mine", { cacheable_sessions: true });
  theirs = await scene.project("theirs", { cacheable_sessions: true });
  const file = join(folder, "keys.yaml");
  const keys = [
    { name: "all", key: everywhere, scopes: ["endings", "invalidate"] },
    { name: "mine", key: onlyMine, scopes: ["endings"], project: mine.id },
  ];
  await writeFile(file, JSON.stringify({ keys }), { mode: 0o600 });
  const options = { "admin-key-file": file };
  one = await startFollowingEdge({ bus: medium.connect("eu"), name: "one", options });
  other = await startFollowingEdge({ bus: medium.connect("us"), name: "other", options });
});
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  await scene[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const pathOf = ({ id }: ProjectUnderTest): string => `/projects/${id}/endings`;

/** Has an operator end a session, at one edge. */
async function revoke({ id }: ProjectUnderTest, sessionId: string): Promise<void> {
  const json = { scope: "session", id: sessionId };
  const answer = await ask(one.adminUrl, `/projects/${id}/invalidations`, {
    json,
    key: everywhere,
  });
  expect(answer.status).toBe(200);
}

test("A sign-out at one edge is told by every edge and by the control plane, as the same ending.", async () => {
  const seen = JSON.parse((await one.check("mine", mine.user.cookie)).body) as {
    readonly id: string;
  };
  const at = { path: pathOf(mine), key: onlyMine };
  await using here = await openStream(one.adminUrl, at);
  await using there = await openStream(other.adminUrl, at);
  await using control = await openStream(scene.url, { path: pathOf(mine), key: scene.key });
  const streams = [here, there, control];
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
  const host = ["Host", "mine.projects.localhost"];
  const cookie = ["Cookie", mine.user.cookie];
  const out = await rawCheck(one.url, [...host, ...cookie, "Accept", "application/json"], {
    path: "/self-service/logout/browser",
  });
  const { logout_token: token } = JSON.parse(out.body) as { readonly logout_token: string };
  await rawCheck(one.url, [...host, ...cookie, "Accept", "application/json"], {
    path: `/self-service/logout?token=${token}`,
  });
  for (const stream of streams) {
    await expect.poll(() => stream.events.map(({ event }) => event)).toEqual(["session-revoked"]);
    expect(stream.events[0]?.data["session_id"]).toBe(seen.id);
  }
  expect(new Set(streams.map(({ events }) => events[0]?.data["id"])).size).toBe(1);
});

test("A stream tells nothing of another project.", async () => {
  await using stream = await openStream(other.adminUrl, { path: pathOf(mine), key: onlyMine });
  const [foreign, own] = [newId(), newId()];
  await revoke(theirs, foreign);
  await revoke(mine, own);
  await expect.poll(() => stream.events.map(({ data }) => data["session_id"])).toEqual([own]);
});

test("A key of one project opens no stream of another, and does not learn that it exists.", async () => {
  const refused = await Promise.all(
    [pathOf(theirs), `/projects/${newId()}/endings`].map((path) =>
      ask(one.adminUrl, path, { key: onlyMine }),
    ),
  );
  expect(await Promise.all(refused.map(errorId))).toEqual(["edge_not_found", "edge_not_found"]);
  const nameless = await ask(one.adminUrl, "/endings", { key: everywhere });
  expect(await errorId(nameless)).toBe("edge_project_required");
});

test("At the control plane, a key of another project and no key open no stream.", async () => {
  const made = await scene.ask(`/projects/${theirs.id}/tokens`, { json: { name: "theirs" } });
  const key = String(Reflect.get(Object(made.json), "value"));
  expect((await scene.ask(pathOf(mine), { key })).errorId).toBe("edge_not_found");
  expect((await scene.ask(pathOf(mine), { key: "" })).errorId).toBe("edge_key_required");
});

test("An edge that stops ends its streams in order, after what they have not sent.", async () => {
  const stream = await openStream(other.adminUrl, { path: pathOf(mine), key: everywhere });
  await expect.poll(() => stream.lastId()).toBeDefined();
  await other.stop();
  expect(await stream.ended).toEqual([]);
});
