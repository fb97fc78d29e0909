// The stored answers to preflights of one project. Anybody can send preflights, so it is bounded in number and bytes, and
// an answer that clients use cannot be pushed out by a flood of new ones.
import type { Preflight } from "../../core/preflight/preflight.ts";
import { preflightPlaceMs, type Limits } from "../../core/limits.ts";
import type { SharedAnswer } from "../../core/preflight/preflight-answer.ts";

/** A stored answer. Instants are milliseconds of the edge's clock. */
export interface StoredPreflight extends Pick<SharedAnswer, "status" | "lines"> {
  readonly key: string;
  /** When the call behind it began. */
  readonly begunAtMs: number;
  readonly endsAtMs: number;
}

interface Place {
  readonly stored: StoredPreflight;
  readonly bytes: number;
  usedAtMs: number;
}

/** What an entry takes beside its characters: objects, list, and its place in a map. Estimated. */
const placeBytes = 512;
/** What each string takes beside its characters. Estimated. */
const stringBytes = 32;

/**
 * Holds answers by key. If there is no room, the answer that was stored first goes, of those that were never used. If all
 * were used, the one that was not used for longest goes, unless that was less than a minute ago. Then the new one is not
 * stored. Each step takes constant time.
 */
export class PreflightStore {
  readonly #limits: Pick<Limits, "preflightsMax" | "preflightsBytesMax">;
  /** Never used. The oldest comes first. */
  readonly #fresh = new Map<string, Place>();
  /** Used at least once. The one that was not used for longest comes first. */
  readonly #used = new Map<string, Place>();
  #bytes = 0;

  constructor(limits: Pick<Limits, "preflightsMax" | "preflightsBytesMax">) {
    this.#limits = limits;
  }

  /** The answer of a key, if it was stored under it and has not ended. Counts as a use. */
  get(key: Preflight["key"], nowMs: number): StoredPreflight | undefined {
    const place = this.#used.get(key) ?? this.#fresh.get(key);
    if (place === undefined || place.stored.key !== key) return undefined;
    if (nowMs >= place.stored.endsAtMs) {
      this.remove(key);
      return undefined;
    }
    place.usedAtMs = nowMs;
    this.#fresh.delete(key);
    // Put behind the others.
    this.#used.delete(key);
    this.#used.set(key, place);
    return place.stored;
  }

  /** Stores an answer in place of the key's earlier one. Returns the limit that leaves no room for it, if one does. */
  put(stored: StoredPreflight, nowMs: number): "preflightsMax" | "preflightsBytesMax" | undefined {
    const usedAtMs = this.#used.get(stored.key)?.usedAtMs;
    this.remove(stored.key);
    const bytes = bytesOf(stored);
    for (let limit = this.#limitReached(bytes); limit !== undefined;) {
      const victim = this.#victim(nowMs);
      if (victim === undefined) return limit;
      this.remove(victim.stored.key);
      limit = this.#limitReached(bytes);
    }
    const places = usedAtMs === undefined ? this.#fresh : this.#used;
    places.set(stored.key, { stored, bytes, usedAtMs: usedAtMs ?? neverMs });
    this.#bytes += bytes;
    return undefined;
  }

  /** Removes the answer of a key, if there is one. */
  remove(key: Preflight["key"]): void {
    const place = this.#used.get(key) ?? this.#fresh.get(key);
    if (place === undefined) return;
    this.#used.delete(key);
    this.#fresh.delete(key);
    this.#bytes -= place.bytes;
  }

  /** Removes the answers whose calls began before an instant. */
  removeBefore(atMs: number): void {
    for (const place of [...this.#fresh.values(), ...this.#used.values()]) {
      if (place.stored.begunAtMs < atMs) this.remove(place.stored.key);
    }
  }

  size(): { readonly answers: number; readonly bytes: number } {
    return { answers: this.#fresh.size + this.#used.size, bytes: this.#bytes };
  }

  #limitReached(bytes: number): "preflightsMax" | "preflightsBytesMax" | undefined {
    const { preflightsMax, preflightsBytesMax } = this.#limits;
    if (this.size().answers >= preflightsMax) return "preflightsMax";
    return this.#bytes + bytes > preflightsBytesMax ? "preflightsBytesMax" : undefined;
  }

  /** The answer that goes next. Undefined if each was used a short time ago. */
  #victim(nowMs: number): Place | undefined {
    for (const place of this.#fresh.values()) return place;
    for (const place of this.#used.values()) {
      const ended = nowMs >= place.stored.endsAtMs;
      return ended || nowMs - place.usedAtMs >= preflightPlaceMs ? place : undefined;
    }
    return undefined;
  }
}

const neverMs = Number.NEGATIVE_INFINITY;

function bytesOf({ key, lines }: StoredPreflight): number {
  return lines.reduce(
    (sum, part) => sum + part.length + stringBytes,
    placeBytes + key.length + stringBytes,
  );
}
