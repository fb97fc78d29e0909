// Which requests are mutations, and whom they name.
import { percentDecoded } from "./percent.ts";
import type { Scope } from "./invalidation.ts";
import { mutationTable, type MutationRow } from "./mutation-table.ts";
import { asObject, parseObject } from "./session.ts";

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

/** The session token in the body of an API sign-out; Go reads member names in any case. */
export function tokenOfLogout(text: string): string | undefined {
  const token = members(text).get("session_token");
  return typeof token === "string" && token !== "" ? token : undefined;
}

/** Whom a bulk change of sessions names; the whole project for `*`. */
export function scopesOfBulk(text: string): readonly Scope[] {
  const body = members(text);
  const scopes: Scope[] = [];
  for (const [member, kind] of [
    ["identities", "identity"],
    ["sessions", "session"],
  ] as const) {
    const ids = body.get(member);
    if (!Array.isArray(ids)) continue;
    for (const id of ids) {
      if (id === "*") return [{ kind: "project" }];
      if (typeof id === "string") scopes.push({ kind, value: canonicalUuid(id) });
    }
  }
  return scopes;
}

function members(text: string): ReadonlyMap<string, unknown> {
  const object = asObject(parseObject(text)) ?? {};
  return new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Every row of the mutation table, for coverage. */
export const mutationRows: readonly string[] = [
  ...mutationTable.map((listed) => listed.name),
  "unlisted",
];
