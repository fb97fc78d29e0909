// The templates of header lines that entries have, by number. A template is held for as long as an entry has it.
import type { HeadTemplate } from "../core/stored-head.ts";
import { none } from "./records.ts";

interface HeldTemplate {
  readonly template: HeadTemplate;
  entries: number;
}

/** Numbers templates and counts their entries. */
export class Templates {
  readonly #held: (HeldTemplate | undefined)[] = [];
  readonly #numbers = new Map<HeadTemplate, number>();
  readonly #free: number[] = [];

  /** Gives an entry's template the place of the one that it had before, which is -1 if it had none. */
  swap(before: number, template: HeadTemplate): number {
    if (before !== none) {
      if (this.#held[before]?.template === template) return before;
      this.release(before);
    }
    let number = this.#numbers.get(template);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#held.length;
      this.#numbers.set(template, number);
      this.#held[number] = { template, entries: 0 };
    }
    const held = this.#held[number];
    if (held !== undefined) held.entries += 1;
    return number;
  }

  at(number: number): HeadTemplate {
    const held = this.#held[number];
    if (held === undefined) throw new Error("no entry has this template");
    return held.template;
  }

  /** Says that one entry fewer has the template. */
  release(number: number): void {
    const held = this.#held[number];
    if (held === undefined) return;
    held.entries -= 1;
    if (held.entries > 0) return;
    this.#numbers.delete(held.template);
    this.#held[number] = undefined;
    this.#free.push(number);
  }
}
