// The origin of an edge that was given a URL. On Node the adapter that the edge's own process uses, since only there can
// a socket be asked what has arrived on it; elsewhere the runtime's `fetch`.
//
// The adapter is loaded when it is wanted: other runtimes have no undici, or their own one that cannot do this, and
// a static import would fail there. What runs decides, and not an import condition: Bun and Deno claim that of Node too.
import type { Origin, OriginFailure, OriginOutcome } from "../edge/ports.ts";
import { createFetchOrigin } from "../origin/fetch/fetch-origin.ts";

/** An origin that the edge closes. */
export interface ClosableOrigin extends Origin {
  close(): Promise<void>;
}

/** The origin at a URL, for the runtime that this is. */
export function createDefaultOrigin(url: string): ClosableOrigin {
  return isNode(process.versions) ? createLoadedOrigin(url) : createFetchOrigin({ url });
}

/** Whether these are the versions of Node itself. Others name a Node version too; workerd has no libuv, the rest say who they are. */
export function isNode(versions: Readonly<Record<string, string | undefined>>): boolean {
  const { uv, bun, deno } = versions;
  return uv !== undefined && bun === undefined && deno === undefined;
}

function createLoadedOrigin(url: string): ClosableOrigin {
  // Begun at once, so that hardly ever a call has to wait for it.
  const loaded = load(url);
  return {
    hasPath: new URL(url).pathname !== "/",
    send: async (request) => (await loaded).send(request),
    close: async () => (await loaded).close(),
  };
}

/** Never rejects: where the adapter cannot be loaded, every call says why it failed. */
async function load(url: string): Promise<ClosableOrigin> {
  try {
    const { createOriginLikeFetch } = await import("../origin/undici/like-fetch.ts");
    return createOriginLikeFetch({ url });
  } catch (cause) {
    const failure: OriginFailure = { kind: "unreachable", cause };
    const outcome: OriginOutcome = { kind: "failure", failure };
    return { send: () => Promise.resolve(outcome), close: () => Promise.resolve() };
  }
}
