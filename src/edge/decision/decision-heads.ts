// The heads of the latest decisions that were made from the store. A head states whole seconds, so a session that is asked
// about often gets the same one many times.
import { cacheStatus } from "../../core/cache-status.ts";
import { cacheForbidden } from "../../core/cache-control.ts";
import type { Entry } from "../../core/entry.ts";
import { hitSeconds, type HitSeconds, type Serving } from "../../core/hit.ts";
import { readVerdict, type Verdict } from "../../core/policy/verdict.ts";
import type { ProjectSettings } from "../../core/settings.ts";

/** How many heads are remembered. With more sessions and policies than this in use, some are made again. */
const headsMax = 4_096;

/**
 * What all policies say about a session, in characters, so that its head is remembered. A head may keep all of it alive, and
 * people choose what stands in their traits. Usual ones take a few hundred.
 */
export const rememberedVerdictCharactersMax = 2_048;

/** What a stored session's entry says about one policy. */
export interface StoredDecision {
  readonly verdict: Verdict;
  /** `Age` and `Cache-Status` as text, each ended by CRLF. */
  readonly statusText: string;
  /** The whole head of the answer that lets the request through. Empty if the verdict refuses it. */
  readonly headText: string;
}

interface Remembered extends StoredDecision, HitSeconds {
  readonly version: number;
  readonly begunAtMs: number;
  readonly place: number;
  readonly serving: Serving;
}

/** Makes the heads of decisions, and remembers one for each session and policy that were asked about lately. */
export class DecisionHeads {
  readonly #name: string;
  /** Undefined before the first: most projects of a process have no policies. */
  #heads: (Remembered | undefined)[] | undefined;

  /** `name` is the edge's member name in `Cache-Status`. */
  constructor(name: string) {
    this.#name = name;
  }

  /** What an entry says about the policy at a place of the project's list. */
  of(
    entry: Entry,
    place: number,
    arrivedAtMs: number,
    settings: ProjectSettings,
    serving: Serving,
  ): StoredDecision {
    const seconds = hitSeconds(entry, arrivedAtMs, settings, serving);
    const { version, begunAtMs } = entry;
    const at = (version + 127 * place) & (headsMax - 1);
    const held = this.#heads?.[at];
    if (
      held !== undefined &&
      held.version === version &&
      held.begunAtMs === begunAtMs &&
      held.place === place &&
      held.serving === serving &&
      held.age === seconds.age &&
      held.ttl === seconds.ttl
    ) {
      return held;
    }
    const { verdicts } = entry;
    const verdict = readVerdict(verdicts, place);
    const detail = serving === "hit" ? undefined : serving;
    const status = cacheStatus(this.#name, { kind: "hit", ttlSeconds: seconds.ttl, detail });
    const statusText = `Age: ${seconds.age}\r\nCache-Status: ${status}\r\n`;
    const headText =
      verdict.kind === "allow"
        ? `${verdict.headText}Cache-Control: ${cacheForbidden}\r\nContent-Length: 0\r\n${statusText}`
        : "";
    const made = { verdict, statusText, headText };
    if (version !== 0 && verdicts.length <= rememberedVerdictCharactersMax) {
      this.#heads ??= Array.from({ length: headsMax }, () => undefined);
      this.#heads[at] = { version, begunAtMs, place, serving, ...seconds, ...made };
    }
    return made;
  }
}
