// The result of a check: a union that a caller's `switch` can exhaust.
import { headerValues } from "../core/header-lines.ts";
import type { ByteStream, EdgeAnswer } from "../edge/ports.ts";
import { membersOf, parsed, sessionOf, textOf, type Session } from "./session.ts";

/** The fields of every result in addition to its outcome. */
export interface CheckDetails {
  /** The status of the answer behind the result. */
  readonly status: number;
  /** Where the answer came from (RFC 9211). Empty if it went around the cache. */
  readonly cacheStatus: string;
  /**
   * `Set-Cookie` lines for the client of this check: its session was extended and its cookie renewed (L6). Usually
   * empty.
   */
  readonly setCookie: readonly string[];
}

/** The session is active and good enough. */
export interface Active extends CheckDetails {
  readonly kind: "active";
  /** Frozen, and shared with other callers. */
  readonly session: Session;
}

/** No user is signed in with these credentials: there are none, or they are unknown, expired or revoked. */
export interface Inactive extends CheckDetails {
  readonly kind: "inactive";
}

/** A user is signed in, but still has to give a second factor. */
export interface SecondFactorRequired extends CheckDetails {
  readonly kind: "second-factor-required";
  /** Where to send a browser, if the identity server says so. */
  readonly redirectTo: string | undefined;
}

/** The outcome is unknown: the identity server is unreachable, overloaded, or gave an unexpected answer. */
export interface Unavailable extends CheckDetails {
  readonly kind: "unavailable";
  /** Seconds after which it makes sense to try again, if known. */
  readonly retryAfterSeconds: number | undefined;
}

/** Every possible result of a check. */
export type CheckResult = Active | Inactive | SecondFactorRequired | Unavailable;

/** Every result without a session. */
export type Refusal = Exclude<CheckResult, Active>;

const noLines: readonly string[] = [];

/** The result of an answer. Synchronous if its body is in memory, otherwise a promise. */
export function resultOf(answer: EdgeAnswer): CheckResult | Promise<CheckResult> {
  const { body } = answer;
  return body === undefined || body instanceof Uint8Array
    ? readResult(answer, body)
    : readStream(answer, body);
}

async function readStream(answer: EdgeAnswer, body: ByteStream): Promise<CheckResult> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
    }
  } catch {
    // The origin broke off. Half an answer says nothing about the session.
    return { kind: "unavailable", ...detailsOf(answer), retryAfterSeconds: undefined };
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return readResult(answer, whole);
}

function readResult(answer: EdgeAnswer, body: Uint8Array | undefined): CheckResult {
  const { status } = answer;
  const { cacheStatus, setCookie } = detailsOf(answer);
  if (status === 200 && body !== undefined) {
    const session = sessionOf(body);
    if (session !== undefined) return { kind: "active", status, cacheStatus, setCookie, session };
  }
  if (status === 401) return { kind: "inactive", status, cacheStatus, setCookie };
  if (status === 403 && body !== undefined) {
    const members = membersOf(parsed(textOf(body)));
    if (membersOf(members?.["error"])?.["id"] === "session_aal2_required") {
      const to = members?.["redirect_browser_to"];
      const redirectTo = typeof to === "string" && to !== "" ? to : undefined;
      return { kind: "second-factor-required", status, cacheStatus, setCookie, redirectTo };
    }
  }
  const [after] = headerValues(answer.headers, "retry-after");
  const retryAfterSeconds =
    after !== undefined && /^\d{1,9}$/.test(after) ? Number(after) : undefined;
  return { kind: "unavailable", status, cacheStatus, setCookie, retryAfterSeconds };
}

/** What every result says of its answer. */
export function detailsOf({ status, headers }: EdgeAnswer): CheckDetails {
  let cacheStatus = "";
  let setCookie: string[] | undefined;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? "";
    if (name.length === 10 && name.toLowerCase() === "set-cookie") {
      setCookie ??= [];
      setCookie.push(headers[i + 1] ?? "");
    } else if (name.length === 12 && name.toLowerCase() === "cache-status") {
      // The last one is this edge's own. Earlier ones come from caches behind it.
      cacheStatus = headers[i + 1] ?? "";
    }
  }
  return { status, cacheStatus, setCookie: setCookie ?? noLines };
}
