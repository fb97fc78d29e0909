// The projects that have entries. When all entries of one are removed at once, the project counts as gone at that
// moment, and its slots are given up a few at a time.
import { none, numbers, words, type Records } from "./records.ts";

/** A project with entries. */
export interface HeldProject {
  readonly number: number;
  readonly name: string;
  /** The first of its slots, which are linked. -1 if it has none. */
  first: number;
  entries: number;
  /** What its entries count for. */
  bytes: number;
  /** No entry began later. */
  latestBeginMs: number;
  /** All its entries are removed. */
  gone: boolean;
}

/** Numbers projects and links their slots. */
export class ProjectList {
  readonly #records: Records;
  readonly #byNumber: (HeldProject | undefined)[] = [];
  readonly #byName = new Map<string, HeldProject>();
  readonly #freeNumbers: number[] = [];
  readonly #gone = new Set<HeldProject>();
  #goneEntries = 0;
  #goneBytes = 0;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Entries of projects that are gone, and what they count for. */
  get goneEntries(): number {
    return this.#goneEntries;
  }

  get goneBytes(): number {
    return this.#goneBytes;
  }

  of(slot: number): HeldProject {
    const project = this.#byNumber[this.#records.word(slot, words.project)];
    if (project === undefined) throw new Error("the slot has no project");
    return project;
  }

  named(name: string): HeldProject | undefined {
    return this.#byName.get(name);
  }

  /** The name of a project by its number. */
  name(number: number): string {
    return this.#byNumber[number]?.name ?? "";
  }

  obtain(name: string): HeldProject {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const number = this.#freeNumbers.pop() ?? this.#byNumber.length;
    const project: HeldProject = {
      number,
      name,
      first: none,
      entries: 0,
      bytes: 0,
      latestBeginMs: Number.NEGATIVE_INFINITY,
      gone: false,
    };
    this.#byNumber[number] = project;
    this.#byName.set(name, project);
    return project;
  }

  add(slot: number): void {
    const records = this.#records;
    const project = this.of(slot);
    records.setWord(slot, words.projectBefore, none);
    records.setWord(slot, words.projectNext, project.first);
    if (project.first !== none) records.setWord(project.first, words.projectBefore, slot);
    project.first = slot;
    project.entries += 1;
    this.note(slot);
  }

  /** Notes when the slot's entry began. */
  note(slot: number): void {
    const project = this.of(slot);
    const begunAtMs = this.#records.number(slot, numbers.begunAtMs);
    project.latestBeginMs = Math.max(project.latestBeginMs, begunAtMs);
  }

  /** Adds to what the entries of the slot's project count for. */
  count(slot: number, bytes: number): void {
    const project = this.of(slot);
    project.bytes += bytes;
    if (project.gone) this.#goneBytes += bytes;
  }

  remove(slot: number): void {
    const records = this.#records;
    const project = this.of(slot);
    const next = records.word(slot, words.projectNext);
    const before = records.word(slot, words.projectBefore);
    if (next !== none) records.setWord(next, words.projectBefore, before);
    if (before === none) project.first = next;
    else records.setWord(before, words.projectNext, next);
    project.entries -= 1;
    if (project.gone) this.#goneEntries -= 1;
    if (project.entries > 0) return;
    if (project.gone) this.#gone.delete(project);
    else this.#byName.delete(project.name);
    this.#byNumber[project.number] = undefined;
    this.#freeNumbers.push(project.number);
  }

  /** Removes all entries of a project. Their slots are still to be given up. */
  dismiss(project: HeldProject): void {
    project.gone = true;
    this.#byName.delete(project.name);
    this.#gone.add(project);
    this.#goneEntries += project.entries;
    this.#goneBytes += project.bytes;
  }

  /** A slot that is to be given up, or -1. */
  goneSlot(): number {
    if (this.#goneEntries === 0) return none;
    for (const { first } of this.#gone) return first;
    return none;
  }
}
