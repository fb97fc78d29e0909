// Case 1: the session cookie several times. Which one the origin takes depends on which it can decode, so nobody may guess:
// the whole list is the key, and the whole list is sent.
import { expect, test } from "vitest";
import { byCookie, sharePerson, shareScene } from "../harness/shared-scene.ts";
import { startScene } from "../harness/scene.ts";
import {
  cached,
  cacheStatus,
  expectCachedTruth,
  expectForwarded,
  send,
  signedIn,
  told,
  type SignedIn,
} from "../harness/asking.ts";

const scene = shareScene();
const a = sharePerson(scene, byCookie);
const b = sharePerson(scene, byCookie);

const junk = (): string => `${scene.origin.cookieName}=junk`;
const quoted = (one: SignedIn): string => `${scene.origin.cookieName}="${one.cookieValue}"`;

const lists: readonly [string, () => readonly string[]][] = [
  ["the same value twice", () => [a.cookie, a.cookie]],
  ["A, then B", () => [a.cookie, b.cookie]],
  ["B, then A", () => [b.cookie, a.cookie]],
  ["A, then one that does not decode", () => [a.cookie, junk()]],
  ["one that does not decode, then A", () => [junk(), a.cookie]],
  ["a quoted one, then B", () => [quoted(a), b.cookie]],
  ["a quoted one alone", () => [quoted(a)]],
  ["other cookies between", () => [a.cookie, "theme=dark", b.cookie]],
  ["eight of them, the last is A", () => [...Array.from({ length: 7 }, junk), a.cookie]],
];

test.each(lists)(
  "%s: the session cookies in one line are keyed as a list, and the second check is a hit.",
  async (_, of) => {
    const answer = await expectCachedTruth(scene, [`Cookie: ${of().join("; ")}`]);
    expect(answer.status).toBe(200);
  },
);

test.each(lists)(
  "%s: the session cookies on separate lines are keyed as a list, and the second check is a hit.",
  async (_, of) => {
    const answer = await expectCachedTruth(
      scene,
      of().map((pair) => `Cookie: ${pair}`),
    );
    expect(answer.status).toBe(200);
  },
);

test("Every order of the cookies still gets its own response when all of them are stored.", async () => {
  for (const [, of] of lists.toReversed()) {
    await expectCachedTruth(scene, [`Cookie: ${of().join("; ")}`]);
  }
});

test("A list of cookies of which none decodes is refused and not stored.", async () => {
  const headers = [`Cookie: ${junk()}; ${scene.origin.cookieName}=rubbish`];
  const { entries } = scene.edge.edge.stats();
  for (let time = 0; time < 2; time += 1) {
    const answer = await send(scene.edge.url, { headers });
    expect(told(answer)).toEqual(told(await send(scene.origin.publicUrl, { headers })));
    expect(cacheStatus(answer)).toBe("edge-sessions; fwd=miss");
  }
  expect(scene.edge.edge.stats().entries).toBe(entries);
});

test.each<[string, () => readonly string[], string]>([
  ["nine of them", () => [...Array.from({ length: 8 }, junk), a.cookie], "cookie-repeated"],
  ["an empty one, then B", () => [`${scene.origin.cookieName}=`, b.cookie], "cookie-malformed"],
  ["B, then an empty one", () => [b.cookie, `${scene.origin.cookieName}=`], "cookie-malformed"],
  ["B, then the name alone", () => [b.cookie, scene.origin.cookieName], "cookie-malformed"],
])("%s: a check with these session cookies is forwarded and never stored.", async (_, of, why) => {
  for (const headers of [[`Cookie: ${of().join("; ")}`], of().map((pair) => `Cookie: ${pair}`)]) {
    const answer = await expectForwarded(scene, { headers });
    expect(cacheStatus(answer)).toBe(`edge-sessions; fwd=bypass; detail=${why}`);
  }
});

test("A stored list says whose session it is but not whose each value is, so a sign-out by one value asks the origin.", async () => {
  await using own = await startScene();
  const [one, two] = [await signedIn(own), await signedIn(own)];
  await cached(own, [`Cookie: ${one.cookie}; ${two.cookie}`]);
  const asked = async (headers: readonly string[]): Promise<boolean> => {
    const from = own.edge.events.length;
    await send(own.edge.url, { method: "DELETE", target: "/sessions", headers });
    return own.edge.events
      .slice(from)
      .some((event) => event.kind === "call" && event.purpose === "ask");
  };
  expect(await asked([`Cookie: ${two.cookie}`])).toBe(true);
  // Beside something opaque it is the one credential of its entry.
  const staging = ["Authorization: Basic dXNlcjpwYXNz", `Cookie: ${one.cookie}`];
  await cached(own, staging);
  expect(await asked(staging)).toBe(false);
});
