// Case 3: a cookie that does not decode beside a valid bearer. Whatever comes of the two says nothing of the cookie alone.
import { expect, test } from "vitest";
import { startScene } from "../harness/scene.ts";
import { cacheStatus, expectCachedTruth, send, signedIn, told } from "../harness/asking.ts";

test.each([
  ["bearer", (token: string) => `Authorization: Bearer ${token}`],
  ["X-Session-Token", (token: string) => `X-Session-Token: ${token}`],
])(
  "A cookie that does not decode, sent with a valid %s, is never stored under the cookie alone.",
  async (_, line) => {
    await using scene = await startScene({ settings: { sessionTokens: true } });
    const { token } = await signedIn(scene);
    const junk = `Cookie: ${scene.origin.cookieName}=bm90IGEgc2Vzc2lvbg`;
    const both = [junk, line(token)];
    for (const headers of [both, [junk], both, [junk]]) {
      const answer = await send(scene.edge.url, { headers });
      expect(told(answer)).toEqual(told(await send(scene.origin.publicUrl, { headers })));
      expect(cacheStatus(answer)).not.toMatch(/hit|stored/);
    }
    const alone = await send(scene.edge.url, { headers: [junk] });
    expect(alone.status).toBe(401);
    expect(scene.edge.edge.stats().entries).toBe(0);
    await expectCachedTruth(scene, [line(token)]);
    expect((await send(scene.edge.url, { headers: [junk] })).status).toBe(401);
  },
);
