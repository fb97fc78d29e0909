// The text of each entry, in one block: its key and the places of the other texts, most of which are parts of the key.
import type { CredentialDigest } from "../core/credential.ts";
import { blockStart, type Blocks } from "./blocks.ts";
import { flags, words, type Records } from "./records.ts";
import { textOf } from "./text-of.ts";

/** The texts of an entry. */
export interface Texts {
  readonly key: string;
  readonly credentials: readonly CredentialDigest[];
  readonly origin: string | undefined;
  readonly sessionId: string | undefined;
  readonly identityId: string | undefined;
}

/** A text of an entry. `credential` is the first one. */
export type TextName = "origin" | "session" | "identity" | "credential";

// A block begins with the number of characters of the key and the number of credentials, then the place and the length
// of each other text, then the characters. The places and lengths take two bytes each, or four in a long text.
const keyLengthAt = 0;
const credentialCountAt = 1;
const textAt = { origin: 2, session: 4, identity: 6, credential: 8 } as const;
const fixedFields = 8;
/** The place of a text that is undefined, in a short and in a long block. */
const noShort = 0xffff;
const noLong = 0xffff_ffff;
/** The most characters of a short text. */
const shortMax = 0xff00;

/** A text that is ready to be written to a block. */
export interface PackedText {
  readonly bytes: number;
  readonly fields: readonly number[];
  readonly characters: string;
  readonly wide: boolean;
  readonly long: boolean;
}

/** Packs texts. What is a part of another text is held once. */
export function packTexts({ key, credentials, origin, sessionId, identityId }: Texts): PackedText {
  let characters = key;
  const fields: number[] = [key.length, credentials.length];
  const add = (text: string | undefined): void => {
    if (text === undefined) {
      fields.push(noLong, 0);
      return;
    }
    let at = characters.indexOf(text);
    if (at === -1) {
      at = characters.length;
      characters += text;
    }
    fields.push(at, text.length);
  };
  add(origin);
  add(sessionId);
  add(identityId);
  for (const credential of credentials) add(credential);
  const wide = hasWide(characters);
  const long = characters.length > shortMax || credentials.length > shortMax;
  const bytes = fields.length * (long ? 4 : 2) + characters.length * (wide ? 2 : 1);
  return { bytes, fields, characters, wide, long };
}

function hasWide(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0xff) return true;
  return false;
}

/** Writes and reads the texts of slots. */
export class EntryTexts {
  readonly #records: Records;
  readonly #blocks: Blocks;
  // The block that is being read: its page, where its fields and its characters begin in it (counted in two bytes), the
  // form of its text, and what stands for a text that is undefined.
  #bytes: Uint8Array = new Uint8Array(0);
  #shorts: Uint16Array = new Uint16Array(0);
  #first = 0;
  #characters = 0;
  #wide = false;
  #long = false;
  #none: number = noShort;

  constructor(records: Records, blocks: Blocks) {
    this.#records = records;
    this.#blocks = blocks;
  }

  /** Writes a slot's texts to its block, which must be large enough. */
  write(slot: number, { fields, characters, wide, long }: PackedText): void {
    const address = this.#records.word(slot, words.textAt);
    this.#records.setFlag(slot, flags.wide, wide);
    this.#records.setFlag(slot, flags.long, long);
    const page = this.#blocks.page(address);
    const { bytes: held, shorts } = page;
    let short = blockStart(page, address) >> 1;
    for (const field of fields) {
      shorts[short] = long || field !== noLong ? field & 0xffff : noShort;
      if (long) shorts[short + 1] = field >>> 16;
      short += long ? 2 : 1;
    }
    if (wide) {
      for (let i = 0; i < characters.length; i += 1) shorts[short + i] = characters.charCodeAt(i);
      return;
    }
    const at = short << 1;
    for (let i = 0; i < characters.length; i += 1) held[at + i] = characters.charCodeAt(i);
  }

