// Case 2: a valid cookie with another user's token. The origin's order of precedence decides, so the key covers all.
import { expect, test } from "vitest";
import { sharePerson, shareScene } from "../harness/shared-scene.ts";
import { startScene } from "../harness/scene.ts";
import {
  cacheStatus,
  expectCachedTruth,
  expectForwarded,
  send,
  signedIn,
  told,
} from "../harness/asking.ts";

const scene = shareScene({ settings: { sessionTokens: true } });
const a = sharePerson(scene);
const b = sharePerson(scene);
const c = sharePerson(scene);

const combinations: readonly [string, () => readonly string[]][] = [
  ["cookie of A", () => [`Cookie: ${a.cookie}`]],
  ["cookie of B", () => [`Cookie: ${b.cookie}`]],
  ["token of A", () => [`X-Session-Token: ${a.token}`]],
  ["token of B", () => [`X-Session-Token: ${b.token}`]],
  ["bearer of B", () => [`Authorization: Bearer ${b.token}`]],
  ["cookie of A, token of B", () => [`Cookie: ${a.cookie}`, `X-Session-Token: ${b.token}`]],
  ["cookie of B, token of A", () => [`Cookie: ${b.cookie}`, `X-Session-Token: ${a.token}`]],
  ["cookie of A, bearer of B", () => [`Cookie: ${a.cookie}`, `Authorization: Bearer ${b.token}`]],
  ["cookie of B, bearer of A", () => [`Cookie: ${b.cookie}`, `Authorization: Bearer ${a.token}`]],
  [
    "token of A, bearer of B",
    () => [`X-Session-Token: ${a.token}`, `Authorization: Bearer ${b.token}`],
  ],
  [
    "token of B, bearer of A",
    () => [`X-Session-Token: ${b.token}`, `Authorization: Bearer ${a.token}`],
  ],
  [
    "cookie of A, token of B, bearer of C",
    () => [
      `Cookie: ${a.cookie}`,
      `X-Session-Token: ${b.token}`,
      `Authorization: Bearer ${c.token}`,
    ],
  ],
  [
    "cookie of A, token of C, bearer of B",
    () => [
      `Cookie: ${a.cookie}`,
      `X-Session-Token: ${c.token}`,
      `Authorization: Bearer ${b.token}`,
    ],
  ],
];

test.each(combinations)(
  "%s: a check with these credentials gets the origin's own response, and it is stored.",
  async (_, of) => {
    const answer = await expectCachedTruth(scene, of());
    expect(answer.status).toBe(200);
  },
);

test("Each combination of credentials still gets its own response when all are stored, in any order.", async () => {
  for (const [, of] of combinations.toReversed()) await expectCachedTruth(scene, of());
  expect(scene.edge.edge.stats().entries).toBe(combinations.length);
});

test("With session tokens off, a check with a session token or with a bearer token alone is forwarded.", async () => {
  await using off = await startScene();
  const one = await signedIn(off);
  const two = await signedIn(off);
  await expectCachedTruth(off, [`Cookie: ${one.cookie}`]);
  for (const headers of [
    [`X-Session-Token: ${two.token}`],
    [`Authorization: Bearer ${two.token}`],
    ["Cookie: theme=dark", `Authorization: Bearer ${two.token}`],
    [`Cookie: ${one.cookie}`, `X-Session-Token: ${two.token}`],
    [`Cookie: ${one.cookie}`, `X-Session-Token: ${two.token}`, "Authorization: Bearer t"],
  ]) {
    const answer = await expectForwarded(off, { headers });
    expect(cacheStatus(answer)).toBe("edge-sessions; fwd=bypass; detail=tokens-off");
  }
});

test("With session tokens off, a bearer token and a session cookie are keyed together, and each pair gets its own response.", async () => {
  await using off = await startScene();
  const one = await signedIn(off);
  const two = await signedIn(off);
  const junk = `${off.origin.cookieName}=junk`;
  const pairs = [
    [`Cookie: ${one.cookie}`, "Authorization: Bearer an.application.token"],
    [`Cookie: ${one.cookie}`, `Authorization: Bearer ${two.token}`],
    [`Cookie: ${two.cookie}`, `Authorization: Bearer ${one.token}`],
  ];
  for (const headers of [...pairs, ...pairs.toReversed()]) await expectCachedTruth(off, headers);
  // Whatever the origin makes of a cookie that does not decode beside a good bearer is not stored under the cookie.
  for (const headers of [
    [`Cookie: ${junk}`, `Authorization: Bearer ${one.token}`],
    [`Cookie: ${junk}`],
  ]) {
    const answer = await send(off.edge.url, { headers });
    expect(told(answer)).toEqual(told(await send(off.origin.publicUrl, { headers })));
  }
});

test("An empty session token counts as none.", async () => {
  await using off = await startScene();
  const { cookie } = await signedIn(off);
  await expectCachedTruth(off, [`Cookie: ${cookie}`, "X-Session-Token:"]);
  const { entries } = off.edge.edge.stats();
  await expectCachedTruth(off, [`Cookie: ${cookie}`]);
  expect(off.edge.edge.stats().entries).toBe(entries);
});
