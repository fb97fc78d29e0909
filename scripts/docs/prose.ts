// The prose of a document or of a source file. What is not prose is blanked out, so that lines keep their numbers.

/** The text with fenced code blanked out; code within a line becomes one space. */
export function withoutCode(text: string): string {
  let fenced = false;
  return text
    .split("\n")
    .map((line) => {
      const fence = /^\s*(```|~~~)/.test(line);
      if (fence) fenced = !fenced;
      return fence || fenced ? "" : line;
    })
    .join("\n")
    .replaceAll(/`[^`\n]*`/gu, " ");
}

/** The text without code and without the targets of its links. */
export function proseOf(text: string): string {
  return withoutCode(text).replaceAll(/\]\([^()\s]+\)/gu, "]");
}

/** String literals of a source file, each on its line; all else is blanked out, and so are literals of several lines. */
export function literalsOf(source: string): string {
  return source
    .split("\n")
    .map((line) => line.replace(/^\s*(?:\/\/|\/?\*).*$/u, ""))
    .map((line) => [...line.matchAll(/"(?:[^"\\]|\\.)*"|`[^`]*`/gu)].map(([one]) => one).join(" "))
    .join("\n");
}
