// How many bytes an entry takes in memory, so that the store's ceiling is one of real memory.
import type { Entry } from "../core/entry.ts";

/**
 * What every entry takes in addition to its text and body: the entry and its numbers, the slot, its places in the key map, in
 * the indexes and in the heap, and the typed array around the body. Measured on V8; a test compares it with the heap.
 */
export const entryOverheadBytes = 2_048;

/** Header and length of a V8 string, and the padding to a multiple of eight. */
const stringOverheadBytes = 20;

/** One place in an array of pointers. */
const pointerBytes = 8;

/**
 * Estimated bytes that an entry takes. Text counts one byte a character, since header lines and keys are Latin-1. A body
 * that is a view counts the whole buffer, since it keeps that alive.
 */
export function entryBytes(entry: Entry): number {
  let bytes = entryOverheadBytes + entry.body.buffer.byteLength;
  bytes += textBytes(entry.key);
  for (const credential of entry.credentials) bytes += textBytes(credential) + pointerBytes;
  bytes += textBytes(entry.origin) + textBytes(entry.sessionId) + textBytes(entry.identityId);
  for (const text of entry.headers) bytes += textBytes(text) + pointerBytes;
  // The lines for HEAD are the same strings again.
  bytes += entry.headHeaders.length * pointerBytes;
  return bytes;
}

function textBytes(text: string | undefined): number {
  return text === undefined ? 0 : stringOverheadBytes + text.length;
}
