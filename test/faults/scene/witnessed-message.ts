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

  /** Reads a message that a log took at an instant. Undefined unless it names a session or an identity. */
  read(text: string, atMs: number): Published | undefined {
    const message = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
    const { kind, instance, name, id, by, scope } = message;
    if (kind === "heartbeat") this.#names.set(String(instance), String(name));
    if (kind !== "invalidation" || this.#seen.has(String(id))) return undefined;
    this.#seen.add(String(id));
    const { kind: what, value } = Object(scope) as Readonly<Record<string, unknown>>;
    if (what !== "session" && what !== "identity") return undefined;
    return {
      atMs: atMs - earlierMs,
      scope: { kind: what, value: String(value) },
      by: this.#names.get(String(by)) ?? "",
    };
  }
}
