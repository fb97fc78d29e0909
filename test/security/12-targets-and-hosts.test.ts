// Case 12: a target or a Host that two readers could understand differently is refused.
import { expect, test } from "vitest";
import { byCookie, sharePerson, shareScene } from "../harness/shared-scene.ts";
import { linesOf } from "../harness/relay.ts";
import { exchange, rawRequest } from "../harness/raw-client.ts";
import { cacheStatus, signedIn, told, send } from "../harness/asking.ts";
import { expectRefused, malformed, type Refusal } from "./fixtures/refused.ts";

const scene = shareScene();
const a = sharePerson(scene, byCookie);

const host = (): string => new URL(scene.edge.url).host;
const tunnel: Refusal = { status: 405, id: "edge_method_refused" };

test.each<[string, string, () => readonly string[], Refusal]>([
  [
    "another authority",
    "GET http://other.example/sessions/whoami HTTP/1.1",
    () => [`Host: ${host()}`],
    malformed,
  ],
  [
    "two Hosts",
    "GET /sessions/whoami HTTP/1.1",
    () => [`Host: ${host()}`, "Host: other.example"],
    malformed,
  ],
  [
    "the same Host twice",
    "GET /sessions/whoami HTTP/1.1",
    () => [`Host: ${host()}`, `Host: ${host()}`],
    malformed,
  ],
  ["no Host", "GET /sessions/whoami HTTP/1.1", () => [], malformed],
  ["a Host with a path", "GET /sessions/whoami HTTP/1.1", () => [`Host: ${host()}/x`], malformed],
  [
    "a target with bytes beyond ASCII",
    "GET /sessions/whoami\xe9 HTTP/1.1",
    () => [`Host: ${host()}`],
    malformed,
  ],
  ["the asterisk form", "GET * HTTP/1.1", () => [`Host: ${host()}`], malformed],
  ["CONNECT", "CONNECT other.example:443 HTTP/1.1", () => ["Host: other.example:443"], tunnel],
])("A request with %s is refused.", async (_, line, lines, refusal) => {
  await expectRefused(scene, rawRequest(line, [...lines(), `Cookie: ${a.cookie}`]), refusal, a);
});

test("A target in absolute form with the Host's authority is forwarded in origin form and not answered from the store.", async () => {
  const headers = [`Host: ${host()}`, `Cookie: ${a.cookie}`];
  const bytes = rawRequest(`GET http://${host()}/sessions/whoami HTTP/1.1`, headers);
  const { answers } = await exchange(scene.edge.url, bytes, ["GET"]);
  const [answer] = answers;
  if (answer === undefined) throw new Error("no answer");
  expect(cacheStatus(answer)).toBe("edge-sessions; fwd=bypass; detail=absolute-form");
  expect(told(answer)).toEqual(
    told(await send(scene.origin.publicUrl, { headers: [`Cookie: ${a.cookie}`] })),
  );
});

test.each(["evil.example", "evil.example:4455", "localhost", "127.0.0.1:1", ""])(
  "The made-up Host %j does not reach the origin and changes nobody's response.",
  async (madeUp) => {
    const b = await signedIn(scene);
    const headers = [`Cookie: ${b.cookie}`];
    const calls = scene.relay.calls.length;
    for (const line of [
      "GET /sessions/whoami HTTP/1.1",
      "GET /self-service/errors?id=x HTTP/1.1",
    ]) {
      const { answers } = await exchange(
        scene.edge.url,
        rawRequest(line, [`Host: ${madeUp}`, ...headers]),
      );
      expect(answers).toHaveLength(1);
    }
    const passed = scene.relay.calls.slice(calls);
    const upstream = new URL(scene.relay.url).host;
    expect(passed.map((call) => linesOf(call, "host"))).toEqual([[upstream], [upstream]]);
    const hit = await send(scene.edge.url, { headers });
    expect(cacheStatus(hit)).toMatch(/^edge-sessions; hit/);
    expect(told(hit)).toEqual(told(await send(scene.origin.publicUrl, { headers })));
  },
);

test("A request of HTTP/1.0 without Host, such as a health check, gets the origin's own response under the origin's Host.", async () => {
  const calls = scene.relay.calls.length;
  const bytes = rawRequest("GET /health/alive HTTP/1.0", []);
  const { answers } = await exchange(scene.edge.url, bytes, ["GET"]);
  const truth = await send(scene.origin.publicUrl, { target: "/health/alive" });
  expect(answers.map(told)).toEqual([told(truth)]);
  const call = scene.relay.calls[calls];
  expect(call === undefined ? [] : linesOf(call, "host")).toEqual([new URL(scene.relay.url).host]);
  expect(call === undefined ? [] : linesOf(call, "x-forwarded-host")).toEqual([]);
});

test("A request of HTTP/1.0 without Host does not lead to another user's session.", async () => {
  const bytes = (cookie: string): string =>
    rawRequest("GET /sessions/whoami HTTP/1.0", [`Cookie: ${cookie}`]);
  const own = await exchange(scene.edge.url, bytes(a.cookie), ["GET"]);
  const truth = await send(scene.origin.publicUrl, { headers: [`Cookie: ${a.cookie}`] });
  expect(own.answers.map(told)).toEqual([told(truth)]);
  const stranger = `${scene.origin.cookieName}=made-up`;
  const other = await exchange(scene.edge.url, bytes(stranger), ["GET"]);
  expect(other.answers.map(({ status }) => status)).toEqual([401]);
});
