// A cache between edge and origin, as another edge would be: it says by `Age` how old its answers are, and mostly obeys `max-age`.
import type { CallRecord } from "../history.ts";
import type { Random } from "../random.ts";
import { type Prepared, withHeader } from "./answer.ts";

/** What stands between edge and origin: nothing, or a store that obeys `max-age`, or one that does not always. */
export type Upstream = "none" | "obedient" | "disobedient";

/** Age up to which a disobedient store serves, in milliseconds. */
const disobedientMs = 120_000;

interface Kept {
  readonly prepared: Prepared;
  readonly computedAtMs: number;
}

/** The store of such a cache. It never goes back: a newer answer that it may not keep removes the older one. */
export class UpstreamStore {
  readonly #kind: Upstream;
  readonly #random: Random;
  readonly #kept = new Map<string, Kept>();

  constructor(kind: Upstream, random: Random) {
    this.#kind = kind;
    this.#random = random;
  }

  /** A stored answer for a call, if there is one that may be or is given; notes its age in the call's record. */
  answer(record: CallRecord, maxAgeSeconds: number): Prepared | undefined {
    const kept = this.#kept.get(record.key ?? "");
    if (kept === undefined) return undefined;
    const ageMs = record.beganAtMs - kept.computedAtMs;
    const obeys = this.#kind === "obedient" || this.#random.chance(0.7);
    if (ageMs > (obeys ? maxAgeSeconds * 1_000 : disobedientMs)) return undefined;
    const ageSeconds = Math.floor(ageMs / 1_000);
    record.ageMs = ageSeconds * 1_000;
    return {
      ...kept.prepared,
      headers: [...kept.prepared.headers, "Age", String(ageSeconds)],
      note: `${kept.prepared.note} from an upstream store, age ${ageSeconds}`,
    };
  }

  /** An answer of the origin passes by. */
  pass(key: string | undefined, prepared: Prepared, computedAtMs: number): void {
    if (this.#kind === "none" || key === undefined) return;
    if (prepared.status === 429 || prepared.status >= 500) return;
    if (prepared.status !== 200 || !prepared.truthful) {
      this.#kept.delete(key);
      return;
    }
    const headers = withHeader(prepared.headers, "Set-Cookie", undefined);
    this.#kept.set(key, { prepared: { ...prepared, headers }, computedAtMs });
  }
}
