// Bytes that no edge may pass on: refused whole, without a trace at the origin or in the store.
import { expect } from "vitest";
import type { Scene } from "../harness/scene.ts";
import { exchangeToEnd, rawRequest, valueOf } from "../harness/raw-client.ts";
import { cacheStatus, send, told, type SignedIn } from "../harness/asking.ts";

/** What the edge has to answer with. */
export interface Refusal {
  readonly status: number;
  readonly id: string;
}

/** For whatever can be read in more than one way. */
export const malformed: Refusal = { status: 400, id: "edge_request_malformed" };

/** For more head than an edge takes. */
export const tooLarge: Refusal = { status: 431, id: "edge_head_too_large" };

/**
 * Sends bytes with a stranger's request behind them and expects one answer of Ory's shape and the connection's end,
 * nothing at the origin and nothing new in the store; then a check on a new connection gets what is its own. With
 * `whoseEntry` that person's check must be cached already, and must still be.
 */
export async function expectRefused(
  scene: Scene,
  bytes: string,
  { status, id }: Refusal,
  whoseEntry: SignedIn,
): Promise<void> {
  const { url } = scene.edge;
  const { entries } = scene.edge.edge.stats();
  const calls = scene.relay.calls.length;
  // It asks for the connection's end, so that an edge that takes it fails here instead of keeping the test waiting.
  const smuggled = rawRequest("GET /smuggled HTTP/1.1", [
    `Host: ${new URL(url).host}`,
    "Connection: close",
  ]);
  const { answers, end } = await exchangeToEnd(url, bytes + smuggled, ["GET", "GET"]);

  const [answer] = answers;
  expect(answers).toHaveLength(1);
  expect(end.rest.toString("latin1")).toBe("");
  expect(answer?.status).toBe(status);
  expect(JSON.parse(answer?.body.toString() ?? "")).toEqual({
    error: {
      code: status,
      status: answer?.reason,
      id,
      reason: expect.any(String),
      message: expect.any(String),
    },
  });
  const lines = answer?.headers ?? [];
  expect(valueOf(lines, "content-type")).toMatch(/^application\/json/);
  expect(valueOf(lines, "connection")).toBe("close");
  expect(valueOf(lines, "cache-control")).toContain("no-store");
  expect(scene.relay.calls.slice(calls)).toEqual([]);
  expect(scene.edge.edge.stats().entries).toBe(entries);

  const headers = [`Cookie: ${whoseEntry.cookie}`];
  const next = await send(url, { headers });
  expect(cacheStatus(next)).toMatch(/^edge-sessions; hit/);
  expect(told(next)).toEqual(told(await send(scene.origin.publicUrl, { headers })));
}
