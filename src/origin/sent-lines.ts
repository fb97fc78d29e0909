// The lines of a request that an adapter passes on: all except those that it writes itself.

/**
 * Fields that an adapter writes itself, in lower case: framing, the connection, and `Expect`, which the edge has
 * answered.
 */
const ownFields: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** Passes each line that is sent on to `take`, in order, with its case and its repetition. */
export function eachSentLine(
  lines: readonly string[],
  take: (name: string, value: string) => void,
): void {
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] ?? "";
    if (!ownFields.has(name.toLowerCase())) take(name, lines[i + 1] ?? "");
  }
}
