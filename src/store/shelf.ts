// What is held of each entry, by its slot: numbers in records, texts and bodies in blocks, header lines in templates.
import type { EntryFacts } from "../core/entry.ts";
import type { HeadTemplate } from "../core/stored-head.ts";
import { Blocks } from "./blocks.ts";
import { Bodies } from "./bodies.ts";
import { EntryTexts, type PackedText } from "./entry-text.ts";
import { HttpDates } from "./http-dates.ts";
import { flags, none, numbers, Records, words } from "./records.ts";
import { Templates } from "./templates.ts";

/** The fields of an entry that are changed while it is held. */
export type ChangingField =
  | "lastCallAtMs"
  | "lastForegroundAtMs"
  | "renewUntilMs"
  | "servedUntilMs";

/** Everything that is held of entries, except how they are found and what is removed first. */
export class Shelf {
  readonly records = new Records();
  readonly texts: EntryTexts;
  readonly bodies: Bodies;
  readonly #textBlocks: Blocks;
  readonly #templates = new Templates();
  readonly #dates = new HttpDates();
  /** Dates that are not in the usual form, by slot. */
  readonly #oddDates = new Map<number, string>();
  /** The names of projects by their numbers. */
  readonly #projectName: (project: number) => string;
  #version = 0;

  constructor(projectName: (project: number) => string) {
    this.#projectName = projectName;
    this.#textBlocks = new Blocks((slot, _from, to) => {
      this.records.setWord(slot, words.textAt, to);
    });
    this.texts = new EntryTexts(this.records, this.#textBlocks);
    this.bodies = new Bodies(this.records);
  }

  /** The bytes of all blocks, used or not. */
  get blockBytes(): number {
    return this.#textBlocks.pageBytes + this.bodies.pageBytes;
  }

  /** Takes a slot for an entry and writes its numbers and texts. Its body is added when it is linked with its session. */
  take(facts: EntryFacts, project: number, texts: PackedText): number {
    const { records } = this;
    const slot = records.take();
    records.setWord(slot, words.flags, 0);
    records.setWord(slot, words.project, project);
    records.setWord(slot, words.textAt, this.#textBlocks.take(texts.bytes, slot));
    this.texts.write(slot, texts);
    records.setWord(slot, words.template, none);
    this.write(slot, facts);
    return slot;
  }

  /** Writes the numbers and header lines of a new entry, in place of what the slot held. */
  write(slot: number, facts: EntryFacts): void {
    const { records } = this;
    records.setNumber(slot, numbers.begunAtMs, facts.begunAtMs);
    records.setNumber(slot, numbers.endsAtMs, facts.endsAtMs);
    records.setNumber(slot, numbers.expiresAtWallMs, facts.expiresAtWallMs);
    records.setNumber(slot, numbers.hintMs, facts.hintMs ?? Number.NaN);
    records.setNumber(slot, numbers.refreshSpread, facts.refreshSpread);
    records.setNumber(slot, numbers.lastCallAtMs, facts.lastCallAtMs);
    records.setNumber(slot, numbers.lastForegroundAtMs, facts.lastForegroundAtMs);
    records.setNumber(slot, numbers.renewUntilMs, facts.renewUntilMs);
    records.setNumber(slot, numbers.servedUntilMs, facts.servedUntilMs);
    records.setFlag(slot, flags.anonymous, facts.status === 401);
    records.setFlag(slot, flags.renew, facts.renew);
    const held = records.word(slot, words.template);
    records.setWord(slot, words.template, this.#templates.swap(held, facts.template));
    this.#writeDate(slot, facts.date);
    this.#version = (this.#version + 1) | 0 || 1;
    records.setWord(slot, words.version, this.#version);
  }

  /** Gives up a slot. Its body was removed before. */
  release(slot: number): void {
    const { records } = this;
    this.#textBlocks.release(records.word(slot, words.textAt));
    this.#templates.release(records.word(slot, words.template));
    this.#oddDates.delete(slot);
    records.setWord(slot, words.version, 0);
    records.release(slot);
  }

  /** The version of the entry that the slot holds. 0 if it holds none. */
  version(slot: number): number {
    return this.records.word(slot, words.version);
  }

  project(slot: number): string {
    return this.#projectName(this.records.word(slot, words.project));
  }

  template(slot: number): HeadTemplate {
    return this.#templates.at(this.records.word(slot, words.template));
  }

  date(slot: number): string {
    const seconds = this.records.word(slot, words.dateSeconds);
    return seconds === none ? (this.#oddDates.get(slot) ?? "") : this.#dates.text(seconds);
  }

  /** Whether a date is held as text, because it is not in the usual form. */
  isOddDate(date: string): boolean {
    return date !== "" && this.#dates.seconds(date) === none;
  }

  #writeDate(slot: number, date: string): void {
    const seconds = this.#dates.seconds(date);
    this.records.setWord(slot, words.dateSeconds, seconds);
    if (seconds === none && date !== "") this.#oddDates.set(slot, date);
    else if (this.#oddDates.size > 0) this.#oddDates.delete(slot);
  }
}
