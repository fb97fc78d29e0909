// Makes a string of characters that are held as bytes.

/** Makes a string from character codes. Twelve at a time, because a call for each one or for an array costs more. */
export function textOf(codes: Uint8Array, from: number, length: number): string {
  let text = "";
  let at = from;
  for (const end = from + length - 11; at < end; at += 12) {
    text += String.fromCharCode(
      codes[at] ?? 0,
      codes[at + 1] ?? 0,
      codes[at + 2] ?? 0,
      codes[at + 3] ?? 0,
      codes[at + 4] ?? 0,
      codes[at + 5] ?? 0,
      codes[at + 6] ?? 0,
      codes[at + 7] ?? 0,
      codes[at + 8] ?? 0,
      codes[at + 9] ?? 0,
      codes[at + 10] ?? 0,
      codes[at + 11] ?? 0,
    );
  }
  for (; at < from + length; at += 1) text += String.fromCharCode(codes[at] ?? 0);
  return text;
}
