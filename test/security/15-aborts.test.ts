// Case 15: callers that leave in mid-flight while others wait on the same calls. Nobody ever gets somebody else's answer.
// 1,000 aborts by default and 10,000 with TEST_ALL=yes; ABORTS sets another number.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { startScene } from "../harness/scene.ts";
import { RawConnection, rawRequest } from "../harness/raw-client.ts";
import { cacheStatus, send, signedIn, type SignedIn } from "../harness/asking.ts";

const aborts = Number(
  process.env["ABORTS"] ?? (process.env["TEST_ALL"] === "yes" ? 10_000 : 1_000),
);
const people = 12;
const workers = 48;
/** A minute for each 10,000, on a machine with other things to do. */
const timeoutMs = 60_000 + aborts * 6;

/** Numbers that look random and are the same each time. */
function* numbers(seed: string): Generator<number, never, undefined> {
  for (let block = 0; ; block += 1) {
    const digest = createHash("sha256").update(`${seed} ${block}`).digest();
    for (let at = 0; at < digest.length; at += 4) yield digest.readUInt32BE(at);
  }
}

test(
  "Everyone gets their own session while others abort the same calls.",
  async () => {
    await using scene = await startScene({
      settings: { sessionTokens: true, refreshAfterMs: 250 },
    });
    const everybody: SignedIn[] = [];
    for (let i = 0; i < people; i += 1) everybody.push(await signedIn(scene));
    const lingering = numbers("relay");
    scene.relay.add({
      matches: () => true,
      effect: { kind: "linger", turns: () => lingering.next().value % 8 },
    });
    const host = `Host: ${new URL(scene.edge.url).host}`;
    let left = aborts;
    let answered = 0;
    const wrong: string[] = [];

    const work = async (worker: number): Promise<void> => {
      const random = numbers(`worker ${worker}`);
      const next = (below: number): number => random.next().value % below;
      let connection: RawConnection | undefined;
      while (left > 0) {
        const who = everybody[next(people)];
        if (who === undefined) continue;
        const lines =
          [
            [`Cookie: ${who.cookie}`],
            [`X-Session-Token: ${who.token}`],
            [`Authorization: Bearer ${who.token}`],
            [`Cookie: ${who.cookie}`, `X-Session-Token: ${who.token}`],
          ][next(4)] ?? [];
        // Stored, joined, forced, and forwarded without the cache: each way has connections to mix up.
        const directive = ["Cache-Control: max-age=0", "Cache-Control: no-store"][next(10)] ?? "";
        const target = next(24) === 0 ? "/sessions/whoami?tokenize_as=" : "/sessions/whoami";
        const headers = [host, ...lines, ...(directive === "" ? [] : [directive])];
        connection ??= await RawConnection.open(scene.edge.url);
        void connection.send(rawRequest(`GET ${target} HTTP/1.1`, headers));
        if (next(5) > 0) {
          left -= 1;
          for (let turns = next(6); turns > 0; turns -= 1) await turn();
          connection.destroy();
          connection = undefined;
          continue;
        }
        const answer = await connection.answer();
        answered += 1;
        const { identity } = JSON.parse(answer.body.toString()) as { identity?: { id: string } };
        const [, named] =
          answer.headers.find(([name]) => name === "X-Kratos-Authenticated-Identity-Id") ?? [];
        if (answer.status !== 200 || identity?.id !== who.identityId || named !== who.identityId) {
          wrong.push(
            `${answer.status} ${target} ${directive}: ${named} instead of ${who.identityId}`,
          );
        }
      }
      connection?.destroy();
    };
    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));

    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(aborts / 10);
    for (const { cookie, identityId } of everybody) {
      const answer = await send(scene.edge.url, { headers: [`Cookie: ${cookie}`] });
      expect(answer.body.toString()).toContain(identityId);
      expect(cacheStatus(answer)).toMatch(/hit|stored/);
    }
    expect(scene.edge.events.filter(({ kind }) => kind === "session-mismatch")).toEqual([]);
    expect(scene.edge.edge.stats()).toMatchObject({
      lanes: { forward: { calls: 0, waiting: 0 } },
    });
  },
  timeoutMs,
);

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
