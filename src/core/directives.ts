// The directives in a request's Cache-Control (RFC 9111 section 5.2.1) and Pragma that a check obeys.

/** The directives of a check. */
export interface Directives {
  /** `no-store`: the check is forwarded, and nothing is stored. */
  readonly noStore: boolean;
  readonly onlyIfCached: boolean;
  /**
   * Set by `max-age=0`, `no-cache`, `Pragma: no-cache` alone, or a malformed directive: only a call that begins from
   * now on can answer (L5).
   */
  readonly forced: boolean;
  /** The lowest `max-age` in milliseconds. Infinite if there is none. */
  readonly maxAgeMs: number;
  /** The highest `min-fresh` in milliseconds. Undefined if there is none. */
  readonly minFreshMs: number | undefined;
}

/** The directives of a request that has none. */
export const noDirectives: Directives = {
  noStore: false,
  onlyIfCached: false,
  forced: false,
  maxAgeMs: Number.POSITIVE_INFINITY,
  minFreshMs: undefined,
};

/** Whether the request itself bounds its answer's age, so that an older answer does not satisfy it. */
export function boundsAge({ forced, maxAgeMs, minFreshMs }: Directives): boolean {
  return forced || Number.isFinite(maxAgeMs) || minFreshMs !== undefined;
}

/** Seconds beyond this are "very large" (RFC 9111 section 1.2.2). */
const secondsMax = 2 ** 31;

/**
 * Reads the joined `Cache-Control` and `Pragma` values. Unknown directives are ignored, and so is `max-stale`. With
 * `ignoreNoCache`, `no-cache`, `no-store` and `Pragma` are ignored too, because frameworks and reloading browsers send
 * them without need.
 */
export function readDirectives(
  cacheControl: string | undefined,
  pragma: string | undefined,
  ignoreNoCache = false,
): Directives {
  if (cacheControl === undefined) {
    if (pragma === undefined || ignoreNoCache) return noDirectives;
    return { ...noDirectives, forced: /(^|[\s,])no-cache($|[\s,;=])/i.test(pragma) };
  }
  let { noStore, onlyIfCached, forced, maxAgeMs } = noDirectives;
  let minFreshMs: number | undefined;
  for (const directive of splitList(cacheControl)) {
    const equals = directive.indexOf("=");
    const name = (equals === -1 ? directive : directive.slice(0, equals)).trim().toLowerCase();
    const argument = equals === -1 ? undefined : directive.slice(equals + 1).trim();
    switch (name) {
      case "no-store":
        noStore ||= !ignoreNoCache;
        break;
      case "no-cache":
        forced ||= !ignoreNoCache;
        break;
      case "only-if-cached":
        onlyIfCached = true;
        break;
      case "max-age":
        maxAgeMs = Math.min(maxAgeMs, deltaMs(argument) ?? 0);
        break;
      case "min-fresh": {
        const value = deltaMs(argument);
        if (value === undefined) forced = true;
        else minFreshMs = Math.max(minFreshMs ?? 0, value);
        break;
      }
      default:
    }
  }
  if (maxAgeMs === 0) forced = true;
  return { noStore, onlyIfCached, forced, maxAgeMs, minFreshMs };
}

/** Delta-seconds, bare or quoted, in milliseconds. Undefined if malformed or negative. */
function deltaMs(argument: string | undefined): number | undefined {
  const digits = /^(?:(\d+)|"(\d+)")$/.exec(argument ?? "");
  const text = digits?.[1] ?? digits?.[2];
  return text === undefined ? undefined : Math.min(Number(text), secondsMax) * 1_000;
}

/**
 * Splits a list at commas outside quoted strings (RFC 9110 section 5.6.1). An unclosed quote is an ordinary character.
 */
function splitList(text: string): string[] {
  const items: string[] = [];
  let start = 0;
  let quotes = true;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '"' && quotes) {
      const end = closingQuote(text, i);
      quotes = end !== -1;
      if (quotes) i = end;
    } else if (char === ",") {
      items.push(text.slice(start, i));
      start = i + 1;
    }
  }
  items.push(text.slice(start));
  return items;
}

function closingQuote(text: string, opening: number): number {
  for (let i = opening + 1; i < text.length; i += 1) {
    if (text[i] === '"') return i;
    if (text[i] === "\\") i += 1;
  }
  return -1;
}
