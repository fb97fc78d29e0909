// Percent-decoding as the origin does it before it looks at a path or a query.

/** Percent-decoding byte by byte; undefined where an escape is broken. */
export function percentDecoded(text: string): string | undefined {
  if (!text.includes("%")) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
