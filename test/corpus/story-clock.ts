// When things happened in a recording, on one time line. `at_ms` counts from the start of a story
// and no recording says when that was, so the start is found from the instants in the answers: a
// flow was issued while its exchange ran, and a `Date` is the second of its answer.
import type { Exchange, Story } from "./recording.ts";
import { instantMs } from "./volatile.ts";

/** The instant at which each exchange is played on the virtual clock, in milliseconds since the epoch. */
export interface StoryClock {
  readonly startedAtMs: number;
  /** Never goes back from one exchange to the next. */
  momentOf(exchange: Exchange): number;
}

/** How far `at_ms`, which is rounded, may be off. */
const roundingMs = 1;

/** Finds the time line of a story. `lifespanMs` is the configured life of a session. */
export function storyClock(story: Story, lifespanMs: number): StoryClock {
  const startedAtMs = startOf(story);
  const instants = allInstants(story);
  // An expiry tells when the session was made or extended.
  const candidates = [...instants, ...instants.map((ms) => ms - lifespanMs)].sort((a, b) => a - b);
  const moments = new Map<number, number>();
  let latest = 0;
  for (const exchange of story.exchanges) {
    const fromMs = startedAtMs + exchange.at_ms - roundingMs;
    const toMs = startedAtMs + exchange.at_ms + exchange.took_ms + roundingMs;
    // The last thing stored in an exchange is what later answers are counted from.
    const stored = candidates.filter((ms) => ms >= fromMs && ms <= toMs).at(-1);
    const moment = stored ?? startedAtMs + exchange.at_ms + exchange.took_ms / 2;
    latest = Math.max(latest, Math.floor(moment));
    moments.set(exchange.n, latest);
  }
  return { startedAtMs, momentOf: (exchange) => moments.get(exchange.n) ?? latest };
}

function startOf(story: Story): number {
  let atLeast = Number.NEGATIVE_INFINITY;
  let atMost = Number.POSITIVE_INFINITY;
  const within = (exchange: Exchange, fromMs: number, toMs: number): void => {
    atLeast = Math.max(atLeast, fromMs - exchange.at_ms - exchange.took_ms - roundingMs);
    atMost = Math.min(atMost, toMs - exchange.at_ms + roundingMs);
  };
  for (const exchange of story.exchanges) {
    const date = exchange.response.headers.find(([name]) => name === "Date")?.[1];
    if (date !== undefined) within(exchange, Date.parse(date), Date.parse(date) + 999);
    const flow = issuedFlow(exchange);
    const maker = flow === undefined ? undefined : makerOf(story, flow.id);
    if (flow !== undefined && maker !== undefined) within(maker, flow.issuedAtMs, flow.issuedAtMs);
  }
  if (atLeast > atMost + roundingMs) {
    throw new Error(`${story.scenario}: its times contradict each other`);
  }
  return (atLeast + atMost) / 2;
}

function issuedFlow(exchange: Exchange): { id: string; issuedAtMs: number } | undefined {
  const match = /^\{"id":"([0-9a-f-]{36})",.*?"issued_at":"([^"]+)","request_url"/.exec(
    exchange.response.body ?? "",
  );
  if (match === null) return undefined;
  return { id: match[1] ?? "", issuedAtMs: instantMs(match[2] ?? "") };
}

/** The exchange whose answer was the first to mention a flow: the one that made it. */
function makerOf(story: Story, flow: string): Exchange | undefined {
  return story.exchanges.find(
    ({ response }) =>
      (response.body ?? "").includes(flow) ||
      response.headers.some(([, value]) => value.includes(flow)),
  );
}

function allInstants(story: Story): number[] {
  return story.exchanges.flatMap(({ response }) =>
    [...(response.body ?? "").matchAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g)].map(
      ([text]) => instantMs(text),
    ),
  );
}
