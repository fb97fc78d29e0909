// Fences per credential, session, identity or project. A call that began before a fence may answer checks that arrived
// before it. It answers no later check, and its answer is not stored.
import { scopeId, type Scope } from "./invalidation.ts";

/** The fences of one scope. Instants are milliseconds of the edge's clock. */
interface FenceRecord {
  /** Instants in rising order. Only a limited number is kept apart. */
  readonly instants: number[];
}

/** The fences of one edge. Records are in the order of their latest fence. */
export interface FenceTable {
  readonly records: Map<string, FenceRecord>;
  /**
   * Mutations in flight, counted by scope. They fence nothing: no client has been told about the change until the
   * mutation is answered.
   */
  readonly pending: Map<string, number>;
  /**
   * Scopes in doubt, with the instant until which nothing of them is stored. They are in the order of those instants.
   */
  readonly doubts: Map<string, number>;
  /** Instants of all fences of any scope, for answers that name no session or identity. */
  readonly instants: number[];
  /** The latest fence that is no longer kept apart. A call that claims to have begun before it counts as fenced. */
  forgottenAtMs: number;
  /**
   * How long a fence is kept. No call lives longer, but a call that a cache answered may have begun earlier than that.
   */
  readonly lifeMs: number;
  readonly fencesMax: number;
  readonly doubtsMax: number;
}

/** What the fences say about one call or check. */
export interface FenceVerdict {
  /** The latest fence. Minus infinity if there is none. */
  readonly lastAtMs: number;
  /** Whether a mutation with unknown outcome concerns it. */
  readonly inDoubt: boolean;
  /** Whether a mutation in flight concerns it. */
  readonly pending: boolean;
}

/**
 * Instants kept per scope. When there are more, the second oldest is dropped, and the whole span around it counts as
 * fenced.
 */
const instantsPerScopeMax = 16;

/** A table without fences. */
export function createFenceTable(
  lifeMs: number,
  { fencesMax, doubtsMax }: { readonly fencesMax: number; readonly doubtsMax: number },
): FenceTable {
  return {
    records: new Map(),
    pending: new Map(),
    doubts: new Map(),
    instants: [],
    forgottenAtMs: Number.NEGATIVE_INFINITY,
    lifeMs,
    fencesMax,
    doubtsMax,
  };
}

/** Raises a fence. `overflow` means that too many are held: the caller then fences the whole project instead. */
export function raiseFence(
  table: FenceTable,
  project: string,
  scope: Scope,
  atMs: number,
  nowMs: number,
): { readonly overflow: boolean } {
  const id = scopeId(project, scope);
  dropOldFences(table, nowMs);
  addInstant(table.instants, atMs);
  const record = table.records.get(id);
  if (record === undefined && table.records.size >= table.fencesMax) return { overflow: true };
  const next = record ?? { instants: [] };
  addInstant(next.instants, atMs);
  table.records.delete(id);
  table.records.set(id, next);
  return { overflow: false };
}

function addInstant(instants: number[], atMs: number): void {
  let at = instants.length;
  while (at > 0 && (instants[at - 1] ?? 0) > atMs) at -= 1;
  instants.splice(at, 0, atMs);
  if (instants.length > instantsPerScopeMax) instants.splice(1, 1);
}

/**
 * Replaces all fences of a project with one fence on the project, which guards the calls in flight. It does not remove
 * entries, because each fence removed its entries when it was raised.
 */
export function collapseFences(table: FenceTable, project: string, atMs: number): void {
  const whole: FenceRecord = { instants: [] };
  for (const [id, record] of table.records) {
    if (!id.startsWith(`${project} `)) continue;
    for (const instant of record.instants) addInstant(whole.instants, instant);
    table.records.delete(id);
  }
  addInstant(whole.instants, atMs);
  table.records.set(scopeId(project, { kind: "project" }), whole);
}

/** Counts a mutation of these scopes that has been sent (`by` 1) or has ended (`by` -1). */
export function countPending(
  table: FenceTable,
  project: string,
  scopes: readonly Scope[],
  by: 1 | -1,
): void {
  for (const scope of scopes) {
    const id = scopeId(project, scope);
    const count = (table.pending.get(id) ?? 0) + by;
    if (count > 0) table.pending.set(id, count);
    else table.pending.delete(id);
  }
}

