// The recorded stories as data: what one file holds, how it is loaded, and the exact bytes of its requests.
import { readFileSync, readdirSync } from "node:fs";

/** One piece of a request whose exact bytes matter; pieces are concatenated. */
type RawPiece =
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly repeat: string; readonly times: number };

/** A request as it was sent: either headers in order, or exact bytes. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | null;
  readonly version?: string;
  readonly raw?: readonly RawPiece[];
  readonly raw_size?: number;
  readonly sent_in_parts?: readonly (readonly [number, number])[];
}

/** An answer as it was received; headers keep their order and case, the transfer coding is removed. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string | null;
  readonly body_base64?: string;
  readonly version?: string;
  readonly interim?: readonly unknown[];
}

/** One exchange of a story. Times are milliseconds since the story began. */
export interface Exchange {
  readonly n: number;
  readonly at_ms: number;
  readonly took_ms: number;
  readonly listener: "public" | "admin" | "hook";
  readonly during?: number;
  readonly why: string;
  readonly request: RecordedRequest;
  readonly response: RecordedAnswer;
  readonly more_responses?: readonly RecordedAnswer[];
}

/** One scenario: a story of exchanges in order, recorded under one configuration. */
export interface Story {
  readonly scenario: string;
  readonly about: string;
  readonly config: string;
  readonly exchanges: readonly Exchange[];
}

const folder = new URL("./recordings/", import.meta.url);

/** The names of all recorded scenarios, sorted. */
export const scenarios: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length))
  .sort();

/** Reads one scenario by its name; throws when there is no such recording. */
export function loadStory(scenario: string): Story {
  return JSON.parse(readFileSync(new URL(`${scenario}.json`, folder), "utf8")) as Story;
}

/** The header lines of a request in the order they were sent, one pair per line. */
export function headerLines(request: RecordedRequest): [string, string][] {
  return Object.entries(request.headers ?? {}).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((line): [string, string] => [name, line]),
  );
}

/**
 * The bytes of a request. Header values were sent as Latin-1 (recording 01a answers a lone 0xE9
 * with a replacement character), bodies as UTF-8.
 */
export function requestBytes(request: RecordedRequest): Buffer {
  if (request.raw !== undefined) return Buffer.concat(request.raw.map(pieceBytes));
  const lines = headerLines(request).map(([name, value]) => `${name}: ${value}\r\n`);
  const start = `${request.method} ${request.path} ${request.version ?? "HTTP/1.1"}\r\n`;
  return Buffer.concat([
    Buffer.from(`${start}${lines.join("")}\r\n`, "latin1"),
    Buffer.from(request.body ?? "", "utf8"),
  ]);
}

/** The same bytes, in the parts they were sent in. */
export function requestParts(request: RecordedRequest): Buffer[] {
  const bytes = requestBytes(request);
  const parts: Buffer[] = [];
  let from = 0;
  for (const [, length] of request.sent_in_parts ?? []) {
    parts.push(bytes.subarray(from, from + length));
    from += length;
  }
  return from < bytes.length ? [...parts, bytes.subarray(from)] : parts;
}

/** The body bytes of a recorded answer. */
export function answerBody(answer: RecordedAnswer): Buffer {
  if (answer.body_base64 !== undefined) return Buffer.from(answer.body_base64, "base64");
  return Buffer.from(answer.body ?? "", "utf8");
}

function pieceBytes(piece: RawPiece): Buffer {
  if ("text" in piece) return Buffer.from(piece.text, "utf8");
  if ("base64" in piece) return Buffer.from(piece.base64, "base64");
  return Buffer.from(piece.repeat.repeat(piece.times), "utf8");
}
