// Which requests are mutations, and whom they name.
import { percentDecoded } from "./percent.ts";
import type { Scope } from "./invalidation.ts";
import { mutationTable, type MutationRow } from "./mutation-table.ts";

/** A request recognised as a mutation. */
export interface Mutation {
  /** Name of the table's row, or `unlisted`. */
  readonly row: string;
  readonly listed: MutationRow | undefined;
  /** Scopes that the path names. */
  readonly named: readonly Scope[];
}

/** Recognises a mutation; undefined for requests that change nothing a check would show. */
export function findMutation(
  method: string,
  target: string,
  basePath: string,
): Mutation | undefined {
  const path = originPath(target, basePath);
  for (const listed of mutationTable) {
    if (!listed.methods.includes(method)) continue;
    const id = matchPath(listed.path, path);
    if (id === undefined) continue;
    const named: Scope[] =
      listed.names === undefined ? [] : [{ kind: listed.names, value: canonicalUuid(id) }];
    return { row: listed.name, listed, named };
  }
  if (isSafe(method)) return undefined;
  return { row: "unlisted", listed: undefined, named: [] };
}

function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS" || method === "TRACE";
}

/** The target as the origin's router sees it: base path and query taken off, percent-decoded. */
function originPath(target: string, basePath: string): string {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const below =
    basePath !== "" && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
  return percentDecoded(below) ?? below;
}

/** Matches a pattern segment by segment; gives what stands for `{id}` (empty where the pattern has none). */
function matchPath(pattern: string, path: string): string | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  let id = "";
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith("{")) {
      if (value === "") return undefined;
      if (segment === "{id}") id = value;
    } else if (segment !== value) return undefined;
  }
  return id;
}

/** A UUID in its usual form: the origin also reads upper case, no dashes, braces and the URN. */
export function canonicalUuid(text: string): string {
  const hex = text
    .toLowerCase()
    .replace(/^urn:uuid:/, "")
    .replace(/[{}-]/g, "");
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(hex);
  return parts === null ? text : parts.slice(1).join("-");
}

/**
 * The session tokens in the body of an API sign-out. Go reads member names in any case, takes the last of several,
 * and may be content with a body that goes on after its first value: every token that could be meant counts.
 */
export function tokensOfLogout(text: string): readonly string[] {
  const tokens = new Set<string>();
  for (const [, name = "", value = ""] of text.matchAll(
    /("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*")/g,
  )) {
    const token = jsonString(value);
    if (
      jsonString(name)?.toLowerCase() === "session_token" &&
      token !== undefined &&
      token !== ""
    ) {
      tokens.add(token);
    }
  }
  return [...tokens];
}

/** More names than this and a bulk change counts as one of everybody. */
const bulkScopesMax = 64;

/**
 * Whom a bulk change of sessions names: each UUID as session and as identity, since nothing is gained by telling them
 * apart in a body that the origin may read in another way. The whole project for `*`, or for too many to list.
 */
export function scopesOfBulk(text: string): readonly Scope[] {
  const ids = new Set<string>();
  for (const [quoted] of text.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
    const id = jsonString(quoted);
    if (id === "*") return [{ kind: "project" }];
    if (id !== undefined && isUuid(canonicalUuid(id))) ids.add(canonicalUuid(id));
  }
  if (ids.size > bulkScopesMax) return [{ kind: "project" }];
  return [...ids].flatMap((value): Scope[] => [
    { kind: "session", value },
    { kind: "identity", value },
  ]);
}

/** Whether a text is a UUID in the form that Kratos writes. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** A quoted JSON string's value; undefined where its escapes are broken. */
function jsonString(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Every row of the mutation table, for coverage. */
export const mutationRows: readonly string[] = [
  ...mutationTable.map((listed) => listed.name),
  "unlisted",
];
