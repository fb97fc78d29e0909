// Text for people: what a server says, made safe for a terminal; tables; names with values.

/** Characters that move the cursor or reorder text stand as their code: another user may have chosen the text. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** A JSON value in a cell or behind its name. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(shown).join(", ");
  if (value === undefined || value === null || value === "") return "none";
  return plain(typeof value === "string" ? value : JSON.stringify(value));
}

/** An instant of the API to the second, in UTC, or `never` if there is no instant. */
export function instant(value: string | null | undefined): string {
  if (value === undefined || value === null) return "never";
  return plain(value).replace(/\.\d+Z$/, "Z");
}

/** Rows in columns as wide as their widest cell; the first row is the head. */
export function aligned(
  rows: readonly (readonly string[])[],
  emphasise: (text: string) => string,
): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return lines.map((line, at) => `${at === 0 ? emphasise(line) : line}\n`).join("");
}

/** Names with values, one a line. */
export function facts(pairs: readonly (readonly [string, string])[], indent = ""): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${indent}${name.padEnd(width)}  ${value}\n`).join("");
}
