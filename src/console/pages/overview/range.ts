// How much of the past the overview shows. The address says so: `#/projects/shop/overview/24h`.
import { useEffect, useState } from "preact/hooks";
import { projectHref } from "../../state/route.ts";
import type { Api } from "../../api/api.ts";
import type { Traffic } from "../../api/traffic.ts";

/** A range that can be chosen. */
export interface Range {
  /** Its part of the address. */
  readonly name: string;
  readonly minutes: number;
  /** As on its button. */
  readonly words: string;
  /** As in “Checks in the last hour”. */
  readonly last: string;
  /** The length of a row in the tables, in seconds, and what it is. */
  readonly rowSeconds: number;
  readonly row: "Minute" | "Hour" | "Day";
  /** How often it is loaded. */
  readonly everyMs: number;
}

const hour: Range = {
  name: "1h",
  minutes: 60,
  words: "1 hour",
  last: "last hour",
  rowSeconds: 60,
  row: "Minute",
  everyMs: 30_000,
};

/** All ranges, the shortest first. */
export const ranges: readonly Range[] = [
  { ...hour, name: "15m", minutes: 15, words: "15 minutes", last: "last 15 minutes" },
  hour,
  {
    name: "24h",
    minutes: 1_440,
    words: "24 hours",
    last: "last 24 hours",
    rowSeconds: 3_600,
    row: "Hour",
    everyMs: 60_000,
  },
  {
    name: "30d",
    minutes: 43_200,
    words: "30 days",
    last: "last 30 days",
    rowSeconds: 86_400,
    row: "Day",
    everyMs: 120_000,
  },
];

/** The range that an address names. An hour if it names none. */
export function rangeOf(hash: string): Range {
  const [, name] = /\/overview\/([^/]+)$/.exec(hash) ?? [];
  return ranges.find((range) => range.name === name) ?? hour;
}

/** The address of a range. The usual one has the page's own. */
export function rangeHref(slug: string, range: Range): string {
  const page = projectHref(slug, "overview");
  return range === hour ? page : `${page}/${range.name}`;
}

/** The range that is shown. Renders again when it changes. */
export function useRange(): Range {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return rangeOf(hash);
}

/** Loads a range. If all that is known of it fits into a shorter one, that one is loaded, because its steps are finer. */
export async function loadRange(
  load: (minutes: number) => Promise<Traffic>,
  minutes: number,
): Promise<Traffic> {
  const whole = await load(minutes);
  if (whole.known_from === null) return whole;
  const knownMs = Date.parse(whole.known_from);
  const minutesKnown = (Date.parse(whole.now) - knownMs) / 60_000;
  const shorter = ranges.find((range) => range.minutes < minutes && range.minutes >= minutesKnown);
  if (shorter === undefined || minutes <= 60) return whole;
  const part = await load(shorter.minutes);
  // Memory may know less than the database, for example after a restart.
  const asMuch = part.known_from !== null && Date.parse(part.known_from) <= knownMs + 60_000;
  return asMuch ? part : whole;
}

/** Loads traffic of a project. */
export function trafficOf(api: Api, id: string, signal: AbortSignal) {
  return (minutes: number): Promise<Traffic> => api.traffic(id, minutes, signal);
}
