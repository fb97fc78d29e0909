// Removes old messages from the logs. Heartbeats, reports of traffic, questions and answers go after a minute, because only
// the latest ones say anything. Everything else goes by age and by number, and the log then says that it no longer reaches
// back.
import { escapeLiteral } from "pg";
import { deletedRevision, deletionKeptMs } from "../../core/deleted-project.ts";
import type { Run } from "./connections.ts";

/** How long messages that do not last stay, in milliseconds. */
const passingStayMs = 60_000;
/** The most messages that one statement looks at or deletes. */
const batchMax = 5_000;

/** How much of a log stays. */
export interface Retention {
  /** How long messages that last stay, in milliseconds. */
  readonly retentionMs: number;
  /** The most messages of one region that last. */
  readonly lastingMax: number;
}

/**
 * Moves the mark up to which a log is pruned. Messages are deleted after that, so no reader sees a log that lacks
 * messages and does not say so. The row of the region is locked only for the update itself.
 */
function markStatement(region: string, { retentionMs, lastingMax }: Retention): string {
  return `
    with log as (
      select region, pruned_through, lasting from edge_sessions_bus_regions
      where region = ${escapeLiteral(region)}
    ), oldest as (
      select sequence, at, row_number() over (order by sequence) as place from (
        select sequence, at from edge_sessions_bus_messages
        where region = ${escapeLiteral(region)} and lasting
          and sequence > (select pruned_through from log)
        order by sequence limit ${batchMax}
      ) lasting
    ), cut as (
      select max(sequence) as through, max(place) as messages from oldest
      where at < now() - interval '${retentionMs} ms' or place <= (select lasting from log) - ${lastingMax}
    ), marked as (
      update edge_sessions_bus_regions marked
      set pruned_through = cut.through, lasting = marked.lasting - cut.messages
      from log, cut
      where marked.region = log.region and marked.pruned_through = log.pruned_through
        and cut.through is not null
      returning cut.messages
    )
    select coalesce(sum(messages), 0)::bigint as count from marked`;
}

function deleteStatement(region: string, which: string): string {
  const name = escapeLiteral(region);
  return `
    with deleted as (
      delete from edge_sessions_bus_messages where region = ${name} and sequence in (
        select sequence from edge_sessions_bus_messages
        where region = ${name} and ${which} order by sequence limit ${batchMax}
      ) returning 1
    )
    select count(*) from deleted`;
}

/** Prunes the logs of these regions. It is harmless if several members do it at once. */
export async function pruneLogs(
  run: Run,
  regions: Iterable<string>,
  retention: Retention,
): Promise<void> {
  for (const region of regions) {
    await repeat(run, markStatement(region, retention));
    await repeat(
      run,
      deleteStatement(
        region,
        `sequence <= (select pruned_through from edge_sessions_bus_regions where region = ${escapeLiteral(region)})`,
      ),
    );
    await repeat(
      run,
      deleteStatement(region, `not lasting and at < now() - interval '${passingStayMs} ms'`),
    );
  }
}

/** Forgets deletions of projects that are old enough. The user needs the right to delete from the table. */
export async function forgetOldDeletions(run: Run): Promise<void> {
  await run(`
    delete from edge_sessions_bus_projects
    where revision >= ${deletedRevision}
      and (text::json ->> 'at')::numeric < extract(epoch from now()) * 1000 - ${deletionKeptMs}`);
}

/** Runs a statement until it did less than a whole batch. */
async function repeat(run: Run, statement: string): Promise<void> {
  for (;;) {
    const [done] = await run<{ count: number }>(statement);
    if (done === undefined || done.count < batchMax) return;
  }
}
