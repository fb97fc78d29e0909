// The header lines of stored answers. Lines that are equal among entries are held once, in a template. A template leaves
// open what differs: the date, the identity, the request's `Origin`, the rest of the hint, and the body's length.
import { cacheForbidden } from "./cache-control.ts";

/** The only fields of an answer that are stored and replayed. `Set-Cookie` is not among them (L6). */
const storedNames: ReadonlySet<string> = new Set([
  "cache-control",
  "content-type",
  "content-length",
  "date",
  "ory-session-cache-for",
  "vary",
  "x-kratos-authenticated-identity-id",
]);

/** Whether a field belongs to CORS (the Fetch standard's response headers). */
function isCors(lowerName: string): boolean {
  return lowerName.startsWith("access-control-");
}

/**
 * Whether a field is left out on `HEAD`: the origin sends no CORS headers on `HEAD`. `Cache-Control` stays, although
 * the origin sends none.
 */
export function isLeftOutOnHead(lowerName: string): boolean {
  return isCors(lowerName);
}

/** A value that differs among entries. */
type OpenValue = "date" | "identity" | "origin" | "hint" | "length";

/** The lines of a template for one method. */
interface HeadForm {
  /** Name, value, name, value … in the origin's order. Open values are empty. */
  readonly lines: readonly string[];
  /** The open values in order, and their indexes in `lines`. */
  readonly open: readonly OpenValue[];
  readonly openAt: readonly number[];
  /** The text before each open value, and the text after the last one. */
  readonly texts: readonly string[];
}

/** Header lines without the values that differ among entries. */
export interface HeadTemplate {
  readonly forGet: HeadForm;
  /** Without CORS. */
  readonly forHead: HeadForm;
  /** The bytes that the template takes in memory, estimated. */
  readonly bytes: number;
  /** Whether more than one answer has had it. Entries share such a template. */
  shared: boolean;
}

/** What the header lines of an entry are made from. */
export interface StoredHead {
  readonly template: HeadTemplate;
  /** The origin's `Date`. Empty if the answer had none. */
  readonly date: string;
  readonly identityId: string | undefined;
  readonly origin: string | undefined;
  readonly hintMs: number | undefined;
  readonly bodyBytes: number;
}

/**
 * The lines that are stored of an answer, as one text: each `Name: value` with CRLF. The status line and the empty line
 * are not in it.
 *
 * @param hintSeconds - What is left of the hint. Undefined for the hint as the origin gave it.
 */
export function storedHead(
  head: StoredHead,
  forHead: boolean,
  hintSeconds: number | undefined,
): string {
  const { open, texts } = forHead ? head.template.forHead : head.template.forGet;
  let text = texts[0] ?? "";
  for (let i = 0; i < open.length; i += 1) {
    text += openValue(head, open[i], hintSeconds);
    text += texts[i + 1] ?? "";
  }
  return text;
}

/** The same lines as a new list: name, value, name, value … */
export function storedLines(
  head: StoredHead,
  forHead: boolean,
  hintSeconds: number | undefined,
): string[] {
  const form = forHead ? head.template.forHead : head.template.forGet;
  const lines = form.lines.slice();
  for (let i = 0; i < form.open.length; i += 1) {
    lines[form.openAt[i] ?? 0] = openValue(head, form.open[i], hintSeconds);
  }
  return lines;
}

function openValue(
  head: StoredHead,
  open: OpenValue | undefined,
  hintSeconds: number | undefined,
): string {
  switch (open) {
    case "date":
      return head.date;
    case "identity":
      return head.identityId ?? "";
    case "origin":
      return head.origin ?? "";
    case "hint":
      return String(hintSeconds ?? Math.floor((head.hintMs ?? 0) / 1_000));
    case "length":
      return String(head.bodyBytes);
    case undefined:
      return "";
    default:
      return open satisfies never;
  }
}

/** Stands for an open value in the text by which a template is found. No header value has this character. */
const mark = "\0";

/** How many templates are remembered. An origin that answers in more ways starts the memory again. */
export const templatesMax = 256;

