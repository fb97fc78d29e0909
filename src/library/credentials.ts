// The credentials of a check as a caller gives them, and the request that carries them.
import { whoamiPath } from "../core/check.ts";
import { parseDuration } from "../config/values/duration.ts";
import type { Background, EdgeRequest } from "../edge/ports.ts";

/** What identifies the session, and how fresh the answer must be. Undefined and empty members count as absent. */
export interface CheckRequest {
  /** The request's whole `Cookie` header, as it came. */
  readonly cookie?: string | undefined;
  /** The value of `X-Session-Token`. */
  readonly sessionToken?: string | undefined;
  /** A token as in `Authorization: Bearer <token>`, without the scheme. */
  readonly bearer?: string | undefined;
  /** The `Origin` to send, if the answer's CORS headers matter. Answers for different origins are kept apart. */
  readonly origin?: string | undefined;
  /**
   * The greatest age of the answer: milliseconds, or a duration such as `30s`. It is rounded down to whole seconds. 0
   * asks the identity server.
   */
  readonly maxAge?: number | string | undefined;
}

const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;
const secondMs = 1_000;

/**
 * The header lines of a check. Undefined if no request could carry one of the credentials. Throws a `RangeError` if
 * `maxAge` is not a duration.
 */
export function checkLines(check: CheckRequest): string[] | undefined {
  const { cookie, sessionToken, bearer, origin, maxAge } = check;
  const lines: string[] = [];
  if (given(cookie)) lines.push("Cookie", cookie);
  if (given(sessionToken)) lines.push("X-Session-Token", sessionToken);
  if (given(bearer)) lines.push("Authorization", `Bearer ${bearer}`);
  if (given(origin)) lines.push("Origin", origin);
  for (let i = 1; i < lines.length; i += 2) {
    if (!headerValue.test(lines[i] ?? "")) return undefined;
  }
  if (maxAge !== undefined) lines.push("Cache-Control", `max-age=${maxAgeSeconds(maxAge)}`);
  return lines;
}

/** A request without a body from within the process. It is never aborted. Its signal is created on first use. */
class InProcessRequest implements EdgeRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body = undefined;
  readonly peer = undefined;
  readonly background: Background | undefined;
  #signal: AbortSignal | undefined;

  constructor(
    method: string,
    target: string,
    headers: readonly string[],
    background: Background | undefined,
  ) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.background = background;
  }

  get signal(): AbortSignal {
    this.#signal ??= new AbortController().signal;
    return this.#signal;
  }
}

/**
 * A request without a body from within the process, which is never aborted. `background` keeps alive what outlasts it, in
 * hosts that need that.
 */
export function inProcess(
  method: string,
  target: string,
  headers: readonly string[],
  background?: Background,
): EdgeRequest {
  return new InProcessRequest(method, target, headers, background);
}

/** Where checks go at an edge with this base path. */
export function checkTarget(basePath: string): string {
  return basePath + whoamiPath;
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}

/** A duration in whole seconds, rounded down so that no answer is older than the caller accepts. */
function maxAgeSeconds(maxAge: number | string): number {
  const ms = typeof maxAge === "number" ? maxAge : parseDuration(maxAge);
  if (ms === undefined || !(ms >= 0)) {
    throw new RangeError("maxAge must be milliseconds or a duration such as 30s");
  }
  return Math.min(Math.floor(ms / secondMs), 2 ** 31);
}
