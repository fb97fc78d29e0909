// Trims the end of a text in one pass. A pattern such as `/ +$/` scans a run of blanks once for each of its characters.

/** The text without the given characters at its end. */
export function withoutTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}
