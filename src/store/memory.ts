// Holds entries in this process's memory. The store is bounded in bytes, finds an entry by its key with one look-up, and
// removes entries by scope without a scan. Almost nothing of an entry is a JavaScript object: docs/internals/store.md
// says how entries are laid out and what one costs. It is over 300 lines, because every change keeps all parts in step.
import type { Entry, EntryOwner } from "../core/entry.ts";
import type { PutResult, Store } from "../edge/ports.ts";
import { crowdedOut } from "./crowd.ts";
import { EndingHeap } from "./ending-heap.ts";
import { bodyBlockBytes, headBytes, recordedBytes } from "./entry-bytes.ts";
import { packTexts, type PackedText } from "./entry-text.ts";
import { EvictionOrder } from "./eviction-order.ts";
import { HashTable } from "./hash-table.ts";
import { ProjectList } from "./project-list.ts";
import { flags, none, numbers, words } from "./records.ts";
import { indexedCredentials, ScopeIndex } from "./scope-index.ts";
import { Shelf } from "./shelf.ts";
import { StoredEntry } from "./stored-entry.ts";
import { hashText } from "./text-hash.ts";

/** The options of a memory store. */
export interface MemoryStoreOptions {
  /** Bytes that all entries together may take, as the store estimates them. */
  readonly cacheBytesMax: number;
  /** Entries that one session may have. It also bounds the anonymous answers of one project. */
  readonly sessionKeysMax: number;
}

/** Slots that one put may move to choose the entry to evict. */
const evictionStepsMax = 1_024;

/** Slots of projects that are gone which one put gives up. */
const goneSlotsPerPut = 32;

/** What a slot keeps when another entry of its key takes its place. */
interface Standing {
  readonly marks: number;
  readonly usedAt: number;
  readonly placedAt: number;
}

/**
 * Creates a store in memory. If it needs room, it first evicts entries whose session has ended, then those that were
 * never hit, then the rest.
 */
export function createMemoryStore(options: MemoryStoreOptions): Store {
  return new MemoryStore(options);
}

/** A store in memory. */
class MemoryStore implements Store {
  readonly #cacheBytesMax: number;
  readonly #sessionKeysMax: number;
  readonly #shelf: Shelf;
  readonly #projects: ProjectList;
  readonly #keys = new HashTable();
  readonly #index: ScopeIndex;
  readonly #endings: EndingHeap;
  readonly #order: EvictionOrder;
  /** The number of puts and uses so far. It tells which of two came later. */
  #steps = 0;
  #entries = 0;

  constructor({ cacheBytesMax, sessionKeysMax }: MemoryStoreOptions) {
    this.#cacheBytesMax = cacheBytesMax;
    this.#sessionKeysMax = sessionKeysMax;
    this.#shelf = new Shelf((project) => this.#projects.name(project));
    const { records } = this.#shelf;
    this.#projects = new ProjectList(records);
    this.#index = new ScopeIndex(this.#shelf, this.#projects);
    this.#endings = new EndingHeap(records);
    this.#order = new EvictionOrder(records, cacheBytesMax, evictionStepsMax);
  }

