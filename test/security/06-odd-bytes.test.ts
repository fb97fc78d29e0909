// Case 6: control bytes, bytes beyond ASCII and NUL in a credential or around its name: never trimmed into a match.
import { expect, test } from "vitest";
import {
  byBearer,
  byCookie,
  bySessionToken,
  sharePerson,
  shareScene,
} from "../harness/shared-scene.ts";
import { cacheStatus, expectForwarded } from "../harness/asking.ts";

const scene = shareScene({ settings: { sessionTokens: true } });
const a = sharePerson(scene, byCookie, bySessionToken, byBearer);

const bytes = [
  "\x00",
  "\x01",
  "\x0b",
  "\x0c",
  "\x1f",
  "\x7f",
  "\x80",
  "\x85",
  "\xa0",
  "\xff",
  "\xef\xbb\xbf",
];
const places: readonly [string, (odd: string) => string][] = [
  ["before the cookie's name", (odd) => `Cookie: ${odd}${a.cookie}`],
  ["before the name, after another cookie", (odd) => `Cookie: theme=dark;${odd}${a.cookie}`],
  ["after the cookie's name", (odd) => `Cookie: ${a.cookie.replace("=", `${odd}=`)}`],
  ["before the cookie's value", (odd) => `Cookie: ${a.cookie.replace("=", `=${odd}`)}`],
  ["after the cookie's value", (odd) => `Cookie: ${a.cookie}${odd}`],
  ["after the value, before another cookie", (odd) => `Cookie: ${a.cookie}${odd}; theme=dark`],
  ["in the cookie's value", (odd) => `Cookie: ${a.cookie.slice(0, -4)}${odd}${a.cookie.slice(-4)}`],
  ["before the token", (odd) => `X-Session-Token: ${odd}${a.token}`],
  ["after the token", (odd) => `X-Session-Token: ${a.token}${odd}`],
  ["before the bearer", (odd) => `Authorization: Bearer ${odd}${a.token}`],
  ["after the bearer", (odd) => `Authorization: Bearer ${a.token}${odd}`],
];

test.each(places)(
  "A check with an odd byte %s is forwarded unchanged or refused, and is never a hit.",
  async (_, place) => {
    for (const odd of bytes) {
      const answer = await expectForwarded(scene, { headers: [place(odd)] }, true);
      expect(cacheStatus(answer)).not.toContain("hit");
    }
  },
);
