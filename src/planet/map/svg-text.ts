// Text and numbers as a picture has them.

/** Text as it may stand in a picture: escaped, without the control characters that XML forbids. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A length with at most one digit after the point. */
export function length(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Text in lines of at most `characters`, broken between words. The last of `lines` ends in `…` if more follows. */
export function wrapped(text: string, characters: number, lines: number): readonly string[] {
  const done: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/u).filter((part) => part !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > characters) {
      done.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== "") done.push(line);
  const kept = done.slice(0, lines).map((one) => cut(one, characters));
  const last = kept.at(-1);
  if (done.length <= lines || last === undefined) return kept;
  return [...kept.slice(0, -1), cut(`${last} …`, characters)];
}

/** Sentences in lines: as many in each as have room. One that is longer than a line is broken between words. */
export function packed(
  sentences: readonly string[],
  characters: number,
  lines: number,
): readonly string[] {
  const packs: string[] = [];
  for (const sentence of sentences) {
    const last = packs.at(-1);
    if (last !== undefined && last.length + 1 + sentence.length <= characters)
      packs[packs.length - 1] = `${last} ${sentence}`;
    else packs.push(sentence);
  }
  return packs.flatMap((pack) => wrapped(pack, characters, lines)).slice(0, lines);
}

function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1).trimEnd()}…`;
}
