// Holds the entries of an isolate as plain objects. An isolate holds few entries, and the store of a server, which holds
// millions without an object for each, would be a seventh of the bundle. It keeps the same contract.
import { withBody, type Entry, type EntryOwner } from "../core/entry.ts";
import type { Scope } from "../core/invalidation.ts";
import type { PutResult, Store } from "../edge/ports.ts";
import { EvictionQueue, type Queued } from "./eviction-queue.ts";

/** The options of the store. */
export interface IsolateStoreOptions {
  /** Bytes that all entries together may take, as the store estimates them. */
  readonly cacheBytesMax: number;
  /** Entries that one session may have. It also bounds the anonymous answers of one project. */
  readonly sessionKeysMax: number;
}

/** Bytes of an entry beside its texts: its objects, and its places in maps and sets. An estimate on the safe side. */
const entryBytes = 1_536;

/** An entry and what the store knows of it. */
interface Held extends Queued {
  readonly entry: Entry;
  /** The groups that it is found by. */
  readonly groups: readonly string[];
  /** The number of the use or put. 0 if it was never used. */
  usedAt: number;
  readonly placedAt: number;
}

/** Creates a store for one isolate. */
export function createIsolateStore(options: IsolateStoreOptions): Store {
  return new IsolateStore(options);
}

/** A store of plain objects. */
class IsolateStore implements Store {
  readonly #options: IsolateStoreOptions;
  readonly #byKey = new Map<string, Held>();
  readonly #byGroup = new Map<string, Set<Held>>();
  readonly #order: EvictionQueue<Held>;
  /** No session ends before this instant. */
  #nextEndMs = Number.POSITIVE_INFINITY;
  #steps = 0;
  #versions = 0;

  constructor(options: IsolateStoreOptions) {
    this.#options = options;
    this.#order = new EvictionQueue(options.cacheBytesMax);
  }

  get(key: string): Entry | undefined {
    const held = this.#byKey.get(key);
    if (held === undefined) return undefined;
    held.touched = true;
    held.usedAt = this.#steps += 1;
    return held.entry;
  }

  view(key: string): Entry | undefined {
    return this.#byKey.get(key)?.entry;
  }

  peek(key: string): Entry | undefined {
    return this.view(key);
  }

  soleEntryOf: Store["soleEntryOf"] = (project, credential) => {
    let latest: Entry | undefined;
    for (const { entry } of this.#concerned(project, { kind: "credential", value: credential })) {
      if (entry.credentials.some((other) => other !== credential)) continue;
      if (latest === undefined || entry.begunAtMs > latest.begunAtMs) latest = entry;
    }
    return latest;
  };

  put(entry: Entry, nowMs: number): PutResult {
    const { cacheBytesMax } = this.#options;
    const earlier = this.#byKey.get(entry.key);
    if (earlier !== undefined) this.#drop(earlier);
    const bytes = bytesOf(entry);
    // The earlier entry is removed all the same, because serving it now would go back in time (L9).
    if (bytes > cacheBytesMax) return { stored: false, evicted: 0, crowdedOut: false };
    const crowded = this.#crowdedOut(entry, nowMs);
    if (crowded !== undefined) this.#drop(crowded);
    let evicted = 0;
    while (this.#order.bytes + bytes > cacheBytesMax) {
      const least = this.#ended(nowMs) ?? this.#order.leastValuable();
      if (least === undefined) break;
      this.#drop(least);
      evicted += 1;
    }
    this.#insert(entry, bytes, earlier);
    return { stored: true, evicted, crowdedOut: crowded !== undefined };
  }

  remove(key: string): boolean {
    const held = this.#byKey.get(key);
    if (held !== undefined) this.#drop(held);
    return held !== undefined;
  }

  removeScope: Store["removeScope"] = (project, scope, begunBeforeMs) => {
    const owners: EntryOwner[] = [];
    let entries = 0;
    for (const held of this.#concerned(project, scope)) {
      const { begunAtMs, sessionId, identityId } = held.entry;
      if (begunAtMs >= begunBeforeMs) continue;
      if (scope.kind !== "project") owners.push({ sessionId, identityId });
      this.#drop(held);
      entries += 1;
    }
    return { entries, owners };
  };

