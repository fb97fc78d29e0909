// Queries of traffic: what was counted of each project in each minute, and added up in each hour. Those that change
// something run in a transaction that is the only writer.
import { setImmediate } from "node:timers/promises";
import type { Selectable } from "kysely";
import {
  addSum,
  addSumText,
  emptySum,
  sumText,
  type MinuteTraffic,
} from "../../core/traffic-sum.ts";
import { projectsMax, trafficRowsMax } from "../limits.ts";
import type { StoredTraffic, TrafficQuery, TrafficRows, TrafficAges } from "../storage.ts";
import type { Database } from "./engine.ts";
import type { TrafficRow } from "./row-types.ts";

/** The most rows that one transaction removes, so that other transactions do not wait long. */
const prunedAtOnceMax = 1_000;

/** How many rows take about as long as a statement that removes none. */
const rowsPerStatement = 20;

/** How many projects are written before other work of the process has its turn. */
const writtenAtOnce = 25;

/** The minutes of a row, by the name of its unit. */
const unitMinutes = { minute: 1, hour: 60 } as const;

/**
 * Writes what was counted in a minute, and adds it to the hour. If another process has written that minute, nothing is
 * written. Projects that are gone are left out.
 */
export async function insertTraffic(
  transaction: Database,
  minute: number,
  counted: readonly MinuteTraffic[],
): Promise<"done" | "written-before"> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("traffic_written")
    .values({ minute })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(numInsertedOrUpdatedRows) === 0) return "written-before";
  for (let first = 0; first < counted.length; first += writtenAtOnce) {
    // A database in the process would otherwise hold up its checks for as long as all rows take.
    if (first > 0) await setImmediate();
    await insertSome(transaction, minute, counted.slice(first, first + writtenAtOnce));
  }
  return "done";
}

async function insertSome(
  transaction: Database,
  minute: number,
  counted: readonly MinuteTraffic[],
): Promise<void> {
  const ids = counted.map(({ project }) => project);
  const existing = await transaction
    .selectFrom("projects")
    .select("id")
    .where("id", "in", ids)
    .limit(writtenAtOnce)
    .execute();
  const known = new Set(existing.map(({ id }) => id));
  const kept = counted.filter(({ project }) => known.has(project));
  if (kept.length === 0) return;
  const hour = minute - (minute % unitMinutes.hour);
  const hours = await transaction
    .selectFrom("traffic")
    .selectAll()
    .where("project_id", "in", [...known])
    .where("unit_minutes", "=", unitMinutes.hour)
    .where("minute", "=", hour)
    .limit(writtenAtOnce)
    .execute();
  const hourOf = new Map(hours.map((row) => [row.project_id, row]));
  await transaction
    .insertInto("traffic")
    .values(kept.map((one) => rowOf(one, "minute", minute, undefined)))
    .execute();
  await transaction
    .insertInto("traffic")
    .values(kept.map((one) => rowOf(one, "hour", hour, hourOf.get(one.project))))
    .onConflict((conflict) =>
      conflict.columns(["project_id", "unit_minutes", "minute"]).doUpdateSet((row) => ({
        edges: row.ref("excluded.edges"),
        hits: row.ref("excluded.hits"),
        misses: row.ref("excluded.misses"),
        forced: row.ref("excluded.forced"),
        bypass: row.ref("excluded.bypass"),
        errors: row.ref("excluded.errors"),
        origin_calls: row.ref("excluded.origin_calls"),
        invalidations: row.ref("excluded.invalidations"),
        hit_times: row.ref("excluded.hit_times"),
        call_times: row.ref("excluded.call_times"),
        lags: row.ref("excluded.lags"),
      })),
    )
    .execute();
}

