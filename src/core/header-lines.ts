// Header lines as a flat list: name, value, name, value … in order, with repetition.

/** The values of all lines with this name (given in lower case), in order. */
export function headerValues(lines: readonly string[], lowerName: string): readonly string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] ?? "";
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) {
      values.push(lines[i + 1] ?? "");
    }
  }
  return values;
}

/** The lines of a text in which each is `Name: value` and ends with CRLF. */
export function splitHeadText(text: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length;) {
    const colon = text.indexOf(": ", at);
    const end = text.indexOf("\r\n", colon);
    lines.push(text.slice(at, colon), text.slice(colon + 2, end));
    at = end + 2;
  }
  return lines;
}

/** The lines whose lower-case name passes, in order. */
export function filterLines(
  lines: readonly string[],
  keep: (lowerName: string) => boolean,
): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] ?? "";
    if (keep(name.toLowerCase())) kept.push(name, lines[i + 1] ?? "");
  }
  return kept;
}

/** Fields that concern one connection only (RFC 9110 section 7.6.1), and those that `Connection` nominates. */
export function hopByHopNames(lines: readonly string[]): ReadonlySet<string> {
  const names = new Set([
    "connection",
    "http2-settings",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
  ]);
  for (const value of headerValues(lines, "connection")) {
    for (const option of value.split(",")) names.add(option.trim().toLowerCase());
  }
  return names;
}
