// The origin of an edge that was given a URL. On Node it is the undici adapter that a separate edge also uses, because
// only Node can show what has arrived on a socket. Elsewhere it is the runtime's `fetch`.
//
// The adapter is loaded when it is needed. Other runtimes have no undici, or one that cannot do this, and a static
// import would fail there. The running runtime decides, not an import condition, because Bun and Deno also claim Node's
// condition.
import type { Origin, OriginFailure, OriginOutcome } from "../edge/ports.ts";
import { createFetchOrigin } from "../origin/fetch/fetch-origin.ts";

/** An origin that the edge closes. */
export interface ClosableOrigin extends Origin {
  close(): Promise<void>;
}

/** The origin at a URL, for the current runtime. */
export function createDefaultOrigin(url: string): ClosableOrigin {
  return isNode(process.versions) ? createLoadedOrigin(url) : createFetchOrigin({ url });
}

/**
 * Whether these are the versions of Node itself. Other runtimes name a Node version too, but workerd has no libuv, and
 * the rest give their own names.
 */
export function isNode(versions: Readonly<Record<string, string | undefined>>): boolean {
  const { uv, bun, deno } = versions;
  return uv !== undefined && bun === undefined && deno === undefined;
}

function createLoadedOrigin(url: string): ClosableOrigin {
  // Loading begins at once, so that calls rarely have to wait for it.
  const loaded = load(url);
  return {
    hasPath: new URL(url).pathname !== "/",
    send: async (request) => (await loaded).send(request),
    close: async () => (await loaded).close(),
  };
}

/** Loads the adapter. Never rejects: if it cannot be loaded, every call fails with the reason. */
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
