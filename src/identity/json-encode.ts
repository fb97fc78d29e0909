// JSON as Go's encoding/json writes it: one line, no blanks, <, >, & and the two line separators
// escaped, and raw fragments passed through.

/** A fragment that is JSON already. */
export class RawJson {
  readonly text: string;
  /** Takes JSON text as it is; only `<`, `>`, `&` and line separators are escaped when it is written. */
  constructor(text: string) {
    this.text = text;
  }
}

/** Encodes a value; members that are undefined are left out. */
export function encodeJson(value: unknown): string {
  return plain(value).replaceAll(escapePattern, escapeCharacter);
}

/** A header's bytes (Latin-1 in Node) as a JSON string: bytes that are not UTF-8 become `\ufffd`. */
export function headerText(value: string): string {
  return Buffer.from(value, "latin1").toString("utf8");
}

const escapePattern = /[<>&\u2028\u2029\ufffd]/gu;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function plain(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(plain).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${plain(member)}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}
