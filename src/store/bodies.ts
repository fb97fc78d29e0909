// The bodies of entries, each followed by what policies say about it. Entries of one session with equal bodies share one block. The block's owner is one of them, and
// it alone counts for the block.
import { Blocks, blockStart } from "./blocks.ts";
import { none, numbers, words, type Records, type WordField } from "./records.ts";
import { textOf } from "./text-of.ts";

/** Slots whose bodies are held as arrays too. A process that reads the same few bodies again gets the same arrays. */
const arraysMax = 1_024;
/** Larger bodies are not held as arrays. */
const arrayBytesMax = 4_096;

/** The slots of the same session, in both directions from one of them. */
const directions: readonly WordField[] = [words.sessionNext, words.sessionBefore];

/** Holds bodies for slots whose records are linked with those of their session. */
export class Bodies {
  readonly #records: Records;
  readonly #blocks: Blocks;
  readonly #arrays: (Uint8Array | undefined)[] = [];
  /** The slot of each array. */
  readonly #arraySlots = new Int32Array(arraysMax).fill(none);

  constructor(records: Records) {
    this.#records = records;
    this.#blocks = new Blocks((owner, from, to) => {
      records.setWord(owner, words.bodyAt, to);
      for (const direction of directions) {
        for (let slot = records.word(owner, direction); slot !== none;) {
          if (records.word(slot, words.bodyAt) === from) records.setWord(slot, words.bodyAt, to);
          slot = records.word(slot, direction);
        }
      }
    });
  }

  /** The bytes of all pages. */
  get pageBytes(): number {
    return this.#blocks.pageBytes;
  }

  /** Holds a body for a slot that has none. Returns whether the slot counts for it. */
  add(slot: number, body: Uint8Array, verdicts: string): boolean {
    const records = this.#records;
    records.setWord(slot, words.bodyBytes, body.byteLength);
    records.setNumber(slot, numbers.verdictBytes, verdicts.length);
    const sharing = this.#findEqual(slot, body, verdicts);
    if (sharing !== none) {
      records.setWord(slot, words.bodyAt, records.word(sharing, words.bodyAt));
      return false;
    }
    const address = this.#blocks.take(body.byteLength + verdicts.length, slot);
    const page = this.#blocks.page(address);
    const start = blockStart(page, address);
    page.bytes.set(body, start);
    const after = start + body.byteLength;
    for (let i = 0; i < verdicts.length; i += 1) page.bytes[after + i] = verdicts.charCodeAt(i);
    records.setWord(slot, words.bodyAt, address);
    // The client that waited for the answer was given this array. A part of a larger buffer would keep that alive.
    if (body.byteLength === body.buffer.byteLength) this.#holdArray(slot, body);
    return true;
  }

  /** Gives up a slot's body. Returns the slot that counts for it from now on, or -1. */
  remove(slot: number): number {
    const records = this.#records;
    const address = records.word(slot, words.bodyAt);
    const heir = this.#findSharing(slot, address);
    this.#forgetArray(slot);
    records.setWord(slot, words.bodyAt, none);
    if (heir === none) {
      this.#blocks.release(address);
      return none;
    }
    if (this.#blocks.owner(address) !== slot) return none;
    this.#blocks.setOwner(address, heir);
    return heir;
  }

  /** The bytes of a slot's body and verdicts together. */
  blockBytes(slot: number): number {
    const records = this.#records;
    return records.word(slot, words.bodyBytes) + records.number(slot, numbers.verdictBytes);
  }

  /** Whether the slot counts for its body. */
  owns(slot: number): boolean {
    return this.#blocks.owner(this.#records.word(slot, words.bodyAt)) === slot;
  }

  /** Whether the slot's body and its verdicts are exactly these. */
  isBody(slot: number, body: Uint8Array, verdicts: string): boolean {
    const bodyBytes = this.#records.word(slot, words.bodyBytes);
    if (bodyBytes !== body.byteLength) return false;
    if (this.#records.number(slot, numbers.verdictBytes) !== verdicts.length) return false;
    const address = this.#records.word(slot, words.bodyAt);
    const page = this.#blocks.page(address);
    const { bytes } = page;
    const start = blockStart(page, address);
    let same = 0;
    if (body.byteOffset % 4 === 0) {
      // Four bytes at a time. A block's own bytes begin at a multiple of four.
      const four = new Int32Array(body.buffer, body.byteOffset, bodyBytes >> 2);
      const first = start >> 2;
      for (let i = 0; i < four.length; i += 1) if (page.words[first + i] !== four[i]) return false;
      same = 4 * four.length;
    }
    for (let i = same; i < bodyBytes; i += 1) if (bytes[start + i] !== body[i]) return false;
    const after = start + bodyBytes;
    for (let i = 0; i < verdicts.length; i += 1) {
      if (bytes[after + i] !== verdicts.charCodeAt(i)) return false;
    }
    return true;
  }

  /** Copies a slot's body to `target`. Returns the number of bytes. */
  copy(slot: number, target: Uint8Array, at: number): number {
    const bodyBytes = this.#records.word(slot, words.bodyBytes);
    const address = this.#records.word(slot, words.bodyAt);
    const page = this.#blocks.page(address);
    const start = blockStart(page, address);
    target.set(page.bytes.subarray(start, start + bodyBytes), at);
    return bodyBytes;
  }

  /** What policies say about a slot's session. */
  verdicts(slot: number): string {
    const length = this.#records.number(slot, numbers.verdictBytes);
    if (length === 0) return "";
    const address = this.#records.word(slot, words.bodyAt);
    const page = this.#blocks.page(address);
    const start = blockStart(page, address) + this.#records.word(slot, words.bodyBytes);
    return textOf(page.bytes, start, length);
  }

  /** A slot's body as an array of its own, which later changes of the store do not reach. */
  array(slot: number): Uint8Array {
    const place = slot % arraysMax;
    const held = this.#arrays[place];
    if (held !== undefined && this.#arraySlots[place] === slot) return held;
    const body = new Uint8Array(this.#records.word(slot, words.bodyBytes));
    this.copy(slot, body, 0);
    this.#holdArray(slot, body);
    return body;
  }

  #holdArray(slot: number, body: Uint8Array): void {
    if (body.byteLength > arrayBytesMax) return;
    this.#arrays[slot % arraysMax] = body;
    this.#arraySlots[slot % arraysMax] = slot;
  }

  #forgetArray(slot: number): void {
    const place = slot % arraysMax;
    if (this.#arraySlots[place] !== slot) return;
    this.#arraySlots[place] = none;
    this.#arrays[place] = undefined;
  }

  #findEqual(slot: number, body: Uint8Array, verdicts: string): number {
    for (const direction of directions) {
      for (let other = this.#records.word(slot, direction); other !== none;) {
        if (this.isBody(other, body, verdicts)) return other;
        other = this.#records.word(other, direction);
      }
    }
    return none;
  }

  #findSharing(slot: number, address: number): number {
    for (const direction of directions) {
      for (let other = this.#records.word(slot, direction); other !== none;) {
        if (this.#records.word(other, words.bodyAt) === address) return other;
        other = this.#records.word(other, direction);
      }
    }
    return none;
  }
}
