// Case 13: one cookie from two web pages' origins, from `null`, from a stranger and from none: CORS headers never cross.
import { expect, test } from "vitest";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { startScene } from "../harness/scene.ts";
import { cacheStatus, send, signedIn, told } from "../harness/asking.ts";
import type { RawAnswer } from "../harness/raw-client.ts";

const allowed = ["http://app.example", "http://other.example"];
const origins = [...allowed, "null", "http://evil.example", "http://app.example.evil", undefined];

function corsOf(answer: RawAnswer): string[] {
  return answer.headers
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .filter((line) => /^(access-control-|vary:)/.test(line));
}

test.each(["signed in", "anonymous"])(
  "%s: each origin gets only the CORS headers that are meant for it (needs CORS).",
  embeddedOnly,
  async (who) => {
    const cors = { allowedOrigins: allowed };
    await using scene = await startScene({ identity: { cors } });
    const credential = who === "anonymous" ? [] : [`Cookie: ${(await signedIn(scene)).cookie}`];
    // Anonymous answers to Origins that the origin does not allow are not kept: anybody can invent one.
    const kept = origins.filter(
      (origin) => who !== "anonymous" || origin === undefined || allowed.includes(origin),
    );
    for (const round of ["first", "later", "later"] as const) {
      for (const origin of [...origins, ...origins.toReversed()]) {
        const headers = [...credential, ...(origin === undefined ? [] : [`Origin: ${origin}`])];
        const seen = await send(scene.edge.url, { headers });
        const truth = await send(scene.origin.publicUrl, { headers });
        expect(told(seen)).toEqual(told(truth));
        expect([origin, corsOf(seen)]).toEqual([origin, corsOf(truth)]);
        const hit = cacheStatus(seen).includes("hit");
        expect([origin, hit || round === "first"]).toEqual([
          origin,
          kept.includes(origin) || round === "first",
        ]);
      }
    }
    expect(scene.edge.edge.stats().entries).toBe(kept.length);
  },
);

test("A check with two Origin lines, or with one that cannot be an origin, is forwarded and never stored.", async () => {
  await using scene = await startScene();
  const { cookie } = await signedIn(scene);
  for (const lines of [
    ["Origin: http://app.example", "Origin: http://other.example"],
    ["Origin: http://app.example http://other.example"],
    ["Origin: "],
    [`Origin: http://${"a".repeat(600)}.example`],
  ]) {
    const seen = await send(scene.edge.url, { headers: [`Cookie: ${cookie}`, ...lines] });
    expect(cacheStatus(seen)).toContain("fwd=bypass");
  }
  expect(scene.edge.edge.stats().entries).toBe(0);
});

test("Beyond their limit, checks with more Origins are forwarded, and the user's own entry stays.", async () => {
  await using scene = await startScene({ edge: { limits: { sessionOriginsMax: 3 } } });
  const { cookie } = await signedIn(scene);
  for (let i = 0; i < 20; i += 1) {
    const headers = [`Cookie: ${cookie}`, `Origin: http://page-${i}.example`];
    expect((await send(scene.edge.url, { headers })).status).toBe(200);
  }
  expect(scene.edge.edge.stats().entries).toBe(3);
  const first = await send(scene.edge.url, {
    headers: [`Cookie: ${cookie}`, "Origin: http://page-0.example"],
  });
  expect(cacheStatus(first)).toMatch(/^edge-sessions; hit/);
});
