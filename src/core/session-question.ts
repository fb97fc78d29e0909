// What one process asks all edges about their sessions, and what they answer. A question holds ids and digests only. An
// answer holds ids, ages and sizes, never a credential, a trait or a body. Both are bounded.
import type { Scope } from "./invalidation.ts";
import { isRecord } from "./session.ts";

/** What a question is about: the entries of a scope, or the sessions that were checked most often. */
export type SessionMatter =
  | Exclude<Scope, { readonly kind: "project" }>
  | { readonly kind: "most-asked" };

/** A question to every edge. */
export interface SessionQuestion {
  readonly version: 1;
  readonly id: string;
  /** The instance that asks. */
  readonly by: string;
  readonly project: string;
  readonly about: SessionMatter;
}

/** One entry of an edge. Times are milliseconds from now, because the clocks of two processes may differ. */
export interface HeldAnswer {
  readonly session: string;
  readonly identity: string;
  /** The number of credentials in its cache key. */
  readonly credentials: number;
  /** The `Origin` of its checks. Undefined if they have none. */
  readonly origin: string | undefined;
  readonly ageMs: number;
  /** Negative if it is past its limit. */
  readonly freshForMs: number;
  /** Undefined if the session's end is not known. */
  readonly endsInMs: number | undefined;
  readonly renew: boolean;
  readonly bytes: number;
}

/** A session that was checked often. */
export interface AskedSession {
  readonly session: string;
  readonly identity: string;
  /** About how many hits it had lately. */
  readonly hits: number;
}

/** What one edge answers. One of the two lists is empty. */
export interface SessionFindings {
  readonly held: readonly HeldAnswer[];
  readonly asked: readonly AskedSession[];
  /** Whether there was more than an answer may list. */
  readonly truncated: boolean;
}

/** The answer of one edge. */
export interface SessionAnswer extends SessionFindings {
  readonly version: 1;
  /** The id of the question. */
  readonly id: string;
  /** The instance that answers. */
  readonly instance: string;
}

/** The most entries, and the most sessions, of one answer. */
export const findingsMax = 20;
/** The longest answer as a bus writes it, in bytes. */
export const answerBytesMax = 16 * 1_024;
/** The longest text in a question or an answer. Ids have 36 characters, and digests 43. */
const textCharactersMax = 256;

/** Findings of which nothing is there. */
export const nothingFound: SessionFindings = { held: [], asked: [], truncated: false };

/** As much of the findings as fits into one answer, from the first one on. */
export function boundedFindings({ held, asked, truncated }: SessionFindings): SessionFindings {
  let left = answerBytesMax - textCharactersMax * 2;
  const fits = (finding: unknown): boolean => {
    left -= asciiBytes(JSON.stringify(finding)) + 1;
    return left >= 0;
  };
  const shownHeld = held.slice(0, findingsMax).map(clipped).filter(fits);
  const shownAsked = asked.slice(0, findingsMax).filter(fits);
  const whole = shownHeld.length === held.length && shownAsked.length === asked.length;
  return { held: shownHeld, asked: shownAsked, truncated: truncated || !whole };
}

/** An `Origin` may be as long as a request's head. */
function clipped(entry: HeldAnswer): HeldAnswer {
  const { origin } = entry;
  if (origin === undefined || origin.length <= textCharactersMax) return entry;
  return { ...entry, origin: `${origin.slice(0, textCharactersMax - 1)}…` };
}

/** The bytes of JSON text in ASCII, in which every other character is written as `\uXXXX`. */
function asciiBytes(json: string): number {
  let bytes = 0;
  for (let at = 0; at < json.length; at += 1) bytes += json.charCodeAt(at) > 0x7e ? 6 : 1;
  return bytes;
}

/** Reads a question. Undefined if it is not understood, and then nobody answers it. */
export function readQuestion(
  value: Readonly<Record<string, unknown>>,
): SessionQuestion | undefined {
  const { id, by, project } = value;
  const about = readMatter(value["about"]);
  if (!isShort(id) || !isShort(by) || !isShort(project) || about === undefined) return undefined;
  return { version: 1, id, by, project, about };
}

function readMatter(value: unknown): SessionMatter | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, value: named } = value;
  if (kind === "most-asked") return { kind };
  if (!isShort(named)) return undefined;
  switch (kind) {
    case "credential":
      // Only control planes ask, and they ask about a digest.
      return { kind, value: named as Extract<Scope, { kind: "credential" }>["value"] };
    case "session":
    case "identity":
      return { kind, value: named };
    default:
      return undefined;
  }
}

/** Reads an answer. What is not understood is left out. Undefined if it answers no question. */
export function readAnswer(value: Readonly<Record<string, unknown>>): SessionAnswer | undefined {
  const { id, instance, held, asked, truncated } = value;
  if (!isShort(id) || !isShort(instance)) return undefined;
  return {
    version: 1,
    id,
    instance,
    held: readList(held, readHeld),
    asked: readList(asked, readAsked),
    truncated: truncated === true,
  };
}

function readList<One>(value: unknown, read: (one: unknown) => One | undefined): readonly One[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, findingsMax).flatMap((one: unknown) => {
    const found = read(one);
    return found === undefined ? [] : [found];
  });
}

function readHeld(value: unknown): HeldAnswer | undefined {
  if (!isRecord(value)) return undefined;
  const { session, identity, credentials, origin, ageMs, freshForMs, endsInMs, renew, bytes } =
    value;
  if (!isShort(session) || !isNumber(ageMs) || !isNumber(freshForMs)) return undefined;
  return {
    session,
    identity: isShort(identity) ? identity : "",
    credentials: isCount(credentials) ? credentials : 0,
    origin: isShort(origin) ? origin : undefined,
    ageMs: Math.max(0, ageMs),
    freshForMs,
    endsInMs: isNumber(endsInMs) ? endsInMs : undefined,
    renew: renew === true,
    bytes: isCount(bytes) ? bytes : 0,
  };
}

function readAsked(value: unknown): AskedSession | undefined {
  if (!isRecord(value)) return undefined;
  const { session, identity, hits } = value;
  if (!isShort(session) || !isCount(hits)) return undefined;
  return { session, identity: isShort(identity) ? identity : "", hits };
}

function isShort(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= textCharactersMax;
}

/** Times are at most about 270 years, so that they can always be shown as an instant. */
function isNumber(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= 2 ** 43;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
