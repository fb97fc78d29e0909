// A store as one would write it without regard to speed: the model that real ones are compared with. It never evicts.
import type { CredentialDigest } from "../../src/core/credential.ts";
import type { Entry } from "../../src/core/entry.ts";
import type { Scope } from "../../src/core/invalidation.ts";
import type { PutResult, Removal, Store } from "../../src/edge/ports.ts";
import { told } from "../harness/sample-entry.ts";
import {
  stepCredentials,
  stepProjects,
  stepScopes,
  stepSessions,
  type StoreStep,
} from "./store-steps.ts";

/** The part of a store that is compared; its size in bytes is its own affair. */
type ComparedStore = Omit<Store, "size"> & { size(): { readonly entries: number } };

/** A list of entries and nothing beside. */
export class StoreModel implements ComparedStore {
  #entries: readonly Entry[] = [];

  get(key: string): Entry | undefined {
    return this.peek(key);
  }

  view(key: string): Entry | undefined {
    return this.peek(key);
  }

  peek(key: string): Entry | undefined {
    return this.#entries.find((entry) => entry.key === key);
  }

  soleEntryOf(project: string, credential: CredentialDigest): Entry | undefined {
    return this.#entries
      .filter((entry) => entry.project === project && entry.credentials.length > 0)
      .filter((entry) => entry.credentials.every((each) => each === credential))
      .sort((a, b) => b.begunAtMs - a.begunAtMs)[0];
  }

  put(entry: Entry): PutResult {
    this.remove(entry.key);
    this.#entries = [...this.#entries, entry];
    return { stored: true, evicted: 0, crowdedOut: false };
  }

  remove(key: string): boolean {
    const found = this.peek(key);
    this.#entries = this.#entries.filter((entry) => entry !== found);
    return found !== undefined;
  }

  removeScope(project: string, scope: Scope, begunBeforeMs: number): Removal {
    const removed = this.#entries.filter(
      (entry) =>
        entry.project === project && concerns(scope, entry) && entry.begunAtMs < begunBeforeMs,
    );
    this.#entries = this.#entries.filter((entry) => !removed.includes(entry));
    const owners = removed.map(({ sessionId, identityId }) => ({ sessionId, identityId }));
    return { entries: removed.length, owners: scope.kind === "project" ? [] : owners };
  }

  entriesOf(project: string, scope: Scope, entriesMax: number): readonly Entry[] {
    return this.#entries
      .filter((entry) => entry.project === project && concerns(scope, entry))
      .slice(0, entriesMax);
  }

  originsOf(
    project: string,
    sessionId: string | undefined,
    counts: (entry: Entry) => boolean,
  ): ReadonlySet<string> {
    const entries = this.#entries.filter(
      (entry) => entry.project === project && entry.sessionId === sessionId && counts(entry),
    );
    return new Set(entries.flatMap(({ origin }) => (origin === undefined ? [] : [origin])));
  }

  size(): { readonly entries: number } {
    return { entries: this.#entries.length };
  }

  /** Forgets what a store no longer holds; returns how many entries that were. */
  forgetOthers(store: Store): number {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => store.peek(entry.key) !== undefined);
    return before - this.#entries.length;
  }
}

/** Whether a scope concerns an entry, straight from the definition. */
function concerns(scope: Scope, entry: Entry): boolean {
  switch (scope.kind) {
    case "credential":
      return entry.credentials.includes(scope.value);
    case "session":
      return entry.sessionId === scope.value;
    case "identity":
      return entry.identityId === scope.value;
    case "project":
      return true;
    default:
      return scope satisfies never;
  }
}

/** Runs one step and returns its result, in a form in which two stores can be compared. */
export function runStep(store: ComparedStore, step: StoreStep): unknown {
  switch (step.do) {
    case "put":
      return store.put(step.entry, step.nowMs);
    case "get":
      return told(store.get(step.key));
    case "remove":
      return store.remove(step.key);
    case "removeScope": {
      const { entries, owners } = store.removeScope(step.project, step.scope, step.begunBeforeMs);
      return [entries, owners.map((owner) => Object.values(owner).join()).sort()];
    }
    default:
      return step satisfies never;
  }
}

/** Everything that a store can say without counting as a use. */
export function observe(store: ComparedStore, keys: readonly string[]): unknown {
  return {
    entries: store.size().entries,
    held: keys.map((key) => told(store.peek(key))),
    origins: stepProjects.map((project) =>
      [undefined, ...stepSessions].map((sessionId) =>
        [...store.originsOf(project, sessionId, ({ begunAtMs }) => begunAtMs > 9)].sort(),
      ),
    ),
    concerned: stepProjects.map((project) =>
      stepScopes.map((scope) =>
        store
          .entriesOf(project, scope, Number.MAX_SAFE_INTEGER)
          .map(({ key }) => key)
          .sort(),
      ),
    ),
    // Of several that began at once any will do: they may differ in the key.
    sole: stepProjects.map((project) =>
      stepCredentials.map((credential) => {
        const entry = store.soleEntryOf(project, credential);
        return entry === undefined ? undefined : [entry.credentials[0], entry.begunAtMs];
      }),
    ),
  };
}
