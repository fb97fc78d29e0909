// What the edge has learnt of the session cookie's name, and what takes that back.
import { headerValues } from "./header-lines.ts";

/** What is known of one project's cookie name. Instants are milliseconds of the edge's clock. */
export interface CookieNameEvidence {
  /** Begin of the latest call that was answered with 200 to that cookie alone; minus infinity without one. */
  readonly confirmedAtMs: number;
  /** When something last spoke against the name; minus infinity if nothing has. */
  readonly withdrawnAtMs: number;
}

/** Nothing is known yet. */
export const noEvidence: CookieNameEvidence = {
  confirmedAtMs: Number.NEGATIVE_INFINITY,
  withdrawnAtMs: Number.NEGATIVE_INFINITY,
};

/** What a 200 to the cookie tells whose call began then. A call from before the name was withdrawn tells nothing. */
export function confirmed(evidence: CookieNameEvidence, begunAtMs: number): CookieNameEvidence {
  if (begunAtMs <= evidence.withdrawnAtMs || begunAtMs <= evidence.confirmedAtMs) return evidence;
  return { ...evidence, confirmedAtMs: begunAtMs };
}

/** The name is not to be relied on until a later call confirms it again. */
export function withdrawn(nowMs: number): CookieNameEvidence {
  return { confirmedAtMs: Number.NEGATIVE_INFINITY, withdrawnAtMs: nowMs };
}

/** Whether the name counts as the origin's: it was confirmed no longer ago than that. */
export function isConfirmed(
  { confirmedAtMs }: CookieNameEvidence,
  nowMs: number,
  confirmedMs: number,
): boolean {
  return nowMs - confirmedAtMs <= confirmedMs;
}

/** Whether an answer sets cookies, but not that one: for a successful sign-in by browser this speaks against the name. */
export function setsOnlyOtherCookies(headers: readonly string[], cookieName: string): boolean {
  const lines = headerValues(headers, "set-cookie");
  return lines.length > 0 && lines.every((line) => setCookieName(line) !== cookieName);
}

function setCookieName(line: string): string {
  const [pair = ""] = line.split(";", 1);
  const equals = pair.indexOf("=");
  return (equals === -1 ? pair : pair.slice(0, equals)).trim();
}
