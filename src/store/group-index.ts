// Groups of slots that have a text in common: a session, an identity, or their only credential. The slots of a group are
// linked through their records, and a table finds the first one.
import type { EntryTexts, TextName } from "./entry-text.ts";
import { HashTable } from "./hash-table.ts";
import { none, words, type Records, type WordField } from "./records.ts";
import { hashText } from "./text-hash.ts";

const links = {
  session: { next: words.sessionNext, before: words.sessionBefore },
  identity: { next: words.identityNext, before: words.identityBefore },
  credential: { next: words.credentialNext, before: words.credentialBefore },
} as const satisfies Partial<Record<TextName, { next: WordField; before: WordField }>>;

/** What the slots of a group have in common, in addition to their project. */
export type GroupName = keyof typeof links;

/** All groups of one kind. Slots whose text is undefined are a group as well. */
export class GroupIndex {
  readonly #table = new HashTable();
  readonly #name: GroupName;
  readonly #next: WordField;
  readonly #before: WordField;
  readonly #records: Records;
  readonly #texts: EntryTexts;

  constructor(name: GroupName, records: Records, texts: EntryTexts) {
    this.#name = name;
    this.#next = links[name].next;
    this.#before = links[name].before;
    this.#records = records;
    this.#texts = texts;
  }

  /** The first slot of a group, or -1. */
  first(project: number, text: string | undefined): number {
    return this.#find(hashOf(project, text), project, text);
  }

  /** The slot after one in its group, or -1. */
  next(slot: number): number {
    return this.#records.word(slot, this.#next);
  }

  /** Adds a slot, whose record and texts must be written. */
  add(slot: number, project: number, text: string | undefined): void {
    const records = this.#records;
    const hash = hashOf(project, text);
    const head = this.#find(hash, project, text);
    records.setWord(slot, this.#before, head);
    if (head === none) {
      records.setWord(slot, this.#next, none);
      this.#table.insert(hash, slot);
      return;
    }
    const second = records.word(head, this.#next);
    records.setWord(slot, this.#next, second);
    records.setWord(head, this.#next, slot);
    if (second !== none) records.setWord(second, this.#before, slot);
  }

  /** Removes a slot. Its record and texts must be as they were when it was added. */
  remove(slot: number): void {
    const records = this.#records;
    const next = records.word(slot, this.#next);
    const before = records.word(slot, this.#before);
    if (next !== none) records.setWord(next, this.#before, before);
    if (before !== none) {
      records.setWord(before, this.#next, next);
      return;
    }
    const hash = hashOf(records.word(slot, words.project), this.#texts.text(slot, this.#name));
    if (next === none) this.#table.remove(hash, slot);
    else this.#table.replace(hash, slot, next);
  }

  #find(hash: number, project: number, text: string | undefined): number {
    const table = this.#table;
    for (let slot = table.first(hash); slot !== none; slot = table.next()) {
      if (this.#records.word(slot, words.project) !== project) continue;
      if (this.#texts.isText(slot, this.#name, text)) return slot;
    }
    return none;
  }
}

function hashOf(project: number, text: string | undefined): number {
  return hashText(text ?? "", text === undefined ? ~project : project);
}
