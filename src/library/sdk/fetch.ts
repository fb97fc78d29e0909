// The web-standard interface of an edge: a `fetch` that is answered in this process, or by the identity server behind
// it.
import type { EdgeAnswer, EdgeRequest } from "../../edge/ports.ts";
import { isFromStore } from "./cache-mode.ts";
import { plainRequest } from "./plain-request.ts";
import { responseOf } from "./response.ts";
import { bodyBytesOf, toEdgeRequest, toRequest } from "./web-request.ts";

/** Answers one request. A hit is answered without a promise. */
export type Handle = (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;

/** A function with the shape of the global `fetch`. */
export type EdgeFetch = (input: Request | string | URL, init?: RequestInit) => Promise<Response>;

/**
 * Makes a `fetch` from an edge. `checkPath` is the path of its checks. Only path and query of a request's URL count.
 * Redirects are returned and not followed, and with `redirect: "error"` they reject. `cache` works as in the global
 * `fetch`. With `cache: "only-if-cached"` everything except a hit rejects. A request with `integrity` rejects.
 */
export function createFetch(handle: Handle, checkPath: string): EdgeFetch {
  return async (input, init) => {
    const plain = plainRequest(input, init);
    if (plain !== undefined) return responseOf(await handle(plain), plain.method);
    const request = toRequest(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    if (request.integrity)
      throw new TypeError("integrity cannot be checked in process; leave it out");
    // Some runtimes do not keep the option in a `Request`.
    const cacheMode = init?.cache ?? request.cache ?? "default";
    const edgeRequest = toEdgeRequest(request, bodyBytesOf(init), cacheMode);
    const storedOnly = cacheMode === "only-if-cached";
    if (storedOnly && edgeRequest.target.split("?")[0] !== checkPath) throw notStored();
    const answer = await orAborted(handle(edgeRequest), signal);
    if (storedOnly && !isFromStore(answer)) {
      await discard(answer);
      throw notStored();
    }
    const redirected = answer.status >= 300 && answer.status < 400 && answer.status !== 304;
    if (redirected && request.redirect === "error") {
      await discard(answer);
      throw new TypeError("the request was redirected");
    }
    return responseOf(answer, request.method);
  };
}

function notStored(): TypeError {
  return new TypeError(
    "the cache mode is only-if-cached, and there is no stored answer for the request",
  );
}

/** Rejects with the signal's reason as soon as it fires. A later answer is dropped. */
function orAborted(
  answer: EdgeAnswer | Promise<EdgeAnswer>,
  signal: AbortSignal,
): EdgeAnswer | Promise<EdgeAnswer> {
  if (!(answer instanceof Promise)) return answer;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    reject(signal.reason);
    void answer.then(discard);
  };
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([answer, promise]).finally(() => signal.removeEventListener("abort", abort));
}

/** Releases an answer that will not be read. */
async function discard({ body }: EdgeAnswer): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) return;
  await body[Symbol.asyncIterator]().return?.();
}
