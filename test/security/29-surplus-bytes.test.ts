// Case 29: an origin that sends more than one answer. Its surplus is never taken for the answer to another request; with
// `npm run desync` a thousand times for each kind. And: with a path in the origin's URL, nothing leaves that path.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEdge } from "../harness/edge-under-test.ts";
import { emptyAnswer, serveRaw } from "../harness/raw-server.ts";
import { send } from "../harness/asking.ts";
import {
  edgeKinds,
  rows,
  startSurplusBench,
  type Row,
  type SurplusBench,
} from "./surplus/exchanges.ts";

/** Enough for each kind to meet the surplus around the time of the next request. */
const exchanges = 8;

describe.each(edgeKinds)("through an edge of kind %s", (kind) => {
  let bench: SurplusBench;
  beforeAll(async () => {
    bench = await startSurplusBench(kind);
  });
  afterAll(() => bench.stop());

  test.each(
    rows.map((row): [string, Row] => [`${row.first} ${row.after}, ${row.delayMs} ms`, row]),
  )("Surplus bytes after a %s are never another request's response.", async (_, row) => {
    const { wrongBefore, wrongClose, wrongAfter } = await bench.play(row, exchanges);
    expect(wrongBefore).toBe(0);
    // Sent after the request was written it cannot be told from the answer, but never crosses to the other kind of call.
    expect(row.first === row.next ? 0 : wrongClose + wrongAfter).toBe(0);
  });
});

const leaving = [
  "/../admin",
  "/..%2fadmin",
  "/%2e%2e/admin",
  "/.%2e/admin",
  "/..\\admin",
  "/%252e%252e/a",
  "/..;/a",
];

test.each(leaving)("The target %s does not leave the path of the origin's URL.", async (target) => {
  const heads: string[] = [];
  const { url } = await serveRaw(({ socket, head }) => {
    heads.push(head.split(" ")[1] ?? "");
    socket.write(emptyAnswer);
  });
  const below = await startEdge({ origin: `${url}/kratos` });
  const plain = await startEdge({ origin: url });
  for (const method of ["GET", "POST"]) {
    const refused = await send(below.url, { method, target });
    expect(refused.status).toBe(400);
    expect(String(refused.body)).toContain("edge_target_refused");
  }
  expect(heads).toEqual([]);
  // Without a path nothing changes (L8).
  expect((await send(plain.url, { target })).status).toBe(200);
  expect(heads).toEqual([target]);
  await Promise.all([below.stop(), plain.stop()]);
});
