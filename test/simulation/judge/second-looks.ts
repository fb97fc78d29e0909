// A refusal of a credential that was good may be a mistake of the origin's under load. Others are told of it only once the origin, asked
// again a moment later, has refused a second time.
import type { CallRecord } from "../history.ts";
import type { Objection } from "./objection.ts";
import type { Files } from "./record.ts";

/** Least time between a refusal and the second look. */
const leastMs = 100;

/** Judges every invalidation that an edge published because a call of its own had found a change. */
export function judgeSecondLooks(files: Files): readonly Objection[] {
  const { told, calls } = files.history;
  const own = calls
    .filter((call) => call.exchange === undefined && call.key !== undefined)
    .toSorted((one, other) => (one.endedAtMs ?? Infinity) - (other.endedAtMs ?? Infinity));
  const objections: Objection[] = [];
  for (const { atMs, unseen, value } of told) {
    if (!unseen) continue;
    const found = own.findLast((call) => (call.endedAtMs ?? Infinity) <= atMs);
    if (found === undefined || !isRefusal(found) || looksAgain(files, found)) continue;
    objections.push({
      law: "second look",
      atMs,
      exchange: undefined,
      text: `others were told that identity ${value} had changed since call ${found.n} was refused, which was not asked about again`,
    });
  }
  return objections;
}

function isRefusal({ status }: CallRecord): boolean {
  return status === 401 || status === 403;
}

/** The key had been refused already, long enough before. */
function looksAgain({ ownByKey }: Files, found: CallRecord): boolean {
  return (ownByKey.get(found.key ?? "") ?? []).some(
    (one) =>
      one !== found &&
      isRefusal(one) &&
      one.endedAtMs !== undefined &&
      found.beganAtMs - one.endedAtMs >= leastMs - 0.01,
  );
}
