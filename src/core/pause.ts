// How long a pause a 429 asks for, in all spellings that servers and proxies use.
import { headerValues } from "./header-lines.ts";
import { parseHttpDateMs, parseRfc3339Ms } from "./instants.ts";
import type { Limits } from "./limits.ts";

/** The unit of a field: milliseconds, or seconds. A number that is too large for seconds is an instant. */
type Unit = "seconds" | "milliseconds";

/** The fields in the order in which they are used. Ory Network sends `x-ratelimit-reset`. */
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
/** A number of seconds since 1970 above this must be milliseconds. */
const epochSecondsMax = 1e11;

/**
 * The pause that a 429 asks for in milliseconds, at most `refreshPauseMaxMs`. Undefined if no field gives it in a known
 * form. `wallMs` is the edge's own clock at the answer, for answers without `Date`.
 */
export function readPauseMs(
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
      // If a field has two lines, the longer wait is safe.
      if (ms !== undefined) longestMs = Math.max(longestMs ?? 0, ms);
    }
    if (longestMs !== undefined) return Math.min(longestMs, limits.refreshPauseMaxMs);
  }
  return undefined;
}

/**
 * The pause after the n-th 429 in a row (from 1) that names none. It starts at the default, doubles with each, and is
 * at most `refreshPauseMaxMs`.
 */
export function defaultPauseMs(inARow: number, limits: Limits): number {
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

/** One value as a wait. The first element of a list (`57, 57;w=1`) counts, as in the drafts of RateLimit. */
function waitMs(value: string, unit: Unit, nowMs: number): number | undefined {
  const atMs = parseHttpDateMs(value.trim()) ?? parseRfc3339Ms(value.trim());
  if (atMs !== undefined) return Math.max(0, atMs - nowMs);
  const first = (value.split(/[,;]/, 1)[0] ?? "").trim().replace(/^"(.*)"$/, "$1");
  if (!/^\d+(?:\.\d+)?s?$/.test(first)) return undefined;
  // `Number` of hundreds of digits is infinite. The limit makes it finite again.
  const number = Number(first.replace(/s$/, ""));
  if (unit === "milliseconds") return Math.ceil(number);
  const ms = Math.ceil(number * 1_000);
  if (ms <= dayMs) return ms;
  const instantMs = number > epochSecondsMax ? number : ms;
  // An instant long in the past must be a number of seconds, which is a very long wait.
  return instantMs < nowMs - dayMs ? ms : Math.max(0, instantMs - nowMs);
}