/** Puts a scope in doubt until the given instant. Returns false if too many are in doubt already. */
export function putInDoubt(
  table: FenceTable,
  project: string,
  scope: Scope,
  untilMs: number,
  nowMs: number,
): boolean {
  const { doubts } = table;
  for (const [id, endMs] of doubts) {
    if (endMs > nowMs) break;
    doubts.delete(id);
  }
  const id = scopeId(project, scope);
  const before = doubts.get(id);
  if (before === undefined && doubts.size >= table.doubtsMax) return false;
  doubts.delete(id);
  doubts.set(id, Math.max(before ?? untilMs, untilMs));
  return true;
}

/** Whether no scope is fenced, in doubt, or concerned by a mutation in flight. A verdict then needs no scopes. */
export function isQuiet({ records, doubts, pending }: FenceTable): boolean {
  return records.size === 0 && doubts.size === 0 && pending.size === 0;
}

/** What the fences say about the given scopes and their project. */
export function fenceVerdict(
  table: FenceTable,
  project: string,
  scopes: readonly Scope[],
  nowMs: number,
): FenceVerdict {
  const verdict = { lastAtMs: table.forgottenAtMs, inDoubt: false, pending: false };
  if (isQuiet(table)) return verdict;
  addTo(verdict, table, scopeId(project, { kind: "project" }), nowMs);
  for (const scope of scopes) addTo(verdict, table, scopeId(project, scope), nowMs);
  return verdict;
}

/** Adds what the table says about one scope. */
function addTo(
  verdict: { lastAtMs: number; inDoubt: boolean; pending: boolean },
  { records, doubts, pending }: FenceTable,
  id: string,
  nowMs: number,
): void {
  const lastAtMs = records.get(id)?.instants.at(-1);
  if (lastAtMs !== undefined && lastAtMs > verdict.lastAtMs) verdict.lastAtMs = lastAtMs;
  const untilMs = doubts.get(id);
  if (untilMs !== undefined && nowMs < untilMs) verdict.inDoubt = true;
  if (pending.has(id)) verdict.pending = true;
}

/**
 * Whether a call that began at `begunAtMs` may answer a check that arrived at `arrivedAtMs`, because no fence lies
 * between. Without `scopes` the answer names no session (a 401, for example), so any fence might concern it.
 */
export function mayAnswer(
  table: FenceTable,
  project: string,
  scopes: readonly Scope[] | undefined,
  begunAtMs: number,
  arrivedAtMs: number,
): boolean {
  if (begunAtMs >= arrivedAtMs) return true;
  if (begunAtMs < table.forgottenAtMs) return false;
  if (scopes === undefined) return !liesBetween(table.instants, begunAtMs, arrivedAtMs);
  for (const { instants } of recordsOf(table, project, scopes)) {
    if (liesBetween(instants, begunAtMs, arrivedAtMs)) return false;
  }
  return true;
}

/**
 * Whether a fence lies between. A full record has lost instants between its first two, so that whole span counts as
 * fenced.
 */
function liesBetween(instants: readonly number[], afterMs: number, untilMs: number): boolean {
  if (instants.some((instant) => instant > afterMs && instant <= untilMs)) return true;
  const [first, second] = instants;
  return (
    instants.length >= instantsPerScopeMax &&
    first !== undefined &&
    second !== undefined &&
    first <= untilMs &&
    second > afterMs
  );
}

function* recordsOf(
  table: FenceTable,
  project: string,
  scopes: readonly Scope[],
): Generator<FenceRecord> {
  if (table.records.size === 0) return;
  const whole = table.records.get(scopeId(project, { kind: "project" }));
  if (whole !== undefined) yield whole;
  for (const scope of scopes) {
    const record = table.records.get(scopeId(project, scope));
    if (record !== undefined && record !== whole) yield record;
  }
}

/** Drops records whose last fence is older than any call. The oldest come first. */
function dropOldFences(table: FenceTable, nowMs: number): void {
  let left = table.records.size;
  for (const [id, record] of table.records) {
    if (left === 0 || (record.instants.at(-1) ?? nowMs) + table.lifeMs >= nowMs) return;
    left -= 1;
    table.records.delete(id);
    table.forgottenAtMs = Math.max(table.forgottenAtMs, record.instants.at(-1) ?? nowMs);
  }
}
