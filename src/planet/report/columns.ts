// Text in columns and in lines, for a terminal.

/** The greatest number of characters in a line of a report. */
export const lineCharacters = 100;

/** Rows as lines: columns as wide as their widest cell, to the left or to the right. `align` has a letter for each. */
export function columns(align: string, rows: readonly (readonly string[])[]): string {
  const widths = Array.from(align, (_side, at) =>
    Math.max(0, ...rows.map((row) => Array.from(row[at] ?? "").length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, at) => {
        const fill = " ".repeat(Math.max(0, (widths[at] ?? 0) - Array.from(cell).length));
        return align[at] === "r" ? fill + cell : cell + fill;
      })
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}

/** Sentences as lines of at most `lineCharacters`, broken between words. */
export function paragraph(...sentences: readonly string[]): string {
  const lines: string[] = [];
  let line = "";
  for (const word of sentences.join(" ").split(" ")) {
    if (line !== "" && line.length + 1 + word.length > lineCharacters) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

/** The first words that have room in `characters`, and how many are left out. */
export function someWords(words: readonly string[], characters: number): string {
  const whole = words.join(" ");
  if (whole.length <= characters) return whole;
  for (let kept = words.length - 1; kept > 0; kept -= 1) {
    const said = `${words.slice(0, kept).join(" ")} +${words.length - kept}`;
    if (said.length <= characters) return said;
  }
  return `${words.length}`;
}
