// Queries of the processes that hear endings, and the gap that subscribers are told when none did.
import { watchersMax, type Watcher } from "../../endings/delivery/watch.ts";
import type { Database } from "./engine.ts";

/** Counts one beat of a process, and returns the others. In one transaction, so that of two that begin one sees the other. */
export async function beatWatcher(
  transaction: Database,
  process: string,
  settled: boolean,
): Promise<ReadonlyMap<string, Watcher>> {
  const flag = settled ? 1 : 0;
  await transaction
    .insertInto("ending_watchers")
    .values({ process, beats: 1, settled: flag })
    .onConflict((conflict) =>
      conflict
        .column("process")
        .doUpdateSet(({ eb }) => ({ beats: eb("ending_watchers.beats", "+", 1), settled: flag })),
    )
    .execute();
  const rows = await transaction
    .selectFrom("ending_watchers")
    .selectAll()
    .where("process", "!=", process)
    .limit(watchersMax)
    .execute();
  return new Map(
    rows.map(({ process: id, beats, settled: is }) => [id, { beats, settled: is === 1 }]),
  );
}

/** Removes processes. */
export async function forgetWatchers(
  transaction: Database,
  processes: readonly string[],
): Promise<void> {
  await transaction.deleteFrom("ending_watchers").where("process", "in", processes).execute();
}

/** Writes one `project-changed` for each subscriber that may be sent something and was there before. CAEP has no event for it. */
export async function tellGap(
  transaction: Database,
  process: string,
  beforeMs: number,
  nowMs: number,
): Promise<void> {
  await transaction
    .updateTable("ending_watchers")
    .set({ settled: 1 })
    .where("process", "=", process)
    .execute();
  await transaction
    .updateTable("subscribers")
    .set({ gap_at_ms: nowMs })
    .where("enabled", "=", 1)
    .where("stopped", "is", null)
    .where("created_at_ms", "<", beforeMs)
    .execute();
  await transaction
    .insertInto("deliveries")
    .columns([
      "subscriber_id",
      "ending_id",
      "type",
      "noticed_at_ms",
      "written_at_ms",
      "attempts",
      "state",
      "due_at_ms",
    ])
    .expression((where) =>
      where
        .selectFrom("subscribers")
        .select((columns) => [
          columns.ref("id").as("subscriber_id"),
          columns.cast<string>(columns.val(process), "text").as("ending_id"),
          columns.cast<string>(columns.val("project-changed"), "text").as("type"),
          columns.cast<number>(columns.val(nowMs), "bigint").as("noticed_at_ms"),
          columns.cast<number>(columns.val(nowMs), "bigint").as("written_at_ms"),
          columns.cast<number>(columns.val(0), "bigint").as("attempts"),
          columns.cast<string>(columns.val("waiting"), "text").as("state"),
          columns.cast<number>(columns.val(nowMs), "bigint").as("due_at_ms"),
        ])
        .where("kind", "=", "web-hook")
        .where("enabled", "=", 1)
        .where("stopped", "is", null)
        .where("created_at_ms", "<", beforeMs),
    )
    .execute();
}
