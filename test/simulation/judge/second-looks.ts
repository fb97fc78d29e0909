// A refusal of a credential that was good may be a mistake of the origin's under load. Others are told of it only once the origin, asked
// again a moment later, has refused a second time. Of another token than before they are not told.
import type { CallRecord } from "../history.ts";
import type { Objection } from "./objection.ts";
import type { Files } from "./record.ts";
import { withoutToken } from "./tokens.ts";

/** Least time between a refusal and the second look. */
const leastMs = 100;

/** Time within which what was found is published: publications wait for each other. */
const publishWithinMs = 5_000;

/** Judges every invalidation that an edge published because its own call had found a change. */
export function judgeSecondLooks(files: Files): readonly Objection[] {
  const objections: Objection[] = [];
  for (const { atMs, unseen, value } of files.history.told) {
    if (!unseen) continue;
    const found = callsAbout(files, value, atMs);
    const refusal = found.find(({ call }) => isRefusal(call));
    if (found.some(isReason)) continue;
    if (refusal === undefined) {
      const signed = found.find(({ call }) => call.tokenEndsAtMs !== undefined);
      if (signed === undefined) continue;
      objections.push({
        law: "second look",
        atMs,
        exchange: undefined,
        text: `others were told that identity ${value} had changed, though call ${signed.call.n} brought nothing but another token`,
      });
      continue;
    }
    objections.push({
      law: "second look",
      atMs,
      exchange: undefined,
      text: `others were told that identity ${value} had changed since call ${refusal.call.n} was refused, which was not asked about again`,
    });
  }
  return objections;
}

interface Found {
  readonly call: CallRecord;
  /** What the key was answered before, in order. */
  readonly earlier: readonly CallRecord[];
}

/** Calls that ended shortly before, of keys that had been answered with this identity. */
function callsAbout({ ownByKey }: Files, identityId: string, atMs: number): readonly Found[] {
  const found: Found[] = [];
  for (const calls of ownByKey.values()) {
    const ended = calls
      .filter((call) => (call.endedAtMs ?? Infinity) <= atMs)
      .toSorted((one, other) => (one.endedAtMs ?? 0) - (other.endedAtMs ?? 0));
    for (const [index, call] of ended.entries()) {
      const earlier = ended.slice(0, index);
      const late = (call.endedAtMs ?? 0) >= atMs - publishWithinMs;
      if (late && earlier.some((one) => one.identityId === identityId)) {
        found.push({ call, earlier });
      }
    }
  }
  return found;
}

/** Another body than before, or a refusal of what had been refused already, long enough before. */
function isReason({ call, earlier }: Found): boolean {
  if (call.status === 200)
    return earlier.some(
      (one) => one.status === 200 && withoutToken(one.body) !== withoutToken(call.body),
    );
  return (
    isRefusal(call) &&
    earlier.some(
      (one) => isRefusal(one) && call.beganAtMs - (one.endedAtMs ?? Infinity) >= leastMs - 0.01,
    )
  );
}

function isRefusal({ status }: CallRecord): boolean {
  return status === 401 || status === 403;
}
