// A log line for people: time, level, message, and `key=value` for the rest. Whatever a value contains, it stays one
// line, and no value can look like another field or change the terminal.
import { isRecord } from "../../core/session.ts";

/** Members of a JSON line that the text writes in front, or that say nothing to a person. */
const notPairs: ReadonlySet<string> = new Set(["time", "level", "msg", "kind"]);
/** Instants of the edge's own clock. They mean something to a program that compares them. */
const instant = /^(?:.*AtMs|untilMs)$/u;
/** Control characters, format characters such as those that turn the direction, and line separators. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;
const bare = /^[\w./:@%+*~,[\]-]+$/u;

const colours: Readonly<Record<string, string>> = {
  warn: "\u001b[33m",
  error: "\u001b[31m",
  fatal: "\u001b[31m",
};
const dim = "\u001b[2m";
const plain = "\u001b[0m";

/** Writes a line of JSON as text. A line that is not a JSON object is kept. */
export function textLine(json: string, coloured: boolean): string {
  const members = readMembers(json);
  if (members === undefined) return json;
  const { time, level, msg } = members;
  const paint = (text: string, colour: string | undefined): string =>
    coloured && colour !== undefined ? colour + text + plain : text;
  const shownLevel = escaped(String(level)).toUpperCase().padEnd(5);
  const pairs = Object.entries(members).flatMap(([key, value]) => pairOf(key, value));
  return `${[
    paint(escaped(String(time)), dim),
    paint(shownLevel, colours[String(level)]),
    escaped(typeof msg === "string" ? msg : ""),
    ...pairs.map(([key, value]) => `${paint(`${key}=`, dim)}${value}`),
  ].join(" ")}\n`;
}

function readMembers(json: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(json);
    return isRecord(read) ? read : undefined;
  } catch {
    // Not JSON: it was written as text already.
    return undefined;
  }
}

function pairOf(key: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined || value === null || value === "") return [];
  if (notPairs.has(key) || instant.test(key)) return [];
  if (typeof value === "number" && key.endsWith("Ms")) {
    return [[escaped(key.slice(0, -2)), durationText(value)]];
  }
  return [[escaped(key), quoted(textOf(value))]];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  if (isCause(value)) return causeText(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

interface Cause {
  readonly message: string;
  readonly code?: unknown;
  readonly from?: unknown;
}

function isCause(value: unknown): value is Cause {
  return isRecord(value) && typeof value["message"] === "string";
}

function causeText({ message, code, from }: Cause): string {
  const coded =
    typeof code === "string" && !message.includes(code) ? `${message} (${code})` : message;
  return isCause(from) ? `${coded}, because ${causeText(from)}` : coded;
}

/** Milliseconds in the unit that a person would choose, with about three digits. */
export function durationText(ms: number): string {
  if (Math.abs(ms) < 1_000) return `${Number(ms.toPrecision(3))}ms`;
  if (Math.abs(ms) < 60_000) return `${Number((ms / 1_000).toFixed(1))}s`;
  const seconds = Math.round(ms / 1_000);
  const rest = seconds % 60;
  return `${Math.trunc(seconds / 60)}m${rest === 0 ? "" : `${rest}s`}`;
}

function quoted(text: string): string {
  if (bare.test(text)) return text;
  return `"${escaped(text.replaceAll("\\", "\\\\").replaceAll('"', '\\"'))}"`;
}

function escaped(text: string): string {
  return text.replace(unprintable, (found) => {
    const code = found.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
