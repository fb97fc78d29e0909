// In Next.js the global `fetch` has a cache, which a page's `fetchCache` turns on for every call. What an
// edge in process asks the identity server passes it by: Next would keep a session beyond its end.
import { expect, it } from "vitest";
import { createFetchOrigin } from "../../src/origin/fetch/fetch-origin.ts";
import type { FetchFunction } from "../../src/origin/fetch/call.ts";
import { createEdge } from "../../src/library/index.ts";
import { serveHttp } from "../harness/raw-server.ts";
import { cookie, sessionBody } from "./edge-for-library.ts";

/** What is used of Next's own module. */
interface PatchFetch {
  readonly createPatchedFetcher: (
    fetch: FetchFunction,
    storages: Readonly<Record<string, { getStore(): object | undefined }>>,
  ) => FetchFunction;
}

const module: string = "next/dist/server/lib/patch-fetch.js";
const { createPatchedFetcher } = (await import(module)) as PatchFetch;

/** Next's `fetch` as a component of a page with this `fetchCache` has it, with a cache in memory. */
function nextFetch(fetchCache: string): FetchFunction {
  const kept = new Map<string, object>();
  const incrementalCache = {
    generateCacheKey: (url: string) => Promise.resolve(url),
    lock: () => Promise.resolve(() => undefined),
    get: (key: string) => Promise.resolve(kept.get(key) ?? null),
    set: (key: string, value: object) => {
      kept.set(key, { value, isStale: false });
      return Promise.resolve();
    },
  };
  const work = { route: "/", page: "/page", fetchCache, incrementalCache, pendingRevalidates: {} };
  return createPatchedFetcher(fetch, {
    workAsyncStorage: { getStore: () => work },
    workUnitAsyncStorage: { getStore: () => undefined },
  });
}

it.each(["default-cache", "force-cache"])(
  "A page of Next.js with %s does not keep the answer of a check.",
  async (fetchCache) => {
    let calls = 0;
    const { url } = await serveHttp((request, answer) => {
      if (request.url === "/sessions/whoami") calls += 1;
      expect(request.headers.pragma).toBeUndefined();
      answer.end(sessionBody());
    });
    const patched = nextFetch(fetchCache);
    const origin = createFetchOrigin({ url, fetch: patched });
    const edge = createEdge({ origin, cacheableSessions: true });
    await edge.check({ cookie });
    await edge.check({ cookie, maxAge: 0 });
    await edge.check({ cookie, maxAge: 0 });
    expect(calls).toBe(3);
    await edge.close();
    await origin.close();
    // The same page's own calls are kept, so this is the cache that was passed by.
    for (let own = 0; own < 3; own += 1) await (await patched(`${url}/sessions/whoami`, {})).text();
    expect(calls).toBe(4);
  },
);
