// An invalidation as the log of a bus holds it, without the program's own reader: a witness must not err together with it.
import type { Published } from "../verdict/published.ts";

/** The time between a log's own instant for a message and the earliest at which a member can have it, in milliseconds. */
const earlierMs = 5;

/** The difference between the clock of all processes and the wall clock, in milliseconds. */
export function wallToInstant(wallMs: number, nowInstantMs: number, nowWallMs: number): number {
  return wallMs + (nowInstantMs - nowWallMs);
}

/** Reads what the logs accepted. Each invalidation counts once, however often it is there. */
export class Witness {
  readonly #seen = new Set<string>();
  /** The names of the members, by the instance that messages have. */
  readonly #names = new Map<string, string>();
  /** What was read, with the instance that published it. It may be read before the name of that. */
  #waiting: Published[] = [];

  /** Reads a message that a log took at an instant. */
  read(text: string, atMs: number): void {
    const message = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
    const { kind, instance, name, id, by, scope } = message;
    if (kind === "heartbeat") this.#names.set(String(instance), String(name));
    if (kind !== "invalidation" || this.#seen.has(String(id))) return;
    this.#seen.add(String(id));
    const { kind: what, value } = Object(scope) as Readonly<Record<string, unknown>>;
    if (what !== "session" && what !== "identity") return;
    this.#waiting.push({
      atMs: atMs - earlierMs,
      scope: { kind: what, value: String(value) },
      by: String(by),
    });
  }

  /** The invalidations of sessions and identities since the last call, with the names of those that published them. */
  take(): readonly Published[] {
    const known = this.#waiting.filter(({ by }) => this.#names.has(by));
    this.#waiting = this.#waiting.filter(({ by }) => !this.#names.has(by));
    return known.map((one) => ({ ...one, by: this.#names.get(one.by) ?? "" }));
  }
}
