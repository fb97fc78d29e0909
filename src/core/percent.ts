// Percent-decoding as the origin does it before it looks at a path or a query.

/** Percent-decodes byte by byte. Undefined if an escape is broken. */
export function percentDecoded(text: string): string | undefined {
  if (!text.includes("%")) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const [first = "", ...escaped] = text.split("%");
  let decoded = first;
  for (const piece of escaped) {
    decoded += String.fromCharCode(Number.parseInt(piece.slice(0, 2), 16)) + piece.slice(2);
  }
  return decoded;
}
