// When a delivery that failed is tried again, and what an answer means.
import { parseHttpDateMs } from "../instants.ts";
import { retryAfterMaxMs, retryDelaysMs } from "./limits.ts";

/** What a subscriber answered, or why there is no answer. */
export type Attempted =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** The error code of a CAEP receiver (RFC 8935 section 2.4). Undefined if it gave none. */
      readonly code: string | undefined;
      /** `Retry-After` in milliseconds. Undefined if there is none that can be read. */
      readonly retryAfterMs: number | undefined;
    }
  | { readonly kind: "failed"; readonly why: DeliveryFailure };

/**
 * Why there was no answer. `unreachable`: no connection, or none that TLS accepts. `timeout`: none within the time.
 * `refused-address`: the name leads to an address that the operator does not allow. `broken`: the connection ended before
 * the answer. `unsigned`: there is no key to sign with.
 */
export type DeliveryFailure = "unreachable" | "timeout" | "refused-address" | "broken" | "unsigned";

/** What becomes of a delivery after an attempt. */
export type Verdict =
  | { readonly kind: "delivered" }
  | { readonly kind: "retry"; readonly delayMs: number }
  /** It will never be accepted. It is not tried again. */
  | { readonly kind: "rejected" }
  /** The receiver wants no more deliveries (410). */
  | { readonly kind: "gone" };

/**
 * Judges an attempt. `attempts` counts this one too, and `share` is a random number from 0, less than 1. A web hook
 * succeeds with any 2xx; a CAEP receiver rejects a token for good with 400 (RFC 8935 section 2.3).
 */
export function judgeAttempt(
  kind: "web-hook" | "caep",
  attempted: Attempted,
  attempts: number,
  share: number,
): Verdict {
  if (attempted.kind === "answered") {
    const { status } = attempted;
    if (status >= 200 && status < 300) return { kind: "delivered" };
    if (status === 410) return { kind: "gone" };
    if (kind === "caep" && status === 400) return { kind: "rejected" };
  }
  return { kind: "retry", delayMs: retryDelayMs(attempted, attempts, share) };
}

function retryDelayMs(attempted: Attempted, attempts: number, share: number): number {
  const planned = retryDelaysMs[Math.min(attempts, retryDelaysMs.length) - 1] ?? 0;
  // From 80 % to 120 %, so that what failed together does not come back together.
  const delayMs = planned * (0.8 + 0.4 * share);
  const asked = attempted.kind === "answered" ? attempted.retryAfterMs : undefined;
  return asked === undefined ? delayMs : Math.max(delayMs, Math.min(asked, retryAfterMaxMs));
}

/** Reads `Retry-After`: seconds, or a date (RFC 9110 section 10.2.3). Undefined if it is neither. Only for 429 and 503. */
export function retryAfterMs(
  status: number,
  value: string | undefined,
  nowMs: number,
): number | undefined {
  if ((status !== 429 && status !== 503) || value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const atMs = parseHttpDateMs(value);
  return atMs === undefined ? undefined : Math.max(0, atMs - nowMs);
}
