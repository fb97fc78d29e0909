// Learns that the session cookie's name is the origin's, and withdraws that at the first contradiction.
import { confirmName, isConfirmed, withdrawName } from "../../core/cookie-name.ts";
import { isJson } from "../../core/mutation-answer.ts";
import type { ProjectKnowledge } from "../../core/check.ts";
import { limitsOf, type EdgeContext } from "../context.ts";

const known: ProjectKnowledge = { cookieNameConfirmed: true };
const unknown: ProjectKnowledge = { cookieNameConfirmed: false };

/** Reads what the classification of a check may rely on. */
export function readKnowledge(context: EdgeContext, nowMs: number): ProjectKnowledge {
  const { cookieNameConfirmedMs } = limitsOf(context);
  return isConfirmed(context.cookieName, nowMs, cookieNameConfirmedMs) ? known : unknown;
}

/** Notes that the origin answered 200 to the session cookie alone, by a call that began at the given instant. */
export function confirmCookieName(context: EdgeContext, begunAtMs: number): void {
  const before = context.cookieName;
  context.cookieName = confirmName(before, begunAtMs);
  if (context.cookieName !== before) setContradicted(context, false, undefined);
}

/**
 * Forgets what was learnt, because the name or the origin has changed. Calls that are in flight do not confirm the new
 * one.
 */
export function forgetCookieName(context: EdgeContext): void {
  context.cookieName = withdrawName(context.ports.clock.nowMs());
  setContradicted(context, false, undefined);
}

/**
 * Something contradicts the cookie's name: a check without that cookie was answered 200, or a sign-in by browser set
 * other cookies. From now on checks without the cookie go to the origin, until a later 200 confirms the name again.
 */
export function withdrawCookieName(
  context: EdgeContext,
  sign: "check" | "sign-in",
  headers: readonly string[],
): void {
  const { clock, emit } = context.ports;
  const nowMs = clock.nowMs();
  const wasConfirmed = Number.isFinite(context.cookieName.confirmedAtMs);
  context.cookieName = withdrawName(nowMs);
  // Emitted once for each time that the name was confirmed, so that a wrong name does not cause an event with every
  // check.
  if (wasConfirmed)
    emit({ kind: "cookie-name-withdrawn", project: context.settings.project, sign });
  // A page that a proxy serves for every path is no reason to rely on the name, but it says nothing about it either.
  if (isJson(headers)) setContradicted(context, true, sign);
}

function setContradicted(
  context: EdgeContext,
  contradicted: boolean,
  sign: "check" | "sign-in" | undefined,
): void {
  if (context.cookieNameContradicted === contradicted) return;
  context.cookieNameContradicted = contradicted;
  const { project } = context.settings;
  context.ports.emit({ kind: "cookie-name", project, contradicted, sign });
}
