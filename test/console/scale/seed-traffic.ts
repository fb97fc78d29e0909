// A month of traffic in the database. One project's rows are computed, and SQLite copies them for all, minute by minute, as
// they are written in the course of time.
import type { DatabaseSync } from "node:sqlite";
import { durationBins } from "../../../src/core/durations.ts";
import { emptySum, sumText, type GrowingSum } from "../../../src/core/traffic-sum.ts";
import type { ProjectRecord } from "../../../src/control/storage.ts";

const hourDays = 31;
const minutesPerDay = 1_440;
const msPerMinute = 60_000;

/** Writes each minute and each hour before now, for every project. */
export function seedTraffic(
  sqlite: DatabaseSync,
  projects: readonly ProjectRecord[],
  minuteDays: number,
  nowMs: number,
): void {
  const now = Math.floor(nowMs / msPerMinute);
  sqlite.exec(`pragma cache_size = -200000;
    create temp table one_project as select * from traffic;
    create temp table seeded (id text)`);
  const seeded = sqlite.prepare("insert into seeded values (?)");
  const insert = sqlite.prepare(
    "insert into one_project values ('', ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const written = sqlite.prepare("insert into traffic_written (minute) values (?)");
  sqlite.exec("begin");
  for (const { id } of projects) seeded.run(id);
  for (let minute = now - hourDays * minutesPerDay; minute < now; minute += 1) {
    written.run(minute);
    for (const unit of [1, 60]) {
      if (minute % unit > 0 || (unit === 1 && minute < now - minuteDays * minutesPerDay)) continue;
      const { counts, hitTimes, callTimes, lags } = sumText(trafficAt(minute, unit));
      insert.run(unit, minute, ...counts, hitTimes, callTimes, lags);
    }
  }
  sqlite.exec("commit");
  // A cross join is made in the order that is written here.
  sqlite.exec(`insert into traffic select seeded.id, unit_minutes, minute, edges, hits, misses, forced, bypass, errors,
    origin_calls, invalidations, hit_times, call_times, lags from one_project cross join seeded`);
}

/** Days and nights, with durations in as many bins as a busy project has. */
function trafficAt(minute: number, minutes: number): GrowingSum {
  const sum = emptySum();
  const checks = Math.round(
    minutes * 3_000 * (1 + 0.6 * Math.sin((minute / minutesPerDay) * 2 * Math.PI)),
  );
  const misses = Math.round(checks * 0.04);
  const errors = minute % 97 === 0 ? 12 : 0;
  sum.counts.set([checks - misses - errors, misses, 0, 0, errors, misses + errors, 1]);
  spread(sum.hitTimes, 30, 20, checks);
  spread(sum.callTimes, 70, 25, misses + errors);
  sum.lags[60] = 1;
  return sum;
}

function spread(bins: Float64Array, from: number, length: number, count: number): void {
  for (let bin = from; bin < Math.min(from + length, durationBins); bin += 1) {
    bins[bin] = Math.max(1, Math.round((count / length) * (1 + 0.5 * Math.sin(bin))));
  }
}
