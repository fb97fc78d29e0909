// The number of bytes that an entry takes in memory, so that the store's limit is one on real memory.
import type { Entry } from "../core/entry.ts";
import type { PackedText } from "./entry-text.ts";

/**
 * What every entry takes in addition to its text and body: its record, its cells in the tables, its place in the heap,
 * and what its blocks are larger than what they hold. A test compares the sum with what a full store takes.
 */
const entryOverheadBytes = 272;

/** The share of a body that its block is larger on average. */
const bodyRoomShare = 0.03;

/** What a credential takes in the index of entries with several credentials. */
const sharedCredentialBytes = 384;

/** What a date takes that is not in the usual form, in addition to its characters. */
const oddDateBytes = 96;

/** The bytes that an entry takes, without its body and its template. */
export function recordedBytes(texts: PackedText, indexedCredentials: number): number {
  return entryOverheadBytes + texts.bytes + indexedCredentials * sharedCredentialBytes;
}

/** The bytes that a body takes, if no other entry has it. */
export function bodyBlockBytes(bodyBytes: number): number {
  return bodyBytes + Math.floor(bodyBytes * bodyRoomShare);
}

/** The bytes that an entry's header lines take, if no other entry has the same. */
export function headBytes(
  { template, date }: Pick<Entry, "template" | "date">,
  odd: boolean,
): number {
  return (template.shared ? 0 : template.bytes) + (odd ? oddDateBytes + date.length : 0);
}