/** Reads a project's rows, oldest first. Throws `RangeError` if there could be more than `trafficRowsMax`. */
export async function listTraffic(
  db: Database,
  { projectId, unit, fromMinute, throughMinute }: TrafficQuery,
): Promise<TrafficRows> {
  const unitLength = unitMinutes[unit];
  if ((throughMinute - fromMinute) / unitLength > trafficRowsMax)
    throw new RangeError(`at most ${trafficRowsMax} rows of traffic can be read at once`);
  const ofProject = db
    .selectFrom("traffic")
    .where("project_id", "=", projectId)
    .where("unit_minutes", "=", unitLength);
  const [rows, first, last] = await Promise.all([
    ofProject
      .selectAll()
      .where("minute", ">=", fromMinute)
      .where("minute", "<=", throughMinute)
      .orderBy("minute")
      .limit(trafficRowsMax)
      .execute(),
    ofProject.select("minute").orderBy("minute").limit(1).executeTakeFirst(),
    db
      .selectFrom("traffic_written")
      .select("minute")
      // A clock that was ahead may have written minutes that are still to come.
      .where("minute", "<=", throughMinute)
      .orderBy("minute", "desc")
      .limit(1)
      .executeTakeFirst(),
  ]);
  return {
    rows: rows.map(storedOf),
    firstMinute: first?.minute,
    writtenThrough: last?.minute,
  };
}

/**
 * Removes a project's rows a thousand at a time. Otherwise those of a month would go with the project by one statement, and a
 * database in the process would hold up its checks for as long as that takes.
 */
export async function deleteTrafficOf(transaction: Database, projectId: string): Promise<void> {
  for (;;) {
    const some = transaction
      .selectFrom("traffic")
      .select("minute")
      .where("project_id", "=", projectId)
      .limit(prunedAtOnceMax);
    const { numDeletedRows } = await transaction
      .deleteFrom("traffic")
      .where("project_id", "=", projectId)
      .where("minute", "in", some)
      .executeTakeFirst();
    if (Number(numDeletedRows) === 0) return;
    await setImmediate();
  }
}

/** Removes rows from before these minutes, at most 1,000 of each project and unit. Returns whether there may be more. */
export async function pruneTraffic(transaction: Database, before: TrafficAges): Promise<boolean> {
  const projects = await transaction
    .selectFrom("projects")
    .select("id")
    .limit(projectsMax)
    .execute();
  let more = false;
  let work = 0;
  for (const { id } of projects) {
    for (const unit of ["minute", "hour"] as const) {
      const unitLength = unitMinutes[unit];
      const oldest = transaction
        .selectFrom("traffic")
        .select("minute")
        .where("project_id", "=", id)
        .where("unit_minutes", "=", unitLength)
        .where("minute", "<", before[unit])
        .orderBy("minute")
        .limit(prunedAtOnceMax);
      const { numDeletedRows } = await transaction
        .deleteFrom("traffic")
        .where("project_id", "=", id)
        .where("unit_minutes", "=", unitLength)
        .where("minute", "in", oldest)
        .executeTakeFirst();
      more ||= Number(numDeletedRows) === prunedAtOnceMax;
      work += Number(numDeletedRows) + rowsPerStatement;
      if (work < prunedAtOnceMax) continue;
      await setImmediate();
      work = 0;
    }
  }
  const written = transaction
    .selectFrom("traffic_written")
    .select("minute")
    .where("minute", "<", before.minute)
    .orderBy("minute")
    .limit(prunedAtOnceMax);
  const { numDeletedRows } = await transaction
    .deleteFrom("traffic_written")
    .where("minute", "in", written)
    .executeTakeFirst();
  return more || Number(numDeletedRows) === prunedAtOnceMax;
}

function rowOf(
  { project, edges, sum }: MinuteTraffic,
  unit: keyof typeof unitMinutes,
  minute: number,
  before: Selectable<TrafficRow> | undefined,
): TrafficRow {
  const whole = emptySum();
  addSum(whole, sum);
  if (before !== undefined) addSumText(whole, storedOf(before).sum);
  const { counts, hitTimes, callTimes, lags } = sumText(whole);
  const [hits = 0, misses = 0, forced = 0, bypass = 0, errors = 0, calls = 0, invalidations = 0] =
    counts;
  return {
    project_id: project,
    unit_minutes: unitMinutes[unit],
    minute,
    edges: Math.max(edges, before?.edges ?? 0),
    hits,
    misses,
    forced,
    bypass,
    errors,
    origin_calls: calls,
    invalidations,
    hit_times: hitTimes,
    call_times: callTimes,
    lags,
  };
}

function storedOf(row: Selectable<TrafficRow>): StoredTraffic {
  return {
    minute: row.minute,
    edges: row.edges,
    sum: {
      counts: [
        row.hits,
        row.misses,
        row.forced,
        row.bypass,
        row.errors,
        row.origin_calls,
        row.invalidations,
      ],
      hitTimes: row.hit_times,
      callTimes: row.call_times,
      lags: row.lags,
    },
  };
}
