// A body that belongs to another connection's call. On a key without an entry this cannot be noticed, but where an entry was there to compare
// with, such an answer must reach no client.
import type { CallRecord } from "../history.ts";
import { type Files, over } from "./record.ts";

/** The call delivered somebody else's body, and an entry of its key was certainly there to give it away. */
export function misdelivered(files: Files, call: CallRecord): boolean {
  const { history } = files;
  const endMs = call.endedAtMs;
  if (!call.mixedUp || history.evicting || endMs === undefined) return false;
  // What was asked once more is given as it came, whatever it says. The mix-up that it was asked for may have been the entry's.
  const again = (files.ownByKey.get(call.key ?? "") ?? []).some(
    (one) => call.forced && Math.abs((one.endedAtMs ?? Infinity) - call.beganAtMs) < 0.1,
  );
  if (again) return false;
  const hit = history.exchanges.findLast(
    (exchange) =>
      exchange.check?.key === call.key &&
      !files.passed.has(exchange.n) &&
      exchange.answeredAtMs !== undefined &&
      exchange.answeredAtMs < endMs &&
      exchange.status === 200 &&
      exchange.method === "GET",
  );
  if (hit?.answeredAtMs === undefined || hit.answeredAtMs < call.beganAtMs - 1) return false;
  const hitAtMs = hit.answeredAtMs;
  const sources = (files.ownByKey.get(call.key ?? "") ?? []).filter(
    (one) => one.body === hit.answerBody && one.beganAtMs < hitAtMs,
  );
  const served =
    sources.length > 0 &&
    sources.every((one) => one.sessionId !== call.sessionId && over(one, hit));
  if (!served) return false;
  // Anything else that settles, passes or arrives in between might have removed the entry.
  const within = (atMs: number | undefined): boolean =>
    atMs !== undefined && atMs >= hitAtMs - 1 && atMs <= endMs;
  const quiet =
    !history.calls.some((one) => one !== call && within(one.endedAtMs)) &&
    !history.publications.some((one) => within(one.deliveredAtMs)) &&
    !history.settings.some((one) => within(one.atMs)) &&
    !history.exchanges.some((one) => one.mutation !== undefined && overlaps(one, hitAtMs, endMs));
  return quiet;
}

function overlaps(
  one: { readonly arrivedAtMs: number; readonly answeredAtMs: number | undefined },
  fromMs: number,
  untilMs: number,
): boolean {
  return one.arrivedAtMs <= untilMs && (one.answeredAtMs ?? Infinity) >= fromMs;
}
