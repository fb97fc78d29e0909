// The numbers of each entry, in typed arrays: one record per slot, side by side in chunks. Reading one is two loads from
// neighbouring memory, and the garbage collector looks at none of them.

/** Fields with fractions, or with more than 32 bits. */
export const numbers = {
  begunAtMs: 0,
  endsAtMs: 1,
  /** NaN if the answer had no hint. */
  hintMs: 2,
  refreshSpread: 3,
  lastCallAtMs: 4,
  lastForegroundAtMs: 5,
  renewUntilMs: 6,
  servedUntilMs: 7,
  /** The store's count of puts and uses when the entry was last used. 0 if it never was. */
  usedAt: 8,
  /** The store's count when the key was first put. */
  placedAt: 9,
  expiresAtWallMs: 10,
  /** The characters of the verdicts, which follow the body in its block. */
  verdictBytes: 11,
} as const;
const numberCount = 12;

/** Fields of 32 bits. Those that name a slot are -1 if there is none. */
export const words = {
  /** Tells the entries apart that a slot has held. */
  version: 0,
  flags: 1,
  project: 2,
  template: 3,
  /** The answer's `Date` in seconds since 1970. -1 if the template has it. */
  dateSeconds: 4,
  textAt: 5,
  bodyAt: 6,
  bodyBytes: 7,
  /** What the entry counts for. */
  bytes: 8,
  /** The place in the heap of endings. */
  heapAt: 9,
  newer: 10,
  older: 11,
  sessionNext: 12,
  sessionBefore: 13,
  identityNext: 14,
  identityBefore: 15,
  credentialNext: 16,
  credentialBefore: 17,
  projectNext: 18,
  projectBefore: 19,
} as const;
const wordCount = 20;

/** Bits of `words.flags`. */
export const flags = {
  anonymous: 1,
  renew: 2,
  /** It was used since the eviction order last looked. */
  touched: 4,
  /** It is in the protected segment of the eviction order. */
  kept: 8,
  /** Its text takes two bytes per character. */
  wide: 16,
  /** Places in its text take four bytes. */
  long: 32,
  /** It is in the group of its only credential. */
  soleCredential: 64,
  /** It is in the group of its identity. */
  identified: 128,
  /** It counts for its template, which no other entry has. */
  ownTemplate: 256,
} as const;

/** No slot. */
export const none = -1;

const slotBits = 10;
const slotMask = (1 << slotBits) - 1;
const wordsPerRecord = 2 * numberCount + wordCount;
const numbersPerRecord = wordsPerRecord / 2;

/** The bytes of one record. */
const recordBytes = 8 * numbersPerRecord;

/** The field of a record that holds a number. */
export type NumberField = (typeof numbers)[keyof typeof numbers];
/** The field of a record that holds 32 bits. */
export type WordField = (typeof words)[keyof typeof words];

/** The records of all slots. */
export class Records {
  readonly #numbers: Float64Array[] = [];
  readonly #words: Int32Array[] = [];
  #slots = 0;
  /** The slot that was freed last. Each free slot names the one that was freed before it in its `newer`. */
  #free: number = none;

  /** Takes a slot. What its record holds is left over. */
  take(): number {
    const free = this.#free;
    if (free !== none) {
      this.#free = this.word(free, words.newer);
      return free;
    }
    const slot = this.#slots;
    this.#slots += 1;
    if (slot >>> slotBits === this.#numbers.length) {
      const buffer = new ArrayBuffer(recordBytes << slotBits);
      this.#numbers.push(new Float64Array(buffer));
      this.#words.push(new Int32Array(buffer));
    }
    return slot;
  }

  release(slot: number): void {
    this.setWord(slot, words.newer, this.#free);
    this.#free = slot;
  }

  number(slot: number, field: NumberField): number {
    return this.#numbers[slot >>> slotBits]?.[(slot & slotMask) * numbersPerRecord + field] ?? 0;
  }

  setNumber(slot: number, field: NumberField, value: number): void {
    const chunk = this.#numbers[slot >>> slotBits];
    if (chunk !== undefined) chunk[(slot & slotMask) * numbersPerRecord + field] = value;
  }

  word(slot: number, field: WordField): number {
    const at = (slot & slotMask) * wordsPerRecord + 2 * numberCount + field;
    return this.#words[slot >>> slotBits]?.[at] ?? 0;
  }

  setWord(slot: number, field: WordField, value: number): void {
    const at = (slot & slotMask) * wordsPerRecord + 2 * numberCount + field;
    const chunk = this.#words[slot >>> slotBits];
    if (chunk !== undefined) chunk[at] = value;
  }

  has(slot: number, flag: number): boolean {
    return (this.word(slot, words.flags) & flag) !== 0;
  }

  setFlag(slot: number, flag: number, on: boolean): void {
    const before = this.word(slot, words.flags);
    this.setWord(slot, words.flags, on ? before | flag : before & ~flag);
  }
}
