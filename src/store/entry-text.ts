// The text of each entry, in one block: its key and the places of the other texts, most of which are parts of the key.
import type { CredentialDigest } from "../core/credential.ts";
import type { Blocks } from "./blocks.ts";
import { flags, words, type Records } from "./records.ts";

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

  constructor(records: Records, blocks: Blocks) {
    this.#records = records;
    this.#blocks = blocks;
  }

  /** Writes a slot's texts to its block, which must be large enough. */
  write(slot: number, { fields, characters, wide, long }: PackedText): void {
    const address = this.#records.word(slot, words.textAt);
    this.#records.setFlag(slot, flags.wide, wide);
    this.#records.setFlag(slot, flags.long, long);
    const shorts = this.#blocks.shorts(address);
    const start = this.#blocks.start(address);
    let short = start >> 1;
    for (const field of fields) {
      shorts[short] = long || field !== noLong ? field & 0xffff : noShort;
      if (long) shorts[short + 1] = field >>> 16;
      short += long ? 2 : 1;
    }
    if (wide) {
      for (let i = 0; i < characters.length; i += 1) shorts[short + i] = characters.charCodeAt(i);
      return;
    }
    const bytes = this.#blocks.bytes(address);
    const at = short << 1;
    for (let i = 0; i < characters.length; i += 1) bytes[at + i] = characters.charCodeAt(i);
  }

  key(slot: number): string {
    return this.#slice(slot, 0, this.#field(slot, keyLengthAt));
  }

  /** Whether the slot's key is exactly this one. */
  isKey(slot: number, key: string): boolean {
    return this.#field(slot, keyLengthAt) === key.length && this.#matches(slot, 0, key);
  }

  text(slot: number, name: TextName): string | undefined {
    return this.#textOf(slot, textAt[name]);
  }

  /** Whether a text of the slot is exactly this one. */
  isText(slot: number, name: TextName, text: string | undefined): boolean {
    const at = this.#field(slot, textAt[name]);
    if (this.#isNone(slot, at)) return text === undefined;
    if (text === undefined) return false;
    const length = this.#field(slot, textAt[name] + 1);
    return length === text.length && this.#matches(slot, at, text);
  }

  credentials(slot: number): readonly CredentialDigest[] {
    const count = this.#field(slot, credentialCountAt);
    const credentials: CredentialDigest[] = [];
    for (let i = 0; i < count; i += 1) {
      credentials.push(this.#textOf(slot, textAt.credential + 2 * i) as CredentialDigest);
    }
    return credentials;
  }

  /** Whether the slot has these texts beside its key. */
  hasTexts(slot: number, { credentials, origin, sessionId, identityId }: Texts): boolean {
    if (!this.isText(slot, "session", sessionId)) return false;
    if (!this.isText(slot, "identity", identityId)) return false;
    if (!this.isText(slot, "origin", origin)) return false;
    if (this.#field(slot, credentialCountAt) !== credentials.length) return false;
    for (let i = 0; i < credentials.length; i += 1) {
      const at = textAt.credential + 2 * i;
      const credential = credentials[i] ?? "";
      if (this.#field(slot, at + 1) !== credential.length) return false;
      if (!this.#matches(slot, this.#field(slot, at), credential)) return false;
    }
    return true;
  }

  #textOf(slot: number, field: number): string | undefined {
    const at = this.#field(slot, field);
    return this.#isNone(slot, at) ? undefined : this.#slice(slot, at, this.#field(slot, field + 1));
  }

  #isNone(slot: number, at: number): boolean {
    return at === (this.#records.has(slot, flags.long) ? noLong : noShort);
  }

  #field(slot: number, index: number): number {
    const address = this.#records.word(slot, words.textAt);
    const shorts = this.#blocks.shorts(address);
    const short = this.#blocks.start(address) >> 1;
    if (!this.#records.has(slot, flags.long)) return shorts[short + index] ?? 0;
    const low = shorts[short + 2 * index] ?? 0;
    return low + 0x1_0000 * (shorts[short + 2 * index + 1] ?? 0);
  }

  /** Where the slot's characters begin in its page, in bytes. */
  #charactersAt(slot: number, address: number): number {
    const fields = fixedFields + 2 * this.#field(slot, credentialCountAt);
    return this.#blocks.start(address) + fields * (this.#records.has(slot, flags.long) ? 4 : 2);
  }

  #matches(slot: number, at: number, text: string): boolean {
    const address = this.#records.word(slot, words.textAt);
    const start = this.#charactersAt(slot, address);
    if (this.#records.has(slot, flags.wide)) {
      const shorts = this.#blocks.shorts(address);
      const first = (start >> 1) + at;
      for (let i = 0; i < text.length; i += 1) {
        if (shorts[first + i] !== text.charCodeAt(i)) return false;
      }
      return true;
    }
    const bytes = this.#blocks.bytes(address);
    const first = start + at;
    for (let i = 0; i < text.length; i += 1) {
      if (bytes[first + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  #slice(slot: number, at: number, length: number): string {
    const address = this.#records.word(slot, words.textAt);
    const start = this.#charactersAt(slot, address);
    if (this.#records.has(slot, flags.wide)) {
      return textOf(this.#blocks.shorts(address), (start >> 1) + at, length);
    }
    return textOf(this.#blocks.bytes(address), start + at, length);
  }
}

/** Makes a string from character codes. Eight at a time, because a call for each one or for an array costs more. */
function textOf(codes: Uint8Array | Uint16Array, from: number, length: number): string {
  let text = "";
  let at = from;
  const code = (offset: number): number => codes[at + offset] ?? 0;
  for (const end = from + length - 7; at < end; at += 8) {
    text += String.fromCharCode(
      code(0),
      code(1),
      code(2),
      code(3),
      code(4),
      code(5),
      code(6),
      code(7),
    );
  }
  for (; at < from + length; at += 1) text += String.fromCharCode(code(0));
  return text;
}