  entriesOf: Store["entriesOf"] = (project, scope, entriesMax) =>
    this.#concerned(project, scope)
      .slice(0, entriesMax)
      .map(({ entry }) => entry);

  originsOf: Store["originsOf"] = (project, sessionId, counts) => {
    const origins = new Set<string>();
    for (const { entry } of this.#byGroup.get(groupOf(project, "session", sessionId)) ?? []) {
      const { origin } = entry;
      if (origin !== undefined && !origins.has(origin) && counts(entry)) origins.add(origin);
    }
    return origins;
  };

  size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#byKey.size, bytes: this.#order.bytes };
  }

  #concerned(project: string, scope: Scope): Held[] {
    const value = scope.kind === "project" ? "" : scope.value;
    return [...(this.#byGroup.get(groupOf(project, scope.kind, value)) ?? [])];
  }

  #insert(entry: Entry, bytes: number, earlier: Held | undefined): void {
    const held: Held = {
      entry: withBody({ ...entry, version: (this.#versions += 1) }, entry.body),
      groups: groupsOf(entry),
      bytes,
      touched: earlier?.touched ?? false,
      kept: earlier?.kept ?? false,
      usedAt: earlier?.usedAt ?? 0,
      placedAt: earlier?.placedAt ?? (this.#steps += 1),
    };
    this.#byKey.set(entry.key, held);
    for (const group of held.groups) {
      const members = this.#byGroup.get(group);
      if (members === undefined) this.#byGroup.set(group, new Set([held]));
      else members.add(held);
    }
    this.#order.add(held);
    this.#nextEndMs = Math.min(this.#nextEndMs, entry.endsAtMs);
  }

  #drop(held: Held): void {
    this.#byKey.delete(held.entry.key);
    for (const group of held.groups) {
      const members = this.#byGroup.get(group);
      members?.delete(held);
      if (members?.size === 0) this.#byGroup.delete(group);
    }
    this.#order.remove(held);
  }

  /** An entry whose session has ended. All are looked at, but only after one of them may have ended. */
  #ended(nowMs: number): Held | undefined {
    if (nowMs < this.#nextEndMs) return undefined;
    let nextEndMs = Number.POSITIVE_INFINITY;
    for (const held of this.#byKey.values()) {
      const { endsAtMs } = held.entry;
      if (endsAtMs <= nowMs) return held;
      nextEndMs = Math.min(nextEndMs, endsAtMs);
    }
    this.#nextEndMs = nextEndMs;
    return undefined;
  }

  /** The entry of the same session to remove if it has too many. `store/crowd.ts` says which and why. */
  #crowdedOut({ project, sessionId }: Entry, nowMs: number): Held | undefined {
    const { sessionKeysMax } = this.#options;
    const members = [...(this.#byGroup.get(groupOf(project, "session", sessionId)) ?? [])];
    if (members.length < sessionKeysMax) return undefined;
    const ended = members.find(({ entry }) => entry.endsAtMs <= nowMs);
    if (ended !== undefined) return ended;
    const unused = members.filter(({ usedAt }) => usedAt === 0);
    const used = members.filter(({ usedAt }) => usedAt > 0);
    const byPlace = unused.toSorted((a, b) => a.placedAt - b.placedAt)[0];
    const byUse = used.toSorted((a, b) => a.usedAt - b.usedAt)[0];
    return unused.length >= sessionKeysMax / 2 || byUse === undefined ? byPlace : byUse;
  }
}

function groupOf(project: string, kind: Scope["kind"], value: string | undefined): string {
  // Names of projects have no spaces, and an undefined value is the anonymous answers.
  return `${project} ${kind}${value === undefined ? "" : ` ${value}`}`;
}

function groupsOf({ project, credentials, sessionId, identityId }: Entry): readonly string[] {
  const groups = [groupOf(project, "project", ""), groupOf(project, "session", sessionId)];
  if (identityId !== undefined) groups.push(groupOf(project, "identity", identityId));
  for (const credential of new Set(credentials)) {
    groups.push(groupOf(project, "credential", credential));
  }
  return groups;
}

function bytesOf(entry: Entry): number {
  const { key, credentials, origin = "", verdicts, bodyBytes } = entry;
  // Each text is held once in the entry, and once in the name of a group.
  const characters = key.length + origin.length + verdicts.length + 64 * credentials.length;
  return entryBytes + bodyBytes + 2 * characters;
}