  key(slot: number): string {
    this.#open(slot);
    return this.#slice(0, this.#field(keyLengthAt));
  }

  /** Whether the slot's key is exactly this one. */
  isKey(slot: number, key: string): boolean {
    this.#open(slot);
    return this.#field(keyLengthAt) === key.length && this.#matches(0, key);
  }

  text(slot: number, name: TextName): string | undefined {
    this.#open(slot);
    const at = this.#field(textAt[name]);
    return at === this.#none ? undefined : this.#slice(at, this.#field(textAt[name] + 1));
  }

  /** Whether a text of the slot is exactly this one. */
  isText(slot: number, name: TextName, text: string | undefined): boolean {
    this.#open(slot);
    return this.#isText(textAt[name], text);
  }

  credentials(slot: number): readonly CredentialDigest[] {
    this.#open(slot);
    const count = this.#field(credentialCountAt);
    const credentials: CredentialDigest[] = [];
    for (let i = 0; i < count; i += 1) {
      const at = textAt.credential + 2 * i;
      credentials.push(this.#slice(this.#field(at), this.#field(at + 1)) as CredentialDigest);
    }
    return credentials;
  }

  /** Whether the slot has these texts beside its key. */
  hasTexts(slot: number, { credentials, origin, sessionId, identityId }: Texts): boolean {
    this.#open(slot);
    if (!this.#isText(textAt.session, sessionId)) return false;
    if (!this.#isText(textAt.identity, identityId)) return false;
    if (!this.#isText(textAt.origin, origin)) return false;
    if (this.#field(credentialCountAt) !== credentials.length) return false;
    for (let i = 0; i < credentials.length; i += 1) {
      if (!this.#isText(textAt.credential + 2 * i, credentials[i])) return false;
    }
    return true;
  }

  /** Finds the block of a slot. The methods below read from it. */
  #open(slot: number): void {
    const address = this.#records.word(slot, words.textAt);
    const page = this.#blocks.page(address);
    this.#bytes = page.bytes;
    this.#shorts = page.shorts;
    this.#first = blockStart(page, address) >> 1;
    const form = this.#records.word(slot, words.flags);
    this.#wide = (form & flags.wide) !== 0;
    this.#long = (form & flags.long) !== 0;
    this.#none = this.#long ? noLong : noShort;
    const fields = fixedFields + 2 * this.#field(credentialCountAt);
    this.#characters = this.#first + (this.#long ? 2 * fields : fields);
  }

  #field(index: number): number {
    const shorts = this.#shorts;
    if (!this.#long) return shorts[this.#first + index] ?? 0;
    const at = this.#first + 2 * index;
    return (shorts[at] ?? 0) + 0x1_0000 * (shorts[at + 1] ?? 0);
  }

  #isText(field: number, text: string | undefined): boolean {
    const at = this.#field(field);
    if (at === this.#none || text === undefined) return at === this.#none && text === undefined;
    return this.#field(field + 1) === text.length && this.#matches(at, text);
  }

  #matches(at: number, text: string): boolean {
    if (this.#wide) return this.#matchesWide(at, text);
    const bytes = this.#bytes;
    const first = 2 * this.#characters + at;
    for (let i = 0; i < text.length; i += 1) {
      if (bytes[first + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  #matchesWide(at: number, text: string): boolean {
    const shorts = this.#shorts;
    const first = this.#characters + at;
    for (let i = 0; i < text.length; i += 1) {
      if (shorts[first + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  #slice(at: number, length: number): string {
    if (this.#wide) return wideTextOf(this.#shorts, this.#characters + at, length);
    return textOf(this.#bytes, 2 * this.#characters + at, length);
  }
}

function wideTextOf(codes: Uint16Array, from: number, length: number): string {
  let text = "";
  for (let at = from; at < from + length; at += 1) text += String.fromCharCode(codes[at] ?? 0);
  return text;
}
