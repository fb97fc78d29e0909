// What a stranger may cost: nothing. A request that the origin refused, or that never reached it whole, removes no entry of anybody's
// and puts nothing on the bus.
import type { Exchange, StrangerAct } from "../history.ts";
import type { Objection } from "./objection.ts";
import { ageMs, edgeErrorOf, type Files, settingsAt } from "./record.ts";

/** Judges every stranger's request that changed nothing. */
export function judgeStrangers(files: Files): readonly Objection[] {
  const { history } = files;
  const objections: Objection[] = [];
  for (const act of history.strangers) {
    const exchange = history.exchanges[act.exchange - 1];
    if (exchange === undefined || !isRefused(files, exchange) || mayBeSomebody(files, act))
      continue;
    const text =
      toldFault(files, act) ?? everybodyFault(files, exchange) ?? emptiedFault(files, act);
    if (text === undefined) continue;
    objections.push({
      law: "strangers",
      atMs: exchange.answeredAtMs ?? exchange.arrivedAtMs,
      exchange: exchange.n,
      text,
    });
  }
  return objections;
}

/** The origin refused it, or never saw it: strangers put no scope in doubt. */
function isRefused({ passed }: Files, exchange: Exchange): boolean {
  const calls = passed.get(exchange.n) ?? [];
  return calls.every(
    ({ status, byFront }) =>
      !byFront &&
      (status === undefined ||
        (status >= 300 && status < 400) ||
        [401, 403, 404, 405].includes(status)),
  );
}

/** A question about one of its credentials was answered with somebody else's body. */
function mayBeSomebody({ tainted }: Files, { invented }: StrangerAct): boolean {
  return invented.some((value) => [...tainted].some((id) => id.endsWith(` ${value}`)));
}

function toldFault({ history }: Files, { invented }: StrangerAct): string | undefined {
  const told = history.told.find(
    ({ kind, value }) =>
      kind !== "project" && invented.some((one) => value === one || mentions(value, one)),
  );
  return told === undefined
    ? undefined
    : `a stranger's refused request put the ${told.kind} ${told.value} on the bus, which it had made up`;
}

/** It named the whole project, and the project was published although nothing else required that. */
function everybodyFault({ history }: Files, exchange: Exchange): string | undefined {
  if (exchange.body?.includes('"*"') !== true) return undefined;
  const { arrivedAtMs, answeredAtMs = exchange.abortedAtMs ?? Infinity } = exchange;
  const told = history.told.some(
    ({ kind, atMs }) => kind === "project" && atMs >= arrivedAtMs && atMs <= answeredAtMs,
  );
  const others = history.exchanges.some(({ mutation }) => mutation?.all === true);
  return told && !others ? "a stranger's refused request put everybody on the bus" : undefined;
}

/** A credential's name on the bus is a digest, here the text that it was made of. */
function mentions(text: string, one: string): boolean {
  return text.length > one.length && text.endsWith(one);
}

/** A stored answer was there right before the request and is gone right after it, with nothing else to explain it. */
function emptiedFault(files: Files, act: StrangerAct): string | undefined {
  const { history } = files;
  const before = history.exchanges[(act.probedBefore ?? 0) - 1];
  const after = history.exchanges[(act.probedAfter ?? 0) - 1];
  if (before?.check === undefined || after === undefined || history.evicting) return undefined;
  if (edgeErrorOf(after) !== "edge_not_stored" || !stillGood(files, before, after))
    return undefined;
  return isQuiet(files, act, before.arrivedAtMs, after.arrivedAtMs)
    ? "a stranger's refused request removed the answer stored for somebody else"
    : undefined;
}

/** The answer seen before could have been given again after, by its age and its session's end. */
function stillGood(files: Files, before: Exchange, after: Exchange): boolean {
  const { maxAgeMs } = settingsAt(files.history, after.project, after.arrivedAtMs);
  const sources = (files.ownByKey.get(before.check?.key ?? "") ?? []).filter(
    (call) => call.body === before.answerBody && (call.endedAtMs ?? Infinity) < before.arrivedAtMs,
  );
  // The clock of the origin may be off, and ages are rounded: a few seconds to spare.
  const spareMs = 3_000;
  return (
    sources.length > 0 &&
    sources.every((call) => {
      const hintMs = typeof call.hint === "number" ? call.hint * 1_000 : Infinity;
      const endsAtMs = call.sessionEndsAtMs ?? Infinity;
      return (
        ageMs(call, after) + spareMs < Math.min(maxAgeMs, hintMs) &&
        after.arrivedAtMs + spareMs < endsAtMs
      );
    })
  );
}

/** Nothing else settled, was delivered, switched or changed meanwhile. */
function isQuiet({ history }: Files, act: StrangerAct, fromMs: number, untilMs: number): boolean {
  const within = (atMs: number | undefined): boolean =>
    atMs !== undefined && atMs >= fromMs - 1 && atMs <= untilMs;
  const strangers = new Set(history.strangers.map(({ exchange }) => exchange));
  return (
    !history.calls.some((call) => !strangers.has(call.exchange ?? 0) && within(call.endedAtMs)) &&
    !history.publications.some(({ deliveredAtMs }) => within(deliveredAtMs)) &&
    !history.told.some(({ atMs }) => within(atMs)) &&
    !history.settings.some(({ atMs }) => within(atMs)) &&
    !history.exchanges.some(
      (one) =>
        one.n !== act.exchange &&
        one.arrivedAtMs <= untilMs &&
        (one.mutation !== undefined || one.method !== "GET") &&
        (one.endedAtMs ?? Infinity) >= fromMs - 1,
    )
  );
}
