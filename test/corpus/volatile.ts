// What differs between two runs of one story (ids, instants, secrets), found by its spelling.
// A text is split into a template, which must be the same in both runs, and the volatile values
// in it, which must correspond.

/** What a volatile value is. Instants and peers are compared, the others are also written into later requests. */
export type VolatileKind =
  | "id"
  | "token"
  | "csrf"
  | "jwt"
  | "totp"
  | "code"
  | "image"
  | "instant"
  | "stamp"
  | "date"
  | "peer";

/** One volatile value found in a text. */
export interface Volatile {
  readonly kind: VolatileKind;
  readonly value: string;
}

const instant = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z";

const patterns: readonly (readonly [VolatileKind, string])[] = [
  ["image", "data:image/png;base64,[A-Za-z0-9+/=]+"],
  ["id", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"],
  ["token", "(?<=\\bory_(?:st|lo|ac|at|rt)_)[A-Za-z0-9]{16,}"],
  ["jwt", "eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+"],
  ["csrf", "(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}=="],
  ["totp", "(?<![A-Za-z0-9])[A-Z2-7]{32}(?![A-Za-z0-9])"],
  // What the database stamped; all other instants come from the session and are as Go printed them.
  ["stamp", `(?<="(?:created|updated)_at":")${instant}`],
  ["instant", instant],
  ["date", "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT"],
  // Codes of recovery and verification, as in mails.
  ["code", "(?<![\\w.-])\\d{6}(?![\\w.-])"],
  // The listeners' own ports are part of what is configured, every other port is the client's.
  ["peer", "127\\.0\\.0\\.1:(?!443[34]\\b)\\d{4,5}\\b"],
];

const expression = new RegExp(patterns.map(([, source]) => `(${source})`).join("|"), "g");

/** Splits a text into its constant part and its volatile values, in order. */
export function dissect(text: string): { template: string; values: Volatile[] } {
  const values: Volatile[] = [];
  const template = text.replace(expression, (value, ...groups: unknown[]) => {
    const kind = patterns[groups.slice(0, patterns.length).findIndex((g) => g !== undefined)]?.[0];
    if (kind === undefined) return value;
    values.push({ kind, value });
    return `‹${kind}›`;
  });
  return { template, values };
}

/** True for values that a later request may carry anywhere, and that are long enough to be found there. */
export function travels(kind: VolatileKind): boolean {
  return kind === "id" || kind === "token" || kind === "csrf" || kind === "totp";
}

/** Milliseconds since the epoch, with fractions, of an RFC 3339 instant in UTC. */
export function instantMs(instant: string): number {
  const [seconds = "", fraction = ""] = instant.slice(0, -1).split(".");
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction || "0"}`) * 1000;
}

/** How many digits the fraction of an instant may have: Go prints nanoseconds, the database keeps microseconds. */
export function fractionDigitsMax(kind: "instant" | "stamp"): number {
  return kind === "stamp" ? 6 : 9;
}
