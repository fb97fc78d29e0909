// Finds the lines of the audit log that a query asks for. Matching is not indexed, so it goes back through the log in steps
// and gives up after a fixed number of lines, or of bytes. SQLite blocks the process for a step, so a step is short, and other
// work has its turn after it.
import { setImmediate } from "node:timers/promises";
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from "kysely";
import { auditScannedBytesMax, auditScannedMax, auditValueCharactersMax } from "../limits.ts";
import type { AuditFilter, AuditQuery } from "../storage.ts";
import type { Database } from "./engine.ts";
import type { Tables } from "./row-types.ts";

/** The lines that one statement looks at, at most. */
const stepLines = 1_000;
/** The bytes of values that one statement looks at, at most. A line that has more is looked at alone. */
const stepBytesMax = 256 * 1_024;

/**
 * How much earlier than a later line a line can be stamped, in milliseconds. Lines are numbered when they are written, and each
 * process on the database has its own clock.
 */
const clockSkewMs = 60_000;

/** A line that matches, with the lengths of its values in characters. */
interface FoundLine {
  readonly sequence: number;
  readonly before: number;
  readonly after: number;
}

/** What was found, newest first. */
interface Found {
  /** At most one line more than the query's limit. */
  readonly found: readonly FoundLine[];
  /** The newest line that was looked at. */
  readonly newest: number | undefined;
  /** The oldest line that was looked at, if it gave up there. */
  readonly unseen: number | undefined;
}

/** Which part of the log is looked at: numbers from `low` up to but not including `high`. */
interface Stretch {
  readonly low: number;
  readonly high: number;
}

/** Finds one line more than the query's limit, so that the caller knows whether there are more. */
export async function findAudit(db: Database, query: AuditQuery): Promise<Found> {
  const { filter = {}, limit } = query;
  const whole = await stretchOf(db, query);
  const newest = await newestOf(db, query, whole);
  if (newest === undefined) return { found: [], newest, unseen: undefined };
  const matches = matching(filter);
  if (matches.length === 0) {
    const found = await linesIn(db, query, whole, matches, limit + 1);
    return { found, newest, unseen: undefined };
  }
  const found: FoundLine[] = [];
  let { high } = whole;
  const scanned = { lines: 0, bytes: 0 };
  while (scanned.lines < auditScannedMax && scanned.bytes < auditScannedBytesMax) {
    await nextTurn(db);
    const step = await stepOf(db, query, { low: whole.low, high });
    const stretch = { low: step.oldest ?? whole.low, high };
    found.push(...(await linesIn(db, query, stretch, matches, limit + 1 - found.length)));
    if (step.oldest === undefined || found.length > limit)
      return { found, newest, unseen: undefined };
    high = step.oldest;
    scanned.lines += step.lines;
    scanned.bytes += step.bytes;
  }
  return { found, newest, unseen: high };
}

/** When the next step may begin, by database. */
const turns = new WeakMap<Database, Promise<void>>();

/** Waits until other work has had its turn since the latest step of any search. */
function nextTurn(db: Database): Promise<void> {
  const turn = (turns.get(db) ?? Promise.resolve()).then(() => setImmediate());
  turns.set(db, turn);
  return turn;
}

/** The newest lines of a stretch that one statement may look at. `oldest` is undefined if they are all of it. */
async function stepOf(
  db: Database,
  query: AuditQuery,
  stretch: Stretch,
): Promise<{
  readonly oldest: number | undefined;
  readonly lines: number;
  readonly bytes: number;
}> {
  // Neither database reads a value to tell its length in bytes.
  const rows = await inStretch(db, query, stretch)
    .select(["sequence", bytesOf("before_json").as("before"), bytesOf("after_json").as("after")])
    .limit(stepLines)
    .execute();
  let bytes = 0;
  let lines = 0;
  for (const { before, after } of rows) {
    if (lines > 0 && bytes + before + after > stepBytesMax) break;
    bytes += before + after;
    lines += 1;
  }
  const isAll = lines === rows.length && lines < stepLines;
  return { oldest: isAll ? undefined : rows[lines - 1]?.sequence, lines, bytes };
}

function bytesOf(column: "before_json" | "after_json") {
  return sql<number>`coalesce(octet_length(${sql.ref(column)}), 0)`;
}

