// How long a 429 asks for a pause, in all the spellings that servers and the proxies before them use.
import { headerValues } from "./header-lines.ts";
import { parseHttpDateMs, parseRfc3339Ms } from "./instants.ts";
import type { Limits } from "./limits.ts";

/** What a field counts: seconds (or, where too large for that, an instant), or milliseconds. */
type Unit = "seconds" | "milliseconds";

/** Fields in the order in which they are believed; Ory Network sends `x-ratelimit-reset`. */
const fields: readonly (readonly [name: string, unit: Unit])[] = [
  ["retry-after", "seconds"],
  ["ratelimit-reset", "seconds"],
  ["x-ratelimit-reset", "seconds"],
  ["ratelimit", "seconds"],
  ["x-rate-limit-reset", "seconds"],
  ["x-ratelimit-reset-after", "seconds"],
  ["retry-after-ms", "milliseconds"],
];

const dayMs = 86_400_000;
/** From here on a number of seconds since 1970 can only be meant as milliseconds. */
const epochSecondsMax = 1e11;

/**
 * The pause that a 429 asks for in milliseconds, at most `refreshPauseMaxMs`; undefined where no field says it in a known way.
 * `wallMs` is the instant of the answer by the own clock, for answers without `Date`.
 */
export function askedPauseMs(
  headers: readonly string[],
  wallMs: number,
  limits: Limits,
): number | undefined {
  const dates = headerValues(headers, "date");
  const dated = dates.length === 1 ? parseHttpDateMs(dates[0] ?? "") : undefined;
  const nowMs = dated ?? wallMs;
  for (const [name, unit] of fields) {
    let longestMs: number | undefined;
    for (const value of headerValues(headers, name)) {
      const ms = name === "ratelimit" ? resetMs(value, nowMs) : waitMs(value, unit, nowMs);
      // Two lines of a field: the longer wait can do no harm.
      if (ms !== undefined) longestMs = Math.max(longestMs ?? 0, ms);
    }
    if (longestMs !== undefined) return Math.min(longestMs, limits.refreshPauseMaxMs);
  }
  return undefined;
}

/**
 * The pause after the n-th 429 in a row (from 1) that names none: the default, doubled with each, at most `refreshPauseMaxMs`.
 */
export function unaskedPauseMs(inARow: number, limits: Limits): number {
  return Math.min(
    limits.refreshPauseDefaultMs * 2 ** Math.max(0, inARow - 1),
    limits.refreshPauseMaxMs,
  );
}

/** `RateLimit: limit=10, remaining=0, reset=57`, or the newer `"default";r=0;t=57`. */
function resetMs(value: string, nowMs: number): number | undefined {
  let longestMs: number | undefined;
  for (const part of value.split(/[,;]/)) {
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(0, equals)).trim().toLowerCase();
    if (name !== "reset" && name !== "t") continue;
    const ms = waitMs(part.slice(equals + 1), "seconds", nowMs);
    if (ms !== undefined) longestMs = Math.max(longestMs ?? 0, ms);
  }
  return longestMs;
}

/** One value as a wait. Of a list (`57, 57;w=1`) the first counts, as the drafts of RateLimit have it. */
function waitMs(value: string, unit: Unit, nowMs: number): number | undefined {
  const atMs = parseHttpDateMs(value.trim()) ?? parseRfc3339Ms(value.trim());
  if (atMs !== undefined) return Math.max(0, atMs - nowMs);
  const first = (value.split(/[,;]/, 1)[0] ?? "").trim().replace(/^"(.*)"$/, "$1");
  if (!/^\d+(?:\.\d+)?s?$/.test(first)) return undefined;
  // `Number` of hundreds of digits is infinite, which the ceiling makes finite again.
  const number = Number(first.replace(/s$/, ""));
  if (unit === "milliseconds") return Math.ceil(number);
  const ms = Math.ceil(number * 1_000);
  if (ms <= dayMs) return ms;
  const instantMs = number > epochSecondsMax ? number : ms;
  // Long past, it was never an instant: as a number of seconds it is a very long wait.
  return instantMs < nowMs - dayMs ? ms : Math.max(0, instantMs - nowMs);
}
