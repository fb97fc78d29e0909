// A stranger sends preflights: many that the identity server allows, and some that try to make a preflight's answer carry
// a session, a cookie or another page's permission. Those in use stay, and nothing of the others is given to anybody else.
import { expect, test } from "vitest";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { cached, cacheStatus, send, signedIn, type Ask } from "../harness/asking.ts";
import { startScene } from "../harness/scene.ts";
import { valuesOf } from "../harness/raw-client.ts";

const settings = { preflights: true };
const page = "http://app.example";

function preflight(origin: string, ...more: readonly string[]): Ask {
  const lines = [`Origin: ${origin}`, "Access-Control-Request-Method: GET", ...more];
  return { method: "OPTIONS", headers: lines };
}

const hit = /^edge-sessions; hit/;

test(
  "A flood of allowed preflights stays within its places, and those in use and the sessions stay stored.",
  embeddedOnly,
  async () => {
    const cors = { allowedOrigins: [page], maxAgeSeconds: 600 };
    const limits = { preflightsMax: 16 };
    await using scene = await startScene({
      // A refresh would change what is counted below.
      settings: { ...settings, refreshAfterMs: 3_600_000 },
      identity: { cors },
      edge: { limits },
    });
    const hot = [`Cookie: ${(await signedIn(scene)).cookie}`];
    await cached(scene, hot);
    await send(scene.edge.url, preflight(page));
    expect(cacheStatus(await send(scene.edge.url, preflight(page)))).toMatch(hit);
    const before = scene.edge.edge.stats();
    for (let i = 0; i < 300; i += 30) {
      // The list is a part of the key, and the identity server ignores blanks in it.
      await Promise.all(
        Array.from({ length: 30 }, (_, j) => {
          const list = `authorization,${" ".repeat(1 + ((i + j) % 100))}content-type${",".repeat((i + j) % 7)}`;
          return send(scene.edge.url, preflight(page, `Access-Control-Request-Headers: ${list}`));
        }),
      );
      expect(cacheStatus(await send(scene.edge.url, preflight(page)))).toMatch(hit);
      expect(cacheStatus(await send(scene.edge.url, { headers: hot }))).toMatch(hit);
    }
    const { entries, bytes, fences, flights } = scene.edge.edge.stats();
    expect({ entries, bytes, fences, flights }).toEqual({
      entries: before.entries,
      bytes: before.bytes,
      fences: 0,
      flights: 0,
    });
    // Nothing is reported for each of them.
    expect(scene.edge.events.filter(({ kind }) => kind === "limit-reached")).toEqual([]);
  },
);

test(
  "Invented origins, which the identity server does not allow, take no place.",
  embeddedOnly,
  async () => {
    const cors = { allowedOrigins: [page], maxAgeSeconds: 600 };
    const limits = { preflightsMax: 1 };
    await using scene = await startScene({ settings, identity: { cors }, edge: { limits } });
    await send(scene.edge.url, preflight(page));
    for (let i = 0; i < 20; i += 1) {
      const answer = await send(scene.edge.url, preflight(`http://stranger-${i}.example`));
      expect(cacheStatus(answer)).toBe("edge-sessions; fwd=miss");
      expect(valuesOf(answer.headers, "access-control-allow-origin")).toEqual([]);
    }
    const answer = await send(scene.edge.url, preflight(page));
    expect(cacheStatus(answer)).toMatch(hit);
    expect(valuesOf(answer.headers, "access-control-allow-origin")).toEqual([page]);
  },
);

test(
  "A preflight with a stranger's credentials leaves nothing for the next one, with CORS or without.",
  embeddedOnly,
  async () => {
    for (const cors of [{ allowedOrigins: [page], maxAgeSeconds: 600 }, undefined]) {
      await using scene = await startScene({ settings, identity: { cors } });
      const { cookie, token } = await signedIn(scene);
      for (const line of [`Cookie: ${cookie}`, `X-Session-Token: ${token}`]) {
        const ask = preflight(page, line);
        const truth = await send(scene.origin.publicUrl, ask);
        const seen = await send(scene.edge.url, ask);
        expect([seen.status, seen.body.toString()]).toEqual([truth.status, truth.body.toString()]);
        expect(cacheStatus(seen)).toBe("edge-sessions; fwd=bypass; detail=method");
      }
      const next = await send(scene.edge.url, preflight(page));
      expect(cacheStatus(next)).not.toMatch(hit);
      expect(next.body.toString()).not.toContain('"active":true');
      expect(valuesOf(next.headers, "set-cookie")).toEqual([]);
    }
  },
);
