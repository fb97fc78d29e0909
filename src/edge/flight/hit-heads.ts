// The heads of the latest hits. A head states whole seconds, so an entry that is hit often has the same one many times.
import type { Entry } from "../../core/entry.ts";
import { hitHead, hitSeconds, type Serving } from "../../core/hit.ts";
import type { ProjectSettings } from "../../core/settings.ts";

/** How many heads are remembered. With more entries than this in use, some are made again. */
const headsMax = 4_096;

interface Remembered {
  version: number;
  begunAtMs: number;
  forHead: boolean;
  serving: Serving;
  age: number;
  hint: number | undefined;
  ttl: number;
  text: string;
}

/** Makes the heads of hits, and remembers one for each of the entries that were hit lately. */
export class HitHeads {
  readonly #name: string;
  readonly #heads: (Remembered | undefined)[] = Array.from({ length: headsMax }, () => undefined);

  /** `name` is the edge's member name in `Cache-Status`. */
  constructor(name: string) {
    this.#name = name;
  }

  /** The header lines of a hit as text, each ended by CRLF. */
  of(
    entry: Entry,
    forHead: boolean,
    arrivedAtMs: number,
    settings: ProjectSettings,
    serving: Serving,
  ): string {
    const seconds = hitSeconds(entry, arrivedAtMs, settings, serving);
    const { version, begunAtMs } = entry;
    const place = version & (headsMax - 1);
    const held = this.#heads[place];
    if (
      held !== undefined &&
      held.version === version &&
      // A store may count its versions anew, but no two calls begin at the same instant.
      held.begunAtMs === begunAtMs &&
      held.forHead === forHead &&
      held.serving === serving &&
      held.age === seconds.age &&
      held.hint === seconds.hint &&
      held.ttl === seconds.ttl
    ) {
      return held.text;
    }
    const text = hitHead(entry, forHead, seconds, this.#name, serving);
    // Entries that no store holds have no version of their own.
    if (version !== 0) {
      this.#heads[place] = { version, begunAtMs, forHead, serving, ...seconds, text };
    }
    return text;
  }
}