  get(key: string): Entry | undefined {
    const slot = this.#find(key);
    if (slot === none) return undefined;
    const { records } = this.#shelf;
    records.setFlag(slot, flags.touched, true);
    records.setNumber(slot, numbers.usedAt, (this.#steps += 1));
    return new StoredEntry(this.#shelf, slot);
  }

  view(key: string): Entry | undefined {
    const slot = this.#find(key);
    return slot === none ? undefined : new StoredEntry(this.#shelf, slot);
  }

  peek(key: string): Entry | undefined {
    const slot = this.#find(key);
    return slot === none ? undefined : this.#kept(slot);
  }

  soleEntryOf: Store["soleEntryOf"] = (project, credential) => {
    const { records } = this.#shelf;
    let latest: number = none;
    for (const slot of this.#index.withOnlyCredential(project, credential)) {
      const begunAtMs = records.number(slot, numbers.begunAtMs);
      if (latest === none || begunAtMs > records.number(latest, numbers.begunAtMs)) latest = slot;
    }
    return latest === none ? undefined : this.#kept(latest);
  };

  put(entry: Entry, nowMs: number): PutResult {
    this.#giveUpGone(goneSlotsPerPut);
    const earlier = this.#find(entry.key);
    if (earlier !== none && this.#replace(earlier, entry)) {
      return { stored: true, evicted: 0, crowdedOut: false };
    }
    const standing = earlier === none ? undefined : this.#standing(earlier);
    if (earlier !== none) this.#drop(earlier);
    const texts = packTexts(entry);
    const bytes = this.#countedBytes(entry, texts);
    // The entry is too large. The earlier entry is removed all the same, because serving it now would go back in time
    // (L9).
    if (bytes > this.#cacheBytesMax) return { stored: false, evicted: 0, crowdedOut: false };
    const crowded = this.#makePlace(entry, nowMs);
    const evicted = this.#makeRoom(bytes, nowMs);
    this.#insert(entry, texts, bytes, standing);
    return { stored: true, evicted, crowdedOut: crowded };
  }

  remove(key: string): boolean {
    const slot = this.#find(key);
    if (slot === none) return false;
    this.#drop(slot);
    return true;
  }

  removeScope: Store["removeScope"] = (projectName, scope, begunBeforeMs) => {
    const { records, texts } = this.#shelf;
    const project = this.#projects.named(projectName);
    if (project === undefined) return { entries: 0, owners: [] };
    const whole = scope.kind === "project";
    if (whole && project.latestBeginMs < begunBeforeMs) {
      this.#projects.dismiss(project);
      return { entries: project.entries, owners: [] };
    }
    const owners: EntryOwner[] = [];
    let entries = 0;
    for (const slot of this.#index.concerned(projectName, scope, Number.POSITIVE_INFINITY)) {
      if (records.number(slot, numbers.begunAtMs) >= begunBeforeMs) continue;
      if (!whole) {
        const sessionId = texts.text(slot, "session");
        owners.push({ sessionId, identityId: texts.text(slot, "identity") });
      }
      this.#drop(slot);
      entries += 1;
    }
    return { entries, owners };
  };

  entriesOf: Store["entriesOf"] = (project, scope, entriesMax) =>
    this.#index.concerned(project, scope, entriesMax).map((slot) => this.#kept(slot));

  originsOf: Store["originsOf"] = (project, sessionId, counts) => {
    const { texts } = this.#shelf;
    const { sessions } = this.#index;
    const origins = new Set<string>();
    let slot = this.#index.firstOfSession(project, sessionId);
    for (; slot !== none; slot = sessions.next(slot)) {
      const origin = texts.text(slot, "origin");
      if (origin === undefined || origins.has(origin)) continue;
      if (counts(new StoredEntry(this.#shelf, slot))) origins.add(origin);
    }
    return origins;
  };

  size(): { readonly entries: number; readonly bytes: number } {
    return {
      entries: this.#entries - this.#projects.goneEntries,
      bytes: this.#order.bytes - this.#projects.goneBytes,
    };
  }

  /** The slot that holds exactly this key, or -1. */
  #find(key: string): number {
    const { texts } = this.#shelf;
    const keys = this.#keys;
    for (let slot = keys.first(hashText(key, 0)); slot !== none; slot = keys.next()) {
      // A project that is gone may still have a slot for the key.
      if (texts.isKey(slot, key) && !this.#projects.of(slot).gone) return slot;
    }
    return none;
  }

  #kept(slot: number): Entry {
    return new StoredEntry(this.#shelf, slot).kept();
  }

  #standing(slot: number): Standing {
    const { records } = this.#shelf;
    return {
      marks: records.word(slot, words.flags) & (flags.touched | flags.kept),
      usedAt: records.number(slot, numbers.usedAt),
      placedAt: records.number(slot, numbers.placedAt),
    };
  }

  /**
   * Puts a new entry in place of an earlier one of its key, which touches no index. Returns false if it cannot: the new
   * one is of another session, or it is larger than what is free.
   */
  #replace(slot: number, entry: Entry): boolean {
    const { records, texts, bodies } = this.#shelf;
    if (this.#projects.of(slot).name !== entry.project || !texts.hasTexts(slot, entry))
      return false;
    const held = this.#shelf.template(slot);
    const sameHead = held === entry.template && !records.has(slot, flags.ownTemplate);
    const sameBody = bodies.isBody(slot, entry.body, entry.verdicts);
    if (!sameHead || !sameBody) {
      const bytes = this.#countedBytes(entry, packTexts(entry));
      const more = bytes - records.word(slot, words.bytes);
      if (more > 0 && this.#order.bytes + more > this.#cacheBytesMax) return false;
      this.#resize(slot, bytes);
    }
    const endsAtMs = records.number(slot, numbers.endsAtMs);
    this.#shelf.write(slot, entry);
    records.setFlag(slot, flags.ownTemplate, !entry.template.shared);
    if (!sameBody) {
      this.#removeBody(slot);
      this.#addBody(slot, entry);
    } else if (!sameHead && !bodies.owns(slot)) this.#discountBody(slot);
    if (entry.endsAtMs !== endsAtMs) this.#endings.update(slot);
    this.#projects.note(slot);
    return true;
  }

  #insert(entry: Entry, texts: PackedText, bytes: number, standing: Standing | undefined): void {
    const { records } = this.#shelf;
    const slot = this.#shelf.take(entry, this.#projects.obtain(entry.project).number, texts);
    records.setFlag(slot, flags.ownTemplate, !entry.template.shared);
    records.setFlag(slot, standing?.marks ?? 0, true);
    records.setNumber(slot, numbers.usedAt, standing?.usedAt ?? 0);
    records.setNumber(slot, numbers.placedAt, standing?.placedAt ?? (this.#steps += 1));
    records.setWord(slot, words.bytes, bytes);
    this.#keys.insert(hashText(entry.key, 0), slot);
    this.#index.add(slot, entry.credentials);
    this.#projects.count(slot, bytes);
    this.#endings.add(slot);
    this.#order.add(slot);
    this.#entries += 1;
    this.#addBody(slot, entry);
  }

  #drop(slot: number): void {
    const { records, texts } = this.#shelf;
    this.#removeBody(slot);
    this.#order.remove(slot);
    this.#endings.remove(slot);
    this.#projects.count(slot, -records.word(slot, words.bytes));
    this.#index.remove(slot);
    this.#keys.remove(hashText(texts.key(slot), 0), slot);
    this.#shelf.release(slot);
    this.#entries -= 1;
  }

  /** Adds a body. The slot's bytes must include it, and no longer do if another slot counts for it. */
  #addBody(slot: number, entry: Entry): void {
    if (!this.#shelf.bodies.add(slot, entry.body, entry.verdicts)) this.#discountBody(slot);
  }

  #discountBody(slot: number): void {
    const { records, bodies } = this.#shelf;
    const bytes = bodyBlockBytes(bodies.blockBytes(slot));
    this.#resize(slot, records.word(slot, words.bytes) - bytes);
  }

  /** Removes a slot's body. If another slot has it too, that one counts for it now. */
  #removeBody(slot: number): void {
    const { records, bodies } = this.#shelf;
    const heir = bodies.remove(slot);
    if (heir === none) return;
    const bytes = bodyBlockBytes(bodies.blockBytes(heir));
    this.#resize(heir, records.word(heir, words.bytes) + bytes);
  }

  #resize(slot: number, bytes: number): void {
    this.#projects.count(slot, bytes - this.#shelf.records.word(slot, words.bytes));
    this.#order.resize(slot, bytes);
  }

  #countedBytes(entry: Entry, texts: PackedText): number {
    return (
      recordedBytes(texts, indexedCredentials(entry.credentials)) +
      bodyBlockBytes(entry.bodyBytes + entry.verdicts.length) +
      headBytes(entry, this.#shelf.isOddDate(entry.date))
    );
  }

  /** Removes one entry of a session that has too many. Returns whether there was one. */
  #makePlace({ project, sessionId }: Entry, nowMs: number): boolean {
    const { records } = this.#shelf;
    const { sessions } = this.#index;
    const first = this.#index.firstOfSession(project, sessionId);
    const crowded = crowdedOut(records, sessions, first, this.#sessionKeysMax, nowMs);
    if (crowded === none) return false;
    this.#drop(crowded);
    return true;
  }

  /** Evicts the least valuable entries until `bytes` bytes are free. Returns how many were evicted. */
  #makeRoom(bytes: number, nowMs: number): number {
    const { records } = this.#shelf;
    let evicted = 0;
    while (this.#order.bytes + bytes > this.#cacheBytesMax) {
      if (this.#giveUpGone(1)) continue;
      const ending = this.#endings.first();
      const ended = ending !== none && records.number(ending, numbers.endsAtMs) <= nowMs;
      const slot = ended ? ending : this.#order.leastValuable();
      if (slot === none) break;
      this.#drop(slot);
      evicted += 1;
    }
    return evicted;
  }

  /** Gives up slots of projects that are gone. Returns whether there was any. */
  #giveUpGone(slotsMax: number): boolean {
    let given = 0;
    for (; given < slotsMax; given += 1) {
      const slot = this.#projects.goneSlot();
      if (slot === none) break;
      this.#drop(slot);
    }
    return given > 0;
  }
}
