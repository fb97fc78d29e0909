// Which requests are mutations, and which sessions and identities they name.
import type { Scope } from "./invalidation.ts";
import { foldName, jsonStrings } from "./json-strings.ts";
import { mutationTable, type MutationRow } from "./mutation-table.ts";
import { percentDecoded } from "./percent.ts";

/** A request recognised as a mutation. */
export interface Mutation {
  /** The name of the table's row, or `unlisted`. */
  readonly row: string;
  readonly listed: MutationRow | undefined;
  /** Scopes that the path names. */
  readonly named: readonly Scope[];
}

/** A request that matches no row of the table. */
export const unlistedRequest: Mutation = { row: "unlisted", listed: undefined, named: [] };

/** Recognises a mutation. Undefined for requests that change nothing that a check shows. */
export function findMutation(
  method: string,
  target: string,
  basePath: string,
): Mutation | undefined {
  const segments = originPath(target, basePath).split("/", segmentsMax + 1);
  for (const listed of mutationTable) {
    if (!listed.methods.includes(method)) continue;
    const matched = matchPath(listed, segments);
    if (matched === undefined) continue;
    const named: Scope[] =
      listed.names === undefined ? [] : [{ kind: listed.names, value: matched.id }];
    return { row: listed.name, listed, named };
  }
  return isSafe(method) ? undefined : unlistedRequest;
}

function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS" || method === "TRACE";
}

/** The path as the origin's router sees it: without base path and query, percent-decoded. */
export function originPath(target: string, basePath: string): string {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const below =
    basePath !== "" && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
  return percentDecoded(below) ?? below;
}

/** More segments than any row's path has, except for rows that match any number. */
const segmentsMax = 16;

/** Matches a row's path segment by segment. `id` is the segment that matched `{id}`, a UUID in its usual form. */
function matchPath(
  row: MutationRow,
  given: readonly string[],
): { readonly id: string } | undefined {
  const wanted = row.path.split("/");
  const open = wanted.at(-1) === "{...}";
  if (open ? given.length < wanted.length : given.length !== wanted.length) return undefined;
  let id = "";
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment === "{id}") {
      const uuid = canonicalUuid(value);
      if (uuid === undefined) return undefined;
      id = uuid;
    } else if (segment === "{...}") {
      if (row.except?.some((name) => given.includes(name, index)) === true) return undefined;
    } else if (segment.startsWith("{")) {
      if (value === "") return undefined;
    } else if (segment !== value) return undefined;
  }
  return { id };
}

/** The length of the longest spelling: `urn:uuid:` in front of the usual form. */
const uuidTextMax = 45;

/**
 * A UUID in its usual form. Undefined for anything else. Like the origin, it also reads upper case, 32 digits without
 * dashes, braces, and the URN.
 */
export function canonicalUuid(text: string): string | undefined {
  if (text.length > uuidTextMax) return undefined;
  const hex =
    /^(?:urn:uuid:|\{)?([0-9a-f]{8})(-?)([0-9a-f]{4})\2([0-9a-f]{4})\2([0-9a-f]{4})\2([0-9a-f]{12})\}?$/i;
  const parts = hex.exec(text);
  if (parts === null || text.startsWith("{") !== text.endsWith("}")) return undefined;
  return [parts[1], ...parts.slice(3)].join("-").toLowerCase();
}

/**
 * The session tokens in the body of an API sign-out. Go reads member names in any case, takes the last of several, and
 * may accept a body that continues after its first value. So every token that could be meant counts.
 */
export function readLogoutTokens(text: string): readonly string[] {
  const tokens = new Set<string>();
  for (const { value, member } of jsonStrings(text)) {
    if (member === undefined || value === "") continue;
    if (foldName(member) === "session_token") tokens.add(value);
  }
  return [...tokens];
}

/** A bulk change that names more than this counts as a change of the whole project. */
const bulkScopesMax = 64;

/**
 * The scopes that a bulk change of sessions names. Each UUID counts as a session and as an identity, because the origin
 * may read the body in another way. `*`, or too many UUIDs, count as the whole project.
 */
export function readBulkScopes(text: string): readonly Scope[] {
  const ids = new Set<string>();
  for (const { value } of jsonStrings(text)) {
    if (value === "*") return [{ kind: "project" }];
    const uuid = canonicalUuid(value);
    if (uuid !== undefined) ids.add(uuid);
  }
  if (ids.size > bulkScopesMax) return [{ kind: "project" }];
  return [...ids].flatMap((value): Scope[] => [
    { kind: "session", value },
    { kind: "identity", value },
  ]);
}

/** The credentials and scopes that a request's body names. */
export interface BodyFindings {
  readonly tokens: readonly string[];
  readonly named: readonly Scope[];
}

/** Reads the credentials and scopes that a request's body names, as its row says. */
export function readBodyFindings(body: MutationRow["body"], text: string): BodyFindings {
  return {
    tokens: body === "session-token" ? readLogoutTokens(text) : [],
    named: body === "bulk" ? readBulkScopes(text) : [],
  };
}

/** Every row of the mutation table, for coverage. */
export const mutationRows: readonly string[] = [
  ...mutationTable.map((listed) => listed.name),
  "unlisted",
];
