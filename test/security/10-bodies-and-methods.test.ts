// Case 10: a check with a body, and other methods on its path: forwarded with all they carry, never stored.
import { expect, test } from "vitest";
import { sharePerson, shareScene } from "../harness/shared-scene.ts";
import { cached, cacheStatus, expectForwarded, send } from "../harness/asking.ts";

const scene = shareScene();
const a = sharePerson(scene);

test.each([
  ["GET", ["Content-Length: 5"], "hello", 5],
  ["GET", ["Transfer-Encoding: chunked"], "5\r\nhello\r\n0\r\n\r\n", 5],
  ["GET", ["Transfer-Encoding: chunked"], "0\r\n\r\n", 0],
  ["HEAD", ["Content-Length: 5"], "hello", 5],
] as const)(
  "A %s for a check with the body framing %j is forwarded and never stored.",
  async (method, framing, body, bodyBytes) => {
    const headers = [`Cookie: ${a.cookie}`, ...framing];
    const calls = scene.relay.calls.length;
    const answer = await expectForwarded(scene, { method, headers, body });
    expect(cacheStatus(answer)).toBe("edge-sessions; fwd=bypass; detail=body");
    expect(scene.relay.calls[calls]).toMatchObject({ method, bodyBytes });
  },
);

test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])(
  "%s: a check by this method is forwarded, stores nothing and is not answered from the store.",
  async (method) => {
    await cached(scene, [`Cookie: ${a.cookie}`]);
    const headers = [`Cookie: ${a.cookie}`, "Content-Length: 0"];
    for (let time = 0; time < 2; time += 1) {
      const calls = scene.relay.calls.length;
      const answer = await send(scene.edge.url, { method, headers });
      const direct = await send(scene.origin.publicUrl, { method, headers });
      expect(answer.status).toBe(direct.status);
      expect(cacheStatus(answer)).toBe("edge-sessions; fwd=bypass; detail=method");
      const passed = scene.relay.calls.slice(calls);
      expect(passed.filter((call) => call.method === method)).toHaveLength(1);
    }
  },
);
