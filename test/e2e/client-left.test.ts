// A client that leaves before its answer: its call is given up, and the identity server has not failed.
import { expect, test } from "vitest";
import { RawConnection, rawRequest } from "../harness/raw-client.ts";
import { startScene, type Scene } from "../harness/scene.ts";

/** Sends, leaves once `under` has come, and tells what the edge made of it. */
async function leave(scene: Scene, line: string, lines: string[], under: Promise<unknown>) {
  const connection = await RawConnection.open(scene.edge.url);
  const host = `Host: ${new URL(scene.edge.url).host}`;
  await connection.send(rawRequest(line, [host, ...lines]));
  await under;
  connection.destroy();
  const forwarded = await scene.edge.until(({ kind }) => kind === "forwarded");
  const errors = scene.edge.events.filter(({ kind }) => kind === "error-answered");
  return { forwarded, errors, lane: scene.edge.edge.stats().lanes.forward };
}

const noFailure = { forwarded: { status: 499 }, errors: [], lane: { calls: 0, waiting: 0 } };

test("A client that leaves while it waits for a response ends its call without an error.", async () => {
  await using scene = await startScene();
  const held = scene.relay.add({ matches: () => true, effect: { kind: "hold-call" } });
  const left = await leave(scene, "GET /self-service/login/api HTTP/1.1", [], held.struck(1));
  expect(left).toMatchObject(noFailure);
});

test("A client that leaves in the middle of its request causes no call and no error.", async () => {
  await using scene = await startScene();
  const cookie = `Cookie: ${scene.origin.cookieName}=made-up`;
  const lines = [cookie, "Content-Length: 10"];
  const left = await leave(scene, "POST /anything HTTP/1.1", lines, Promise.resolve());
  expect(left).toMatchObject(noFailure);
  expect(scene.relay.calls.filter(({ target }) => target === "/anything")).toEqual([]);
});
