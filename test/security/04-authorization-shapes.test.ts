// Case 4: `Authorization` in every shape but the one. What might be a bearer token is never stored; another scheme beside a
// session cookie is part of the key and goes to the origin with it.
import { expect, test } from "vitest";
import { byBearer, bySessionToken, sharePerson, shareScene } from "../harness/shared-scene.ts";
import { startScene } from "../harness/scene.ts";
import { isWhoami, linesOf } from "../harness/relay.ts";
import {
  cached,
  cacheStatus,
  expectCachedTruth,
  expectForwarded,
  send,
  signedIn,
} from "../harness/asking.ts";

const scene = shareScene({ settings: { sessionTokens: true } });
const a = sharePerson(scene, byBearer, bySessionToken);
const b = sharePerson(scene, byBearer);

test.each<[string, () => readonly string[]]>([
  [
    "two lines, A and B",
    () => [`Authorization: Bearer ${a.token}`, `Authorization: Bearer ${b.token}`],
  ],
  [
    "two lines, B and A",
    () => [`Authorization: Bearer ${b.token}`, `Authorization: Bearer ${a.token}`],
  ],
  [
    "two equal lines",
    () => [`Authorization: Bearer ${a.token}`, `Authorization: Bearer ${a.token}`],
  ],
  ["two spaces", () => [`Authorization: Bearer  ${a.token}`]],
  ["a tab", () => [`Authorization: Bearer\t${a.token}`]],
  ["no space", () => [`Authorization: Bearer${a.token}`]],
  ["two tokens", () => [`Authorization: Bearer ${a.token} ${b.token}`]],
  ["joined by a comma", () => [`Authorization: Bearer ${a.token}, Bearer ${b.token}`]],
  ["joined by a comma without a space", () => [`Authorization: Bearer ${a.token},${b.token}`]],
  ["quoted", () => [`Authorization: Bearer "${a.token}"`]],
  ["another scheme", () => [`Authorization: Basic ${a.token}`]],
  ["a scheme that ends like it", () => [`Authorization: XBearer ${a.token}`]],
  ["the scheme alone", () => ["Authorization: Bearer"]],
  ["nothing", () => ["Authorization:"]],
  [
    "two X-Session-Token lines",
    () => [`X-Session-Token: ${a.token}`, `X-Session-Token: ${b.token}`],
  ],
  [
    "two X-Session-Token lines, one of them empty",
    () => ["X-Session-Token:", `X-Session-Token: ${a.token}`],
  ],
  ["an X-Session-Token with a blank in it", () => [`X-Session-Token: ${a.token} ${b.token}`]],
])(
  "%s: a check with an Authorization of this shape is forwarded and never stored.",
  async (_, of) => {
    const answer = await expectForwarded(scene, { headers: of() });
    expect(cacheStatus(answer)).toContain("fwd=bypass");
  },
);

test("An empty X-Session-Token beside a bearer token counts as none, as it does for the origin.", async () => {
  await expectCachedTruth(scene, ["X-Session-Token:", `Authorization: Bearer ${a.token}`]);
});

test.each<[string, string]>([
  ["Basic", "Basic dXNlcjpwYXNz"],
  ["Digest", 'Digest username="a", uri="/", response="b"'],
  ["a scheme that ends like Bearer", "XBearer t"],
  ["a bearer behind a comma", "Basic eA==, Bearer t"],
])(
  "%s: this Authorization beside a session cookie is keyed with it and sent to the origin.",
  async (_, authorization) => {
    const headers = [`Cookie: ${a.cookie}`, `Authorization: ${authorization}`];
    const calls = scene.relay.calls.length;
    await expectCachedTruth(scene, headers);
    const sent = scene.relay.calls.slice(calls).filter(isWhoami);
    expect(sent.map((call) => linesOf(call, "authorization"))).toEqual([[authorization]]);
    // Another value of it is another key.
    const other = await send(scene.edge.url, {
      headers: [`Cookie: ${a.cookie}`, `Authorization: ${authorization}2`],
    });
    expect(cacheStatus(other)).toBe("edge-sessions; fwd=miss; stored");
  },
);

test("With a staging site's password beside the cookie, each password gets the site's own response.", async () => {
  await using staging = await startScene();
  const { cookie } = await signedIn(staging);
  const right = "Basic cmlnaHQ=";
  staging.relay.add({
    matches: (call) => isWhoami(call) && linesOf(call, "authorization")[0] !== right,
    effect: {
      kind: "answer",
      answer: {
        status: 401,
        headers: ["WWW-Authenticate", "Basic"],
        body: Buffer.from("who are you?"),
      },
    },
  });
  const ask = (authorization: string) =>
    send(staging.edge.url, { headers: [`Cookie: ${cookie}`, `Authorization: ${authorization}`] });
  for (let time = 0; time < 2; time += 1) {
    expect((await ask("Basic d3Jvbmc=")).status).toBe(401);
    expect((await ask(right)).status).toBe(200);
  }
  expect(cacheStatus(await ask(right))).toMatch(/hit/);
});

test("An Authorization of another scheme without a session is forwarded and never answered with the stored anonymous response.", async () => {
  await cached(scene, []);
  for (const headers of [
    ["Authorization: Basic dXNlcjpwYXNz"],
    ["Cookie: theme=dark", "Authorization: Basic dXNlcjpwYXNz"],
  ]) {
    const answer = await expectForwarded(scene, { headers });
    expect(cacheStatus(answer)).toBe("edge-sessions; fwd=bypass; detail=authorization-alone");
  }
});
