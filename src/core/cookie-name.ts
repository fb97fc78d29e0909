// What the edge has learnt about the session cookie's name, and what withdraws it.
import { headerValues } from "./header-lines.ts";

/** What is known of one project's cookie name. Instants are milliseconds of the edge's clock. */
export interface CookieNameEvidence {
  /** When the latest call began that answered that cookie alone with 200. Minus infinity if there was none. */
  readonly confirmedAtMs: number;
  /** When something last contradicted the name. Minus infinity if nothing has. */
  readonly withdrawnAtMs: number;
}

/** The evidence at the start: nothing is known yet. */
export const noEvidence: CookieNameEvidence = {
  confirmedAtMs: Number.NEGATIVE_INFINITY,
  withdrawnAtMs: Number.NEGATIVE_INFINITY,
};

/**
 * The evidence after a 200 to the cookie from a call that began at the given instant. A call that began before the name
 * was withdrawn adds nothing.
 */
export function confirmName(evidence: CookieNameEvidence, begunAtMs: number): CookieNameEvidence {
  if (begunAtMs <= evidence.withdrawnAtMs || begunAtMs <= evidence.confirmedAtMs) return evidence;
  return { ...evidence, confirmedAtMs: begunAtMs };
}

/** The evidence after a contradiction: the name is not used until a later call confirms it again. */
export function withdrawName(nowMs: number): CookieNameEvidence {
  return { confirmedAtMs: Number.NEGATIVE_INFINITY, withdrawnAtMs: nowMs };
}

/** Whether the name counts as the origin's because it was confirmed recently enough. */
export function isConfirmed(
  { confirmedAtMs }: CookieNameEvidence,
  nowMs: number,
  confirmedMs: number,
): boolean {
  return nowMs - confirmedAtMs <= confirmedMs;
}

/**
 * Whether an answer sets cookies, but not that one. After a successful sign-in by browser, this contradicts the name.
 */
export function setsOnlyOtherCookies(headers: readonly string[], cookieName: string): boolean {
  const lines = headerValues(headers, "set-cookie");
  return lines.length > 0 && lines.every((line) => setCookieName(line) !== cookieName);
}

function setCookieName(line: string): string {
  const [pair = ""] = line.split(";", 1);
  const equals = pair.indexOf("=");
  return (equals === -1 ? pair : pair.slice(0, equals)).trim();
}