/** Templates by their text. It only saves memory: the lines of an entry are the same without it. */
let templates = new Map<string, HeadTemplate>();

/** The number of templates that are remembered. */
export function templatesRemembered(): number {
  return templates.size;
}

/**
 * Chooses what is stored of an answer's header lines. `Content-Length` is the body's true length, and a
 * `Cache-Control` that forbids keeping the answer is added if there is none (see `withCacheControl`).
 */
export function prepareHead(
  lines: readonly string[],
  about: Omit<StoredHead, "template" | "date">,
): Pick<StoredHead, "template" | "date"> {
  const kept: string[] = [];
  let text = "";
  let date: string | undefined;
  let [hinted, sized, forbidden, identified, allowed] = [false, false, false, false, false];
  const keep = (name: string, value: string): void => {
    kept.push(name, value);
    text += `${name}: ${value}\r\n`;
  };
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] ?? "";
    const value = lines[i + 1] ?? "";
    const lower = name.toLowerCase();
    if (!storedNames.has(lower) && !isCors(lower)) continue;
    if (lower === "date" && date === undefined) {
      date = value;
      keep(name, `${mark}date`);
    } else if (lower === "content-length" && !sized) {
      sized = true;
      keep(name, `${mark}length`);
    } else if (lower === "ory-session-cache-for" && !hinted && about.hintMs !== undefined) {
      hinted = true;
      keep(name, `${mark}hint`);
    } else if (
      lower === "x-kratos-authenticated-identity-id" &&
      !identified &&
      value === about.identityId
    ) {
      identified = true;
      keep(name, `${mark}identity`);
    } else if (lower === "access-control-allow-origin" && !allowed && value === about.origin) {
      allowed = true;
      keep(name, `${mark}origin`);
    } else {
      if (lower === "cache-control" && value.trim() !== "") forbidden = true;
      keep(name, value);
    }
  }
  if (!sized) keep("Content-Length", `${mark}length`);
  if (!forbidden) keep("Cache-Control", cacheForbidden);
  return { template: templateOf(text, kept), date: date ?? "" };
}

function templateOf(text: string, lines: readonly string[]): HeadTemplate {
  const known = templates.get(text);
  if (known !== undefined) {
    known.shared = true;
    return known;
  }
  const forGet = formOf(lines, () => true);
  const forHead = formOf(lines, (name) => !isLeftOutOnHead(name));
  const template = { forGet, forHead, bytes: templateBytes(forGet, forHead), shared: false };
  if (templates.size >= templatesMax) templates = new Map();
  templates.set(text, template);
  return template;
}

function formOf(marked: readonly string[], keeps: (lowerName: string) => boolean): HeadForm {
  const lines: string[] = [];
  const open: OpenValue[] = [];
  const openAt: number[] = [];
  const texts: string[] = [];
  let text = "";
  for (let i = 0; i + 1 < marked.length; i += 2) {
    const name = marked[i] ?? "";
    const value = marked[i + 1] ?? "";
    if (!keeps(name.toLowerCase())) continue;
    text += `${name}: `;
    const opened = openValues.find((each) => value === mark + each);
    if (opened === undefined) {
      lines.push(name, value);
      text += value;
    } else {
      lines.push(name, "");
      open.push(opened);
      openAt.push(lines.length - 1);
      texts.push(text);
      text = "";
    }
    text += "\r\n";
  }
  texts.push(text);
  return { lines, open, openAt, texts };
}

const openValues: readonly OpenValue[] = ["date", "identity", "origin", "hint", "length"];

/** What each string and each object of a template takes beside its characters. */
const pieceBytes = 48;

function templateBytes(...forms: readonly HeadForm[]): number {
  let bytes = pieceBytes;
  for (const { lines, open, texts } of forms) {
    bytes += pieceBytes * (6 + open.length);
    for (const text of texts) bytes += pieceBytes + text.length;
    for (const text of lines) bytes += pieceBytes + text.length;
  }
  return bytes;
}
