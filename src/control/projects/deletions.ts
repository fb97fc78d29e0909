// Sends the edges what was deleted, until the bus has accepted it.
import { deletedProject } from "../../core/deleted-project.ts";
import type { ControlEdges } from "../ports.ts";
import type { ControlStorage, DeletedProject } from "../storage.ts";

/** What sending deletions needs. */
interface DeletionsParts {
  readonly storage: Pick<ControlStorage, "listDeletedProjects">;
  readonly edges: Pick<ControlEdges, "publish">;
  /** Called each time that the bus does not accept a deletion. */
  readonly unsent: (error: unknown) => void;
}

/** Deletions that are sent to the edges at once. */
const batchMax = 16;

/** The deletions that the bus has not accepted yet. */
export class Deletions {
  readonly #parts: DeletionsParts;
  readonly #unsent = new Map<string, DeletedProject>();
  #begun = false;

  constructor(parts: DeletionsParts) {
    this.#parts = parts;
  }

  /** Sends a deletion. Resolves with whether the bus has accepted it. If not, `follow` sends it again. */
  async publish(deleted: DeletedProject): Promise<boolean> {
    const { edges, unsent } = this.#parts;
    this.#unsent.set(deleted.id, deleted);
    try {
      await edges.publish(deletedProject(deleted.id, deleted.deletedAtMs));
    } catch (error) {
      unsent(error);
      return false;
    }
    this.#unsent.delete(deleted.id);
    return true;
  }

  /**
   * Sends what the bus has not accepted yet, and those of the projects in `missing` that were deleted by another process.
   * The first time it sends every deletion that is remembered, because the bus may have lost it. Rejects if the database
   * cannot be read.
   */
  async follow(missing: readonly string[]): Promise<void> {
    const { storage } = this.#parts;
    const found = await storage.listDeletedProjects(this.#begun ? missing : undefined);
    this.#begun = true;
    for (const deleted of found) this.#unsent.set(deleted.id, deleted);
    const waiting = [...this.#unsent.values()];
    for (let at = 0; at < waiting.length; at += batchMax) {
      const batch = waiting.slice(at, at + batchMax);
      const sent = await Promise.all(batch.map((deleted) => this.publish(deleted)));
      // A bus that does not answer is not asked for every one of them.
      if (!sent.some(Boolean)) return;
    }
  }
}
