// The number of bytes that an entry takes in memory, so that the store's limit is one on real memory.
import type { Entry } from "../core/entry.ts";

/**
 * What every entry takes in addition to its text and body: the entry and its numbers, the slot, its places in the key map, in
 * the indexes and in the heap, and the typed array around the body. Measured on V8; a test compares it with the heap.
 */
export const entryOverheadBytes = 2_048;

/** The header and the length of a V8 string, and the padding to a multiple of eight. */
const stringOverheadBytes = 20;

/** One place in an array of pointers. */
const pointerBytes = 8;

/**
 * The estimated bytes that an entry takes. Text counts as one byte per character, because header lines and keys are
 * Latin-1. A body that is a view counts as its whole buffer, because it keeps the buffer alive.
 */
export function entryBytes(entry: Entry): number {
  let bytes = entryOverheadBytes + entry.body.buffer.byteLength;
  bytes += textBytes(entry.key);
  for (const credential of entry.credentials) bytes += textBytes(credential) + pointerBytes;
  bytes += textBytes(entry.origin) + textBytes(entry.sessionId) + textBytes(entry.identityId);
  if (!entry.template.shared) bytes += entry.template.bytes;
  return bytes;
}

function textBytes(text: string | undefined): number {
  return text === undefined ? 0 : stringOverheadBytes + text.length;
}
