// Case 5: cookies whose names only look like the session's.
import { expect, test } from "vitest";
import { byCookie, sharePerson, shareScene } from "../harness/shared-scene.ts";
import { cacheStatus, expectForwarded, send, told } from "../harness/asking.ts";

const scene = shareScene();
const a = sharePerson(scene, byCookie);

const spellings: readonly [string, (name: string) => string][] = [
  ["one letter more at the end", (name) => `${name}2`],
  ["one letter more at the start", (name) => `x${name}`],
  ["one letter less", (name) => name.slice(0, -1)],
  ["upper case", (name) => name.toUpperCase()],
  ["one letter in upper case", (name) => name.replace(/[a-z]/, (letter) => letter.toUpperCase())],
  ["its __Host- twin", (name) => `__Host-${name}`],
  ["its __Secure- twin", (name) => `__Secure-${name}`],
  ["in quotes", (name) => `"${name}"`],
  ["percent-encoded", (name) => name.replace("_", "%5F")],
  ["as an attribute", (name) => `$${name}`],
  ["as another cookie's value", (name) => `theme=${name}`],
];

test.each(spellings)(
  "%s: a cookie of this name is not the session cookie, and its check gets the origin's own response.",
  async (_, spell) => {
    const headers = [`Cookie: ${spell(scene.origin.cookieName)}=${a.cookieValue}`];
    const answer = await send(scene.edge.url, { headers });
    expect(told(answer)).toEqual(told(await send(scene.origin.publicUrl, { headers })));
    expect(answer.status).toBe(401);
  },
);

test.each(spellings)(
  "%s: a cookie of this name beside the session cookie changes nothing.",
  async (_, spell) => {
    const headers = [`Cookie: ${spell(scene.origin.cookieName)}=decoy; ${a.cookie}`];
    const answer = await send(scene.edge.url, { headers });
    expect(told(answer)).toEqual(told(await send(scene.origin.publicUrl, { headers })));
    expect([answer.status, cacheStatus(answer)]).toEqual([
      200,
      expect.stringMatching(/hit|fwd=bypass/),
    ]);
  },
);

test("A check with a space before the cookie's equals sign is forwarded, because the origin reads it as the session cookie.", async () => {
  const headers = [`Cookie: ${a.cookie.replace("=", " =")}`];
  const answer = await expectForwarded(scene, { headers });
  expect(cacheStatus(answer)).toBe("edge-sessions; fwd=bypass; detail=cookie-malformed");
});