/** The part of the log in which lines can match, by numbers and instants. */
async function stretchOf(
  db: Database,
  { beforeSequence, afterSequence, filter }: AuditQuery,
): Promise<Stretch> {
  const { fromMs, toMs } = filter ?? {};
  const first = fromMs === undefined ? 0 : await firstSince(db, fromMs - clockSkewMs);
  const last = toMs === undefined ? Infinity : await lastBefore(db, toMs + clockSkewMs);
  return {
    low: Math.max((afterSequence ?? -1) + 1, first),
    high: Math.min(beforeSequence ?? Number.MAX_SAFE_INTEGER, last + 1),
  };
}

async function firstSince(db: Database, atMs: number): Promise<number> {
  const row = await db
    .selectFrom("audit")
    .select("sequence")
    .where("at_ms", ">=", atMs)
    .orderBy("at_ms")
    .orderBy("sequence")
    .limit(1)
    .executeTakeFirst();
  return row?.sequence ?? Number.MAX_SAFE_INTEGER;
}

async function lastBefore(db: Database, atMs: number): Promise<number> {
  const row = await db
    .selectFrom("audit")
    .select("sequence")
    .where("at_ms", "<", atMs)
    .orderBy("at_ms", "desc")
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.sequence ?? -1;
}

function inStretch(db: Database, { projectId }: AuditQuery, { low, high }: Stretch) {
  const lines = db
    .selectFrom("audit")
    .where("sequence", ">=", low)
    .where("sequence", "<", high)
    .orderBy("sequence", "desc");
  return projectId === undefined ? lines : lines.where("project_id", "=", projectId);
}

/** The number of the newest line of a stretch. Undefined if it has none. */
async function newestOf(
  db: Database,
  query: AuditQuery,
  stretch: Stretch,
): Promise<number | undefined> {
  const row = await inStretch(db, query, stretch).select("sequence").limit(1).executeTakeFirst();
  return row?.sequence;
}

/** Reads only the length of each value, because an earlier version wrote lines of any length. */
function linesIn(
  db: Database,
  query: AuditQuery,
  stretch: Stretch,
  matches: readonly Match[],
  limit: number,
): Promise<FoundLine[]> {
  return inStretch(db, query, stretch)
    .where((line) => line.and(matches.map((match) => match(line))))
    .select(["sequence", lengthOf("before_json").as("before"), lengthOf("after_json").as("after")])
    .limit(limit)
    .execute();
}

function lengthOf(column: "before_json" | "after_json") {
  return sql<number>`coalesce(length(${sql.ref(column)}), 0)`;
}

type Match = (line: ExpressionBuilder<Tables, "audit">) => Expression<SqlBool>;

/** One condition for each member of the filter that is set. */
function matching({ actor, action, search, fromMs, toMs }: AuditFilter): readonly Match[] {
  const matches: Match[] = [];
  if (fromMs !== undefined) matches.push((line) => line("at_ms", ">=", fromMs));
  if (toMs !== undefined) matches.push((line) => line("at_ms", "<", toMs));
  if (actor !== undefined) {
    matches.push((line) =>
      line.or([line("actor_name", "=", actor), line("actor_key_id", "=", actor)]),
    );
  }
  if (action !== undefined) {
    matches.push((line) =>
      action.endsWith(".")
        ? line(sql<string>`substr(action, 1, ${sql.lit(action.length)})`, "=", action)
        : line("action", "=", action),
    );
  }
  if (search !== undefined) {
    // In the columns of JSON, quotes and control characters are written as JSON writes them.
    const plain = inLowerCase(search);
    const json = inLowerCase(JSON.stringify(search).slice(1, -1));
    matches.push(
      () => sql<SqlBool>`(
        ${contains("subject", plain)}
        or ${contains("actor_name", plain)}
        or ${contains("action", plain)}
        or ${contains("after_json", json)}
        or ${contains("before_json", json)}
      )`,
    );
  }
  return matches;
}

/**
 * Whether the beginning of a column contains a text in lower case. What is longer than a value may be is not searched. Not by
 * `like`, which takes as many steps as the product of both lengths where the text almost matches everywhere.
 */
function contains(column: keyof Tables["audit"], text: string) {
  const searched = sql`lower(substr(${sql.ref(column)}, 1, ${sql.lit(auditValueCharactersMax)}))`;
  return sql<SqlBool>`${searched} <> replace(${searched}, ${text}, '')`;
}

/** As `lower` of both databases has it, which changes ASCII letters only. */
function inLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
