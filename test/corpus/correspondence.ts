// Which live value stands for which recorded one. Learnt from answers, used to rewrite later
// requests, and kept one-to-one: two recorded ids never share a live one, nor the other way round.
import { dissect, fractionDigitsMax, instantMs, travels, type VolatileKind } from "./volatile.ts";

/** Kinds of values that correspond: those found by spelling, and the values of named cookies. */
export type BoundKind = VolatileKind | `cookie ${string}`;

/** The pairs of recorded and live values of one run of a story. */
export class Correspondence {
  private readonly live = new Map<string, string>();
  private readonly recorded = new Map<string, string>();
  private readonly travelling = new Map<string, string>();
  private readonly unlearnt = new Map<string, number>();
  private readonly toleranceMs: number;

  /** `toleranceMs`: how far a live instant may lie from the recorded one on the virtual clock. */
  constructor(toleranceMs: number) {
    this.toleranceMs = toleranceMs;
  }

  /** Notes that the two values stand for each other; answers what is wrong with that, if anything. */
  bind(kind: BoundKind, recorded: string, live: string): string | undefined {
    if (kind === "instant" || kind === "stamp") return this.bindInstant(kind, recorded, live);
    if (kind === "date" || kind === "image" || kind === "jwt") return undefined;
    const key = `${kind} ${recorded}`;
    const known = this.live.get(key);
    if (known !== undefined && known !== live) {
      return `${kind} ${brief(recorded)} was ${brief(known)} and is now ${brief(live)}`;
    }
    const owner = this.recorded.get(`${kind} ${live}`);
    // The port of a client is the kernel's choice and may be used again; a server may mask a
    // csrf token in another way for each page, or not.
    const shared = kind === "peer" || kind === "csrf";
    if (owner !== undefined && owner !== recorded && !shared) {
      return `live ${kind} ${brief(live)} stood for ${brief(owner)} and now for ${brief(recorded)}`;
    }
    this.live.set(key, live);
    this.recorded.set(`${kind} ${live}`, recorded);
    if (kind.startsWith("cookie ") || travels(kind as VolatileKind)) {
      this.travelling.set(recorded, live);
      this.unlearnt.delete(recorded);
    }
    return undefined;
  }

  /** Notes that the live value may stand for the recorded one in later requests, unless one does already. */
  learn(kind: VolatileKind, recorded: string, live: string): void {
    if (this.live.has(`${kind} ${recorded}`)) return;
    this.live.set(`${kind} ${recorded}`, live);
    if (!travels(kind)) return;
    this.travelling.set(recorded, live);
    this.unlearnt.delete(recorded);
  }

  /** Notes values of a recorded answer for which the live one gave no counterpart. */
  expected(values: readonly string[], exchange: number): void {
    for (const value of values) {
      if (!this.travelling.has(value) && !this.unlearnt.has(value))
        this.unlearnt.set(value, exchange);
    }
  }

  /** The live counterpart of a recorded value, if it was learnt. */
  liveOf(kind: BoundKind, recorded: string): string | undefined {
    return this.live.get(`${kind} ${recorded}`);
  }

  /** A text of a recorded request with every learnt value replaced, percent-encoded spellings included. */
  rewrite(text: string): string {
    let out = text;
    const longestFirst = [...this.travelling].sort(([a], [b]) => b.length - a.length);
    for (const [recorded, live] of longestFirst) {
      out = out.replaceAll(recorded, live);
      const encoded = encodeURIComponent(recorded);
      if (encoded !== recorded) out = out.replaceAll(encoded, encodeURIComponent(live));
    }
    return out;
  }

  /** As `rewrite`, for a `Cookie` line: a deliberately damaged value becomes the live value with the same damage. */
  rewriteCookie(line: string): string {
    return line
      .split(";")
      .map((segment) => {
        const rewritten = this.rewrite(segment);
        return rewritten === segment ? this.damage(segment) : rewritten;
      })
      .join(";");
  }

  /** Values in a recorded request that the live server should have given in an answer, and did not. */
  missing(text: string): string[] {
    return [...this.unlearnt]
      .filter(([value]) => text.includes(value) || text.includes(encodeURIComponent(value)))
      .map(
        ([value, exchange]) => `${brief(value)}, expected in the answer of exchange ${exchange}`,
      );
  }

  private damage(segment: string): string {
    const from = segment.indexOf("=") + 1;
    const value = segment.slice(from);
    if (from === 0 || value.length < damagedCharsMin) return segment;
    for (const [recorded, live] of this.travelling) {
      const head = sharedHead(recorded, value);
      const tail = Math.min(
        sharedTail(recorded, value),
        recorded.length - head,
        value.length - head,
      );
      const lost = recorded.length - head - tail;
      if (lost > damageCharsMax) continue;
      const put = value.slice(head, value.length - tail);
      const damaged =
        head === 0
          ? put + live.slice(lost)
          : live.slice(0, live.length - tail - lost) + put + live.slice(live.length - tail);
      // The damage may happen to be what the live value says anyway; then another one has to do.
      return segment.slice(0, from) + (damaged === live ? `~${live.slice(1)}` : damaged);
    }
    return segment;
  }

  private bindInstant(
    kind: "instant" | "stamp",
    recorded: string,
    live: string,
  ): string | undefined {
    const digits = (live.split(".")[1]?.length ?? 1) - 1;
    const max = fractionDigitsMax(kind);
    if (digits > max)
      return `instant ${live} has ${digits} digits of a second, at most ${max} were recorded`;
    const known = this.live.get(`instant ${recorded}`);
    if (known !== undefined && known !== live) {
      return `instant ${recorded} was ${known} and is now ${live}`;
    }
    const off = instantMs(live) - instantMs(recorded);
    if (Math.abs(off) > this.toleranceMs) {
      return `instant ${live} lies ${Math.round(off)} ms from the recorded ${recorded}`;
    }
    this.live.set(`instant ${recorded}`, live);
    return undefined;
  }
}

const damagedCharsMin = 100;
const damageCharsMax = 2;
const briefChars = 40;

/** A value short enough for a message. */
export function brief(value: string): string {
  return value.length <= briefChars ? value : `${value.slice(0, 12)}…${value.slice(-12)}`;
}

/** The values of a text that later requests may carry. */
export function travellers(text: string): string[] {
  return dissect(text)
    .values.filter(({ kind }) => travels(kind))
    .map(({ value }) => value);
}

function sharedHead(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n += 1;
  return n;
}

function sharedTail(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a.at(-1 - n) === b.at(-1 - n)) n += 1;
  return n;
}
