// Calls the identity server through the runtime's own `fetch`. It is for runtimes in which no other client can run.
// `fetch` hides some details: header lines arrive sorted and in lower case, and it manages the connections itself.
import type { Origin } from "../../edge/ports.ts";
import { FetchCall, type FetchFunction } from "./call.ts";

/** The options of a fetch origin. */
export interface FetchOriginOptions {
  /** `http:` or `https:`. A path in it prefixes every target. It must have no query, fragment or user name. */
  readonly url: string;
  /** Replaces the runtime's `fetch`, for proxies and tracing. */
  readonly fetch?: FetchFunction;
}

/** An origin whose calls can be given up together. */
export interface FetchOrigin extends Origin {
  /** Gives up every call in flight. Later calls fail as unreachable. The runtime keeps its idle connections. */
  close(): Promise<void>;
}

/** Creates an origin that is called through `fetch`. Throws a `TypeError` for a URL that it cannot use unchanged. */
export function createFetchOrigin(options: FetchOriginOptions): FetchOrigin {
  const base = baseOf(options.url);
  const callFetch: FetchFunction = options.fetch ?? ((input, init) => fetch(input, init));
  const calls = new Set<FetchCall>();
  let closed = false;
  return {
    hasPath: new URL(base).pathname !== "/",
    async send(request) {
      if (closed) {
        const cause = new Error("the origin is closed");
        return { kind: "failure", failure: { kind: "unreachable", cause } };
      }
      const call = new FetchCall(request, callFetch, () => calls.delete(call));
      calls.add(call);
      return call.send(base);
    },
    close() {
      closed = true;
      for (const call of calls) call.giveUp();
      return Promise.resolve();
    },
  };
}

/** Scheme, authority and path of an origin's URL, without a final slash. */
function baseOf(text: string): string {
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError("the origin's URL must begin with http: or https:");
  }
  // The parser drops a "?" or "#" with nothing after it, so the text itself is checked.
  if (/[?#]/.test(text) || url.username !== "" || url.password !== "") {
    throw new TypeError("the origin's URL must not contain a query, a fragment or a user name");
  }
  return `${url.origin}${url.pathname.replace(/\/$/, "")}`;
}
