// Watches what the edges of a fault run say about their health.
import { instantMs } from "../instant.ts";

/** What an edge says. `down`: it does not answer. */
export type Standing = "healthy" | "degraded" | "unready" | "down";

/** One change of what an edge says. */
interface Change {
  readonly atMs: number;
  readonly standing: Standing;
}

const everyMs = 50;

/** A watch over several edges. */
export class HealthWatch {
  readonly #changes = new Map<string, Change[]>();
  readonly #urls = new Map<string, string>();
  readonly #waiting = new Set<() => void>();
  #running = true;

  /** Begins to watch an edge. */
  watch(name: string, url: string): void {
    this.#urls.set(name, url);
    if (this.#changes.has(name)) return;
    this.#changes.set(name, []);
    void this.#follow(name, url);
  }

  /** Ceases to watch an edge. */
  forget(name: string): void {
    this.#urls.delete(name);
    this.#changes.delete(name);
  }

  standing(name: string): Standing | undefined {
    return this.#changes.get(name)?.at(-1)?.standing;
  }

  /** When an edge first said that it is not healthy, after an instant. */
  leftHealthMs(name: string, afterMs: number): number | undefined {
    const changes = this.#changes.get(name) ?? [];
    const before = changes.findLast(({ atMs }) => atMs <= afterMs);
    if (before !== undefined && before.standing !== "healthy") return afterMs;
    return changes.find(({ atMs, standing }) => atMs > afterMs && standing !== "healthy")?.atMs;
  }

  /** When an edge last said something else than before. */
  lastChangeMs(): number {
    return Math.max(...[...this.#changes.values()].map((changes) => changes.at(-1)?.atMs ?? 0));
  }

  /** Resolves with whether all edges are healthy within a time. */
  async allHealthy(withinMs: number): Promise<boolean> {
    return this.until(
      () => [...this.#urls.keys()].every((name) => this.standing(name) === "healthy"),
      withinMs,
    );
  }

  /** Resolves with whether something holds within a time. It is looked at after each reading. */
  async until(holds: () => boolean, withinMs: number): Promise<boolean> {
    if (holds()) return true;
    return new Promise((resolve) => {
      const look = (): void => {
        if (holds()) done(true);
      };
      const timer = setTimeout(() => done(false), withinMs);
      const done = (held: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(held);
      };
      this.#waiting.add(look);
    });
  }

  stop(): void {
    this.#running = false;
  }

  async #follow(name: string, url: string): Promise<void> {
    while (this.#running && this.#urls.has(name)) {
      const standing = await readStanding(url);
      const changes = this.#changes.get(name);
      if (changes !== undefined && changes.at(-1)?.standing !== standing) {
        changes.push({ atMs: instantMs(), standing });
      }
      for (const look of this.#waiting) look();
      await new Promise((resolve) => {
        setTimeout(resolve, everyMs);
      });
    }
  }
}

async function readStanding(url: string): Promise<Standing> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    const body: unknown = await answer.json();
    if (!answer.ok) return "unready";
    return Reflect.get(Object(body), "degraded") === undefined ? "healthy" : "degraded";
  } catch {
    // Whatever failed, nobody answers there.
    return "down";
  }
}
