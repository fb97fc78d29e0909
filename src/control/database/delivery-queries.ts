// Queries of deliveries: the outbox in the database. All that change something run in a transaction that is the only writer,
// so that two processes never take the same delivery.
// It is over 300 lines, because all queries read or settle the same rows.
import { randomUUID } from "node:crypto";
import {
  attemptMaxMs,
  backlogMax,
  deliveryAgeMaxMs,
  historyMax,
  historyMinMs,
  takenForMs,
} from "../../core/subscribers/limits.ts";
import { wants, type Delivered } from "../../core/subscribers/subscriber.ts";
import {
  gapEnding,
  subscribersDueMax,
  type Delivery,
  type DeliveryLine,
  type NewDelivery,
  type Settlement,
} from "../../endings/delivery/outbox.ts";
import type { Database } from "./engine.ts";
import type { DeliveryRow, SubscriberRow } from "./row-types.ts";

/** The most finished deliveries that one step of pruning removes. */
const prunedAtOnceMax = 5_000;

/** The subscribers that may be sent something and have deliveries that are due. */
export async function listDue(db: Database, nowMs: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("subscribers")
    .select("id")
    .where("enabled", "=", 1)
    .where("stopped", "is", null)
    .where((where) =>
      where.exists(
        where
          .selectFrom("deliveries")
          .select("ending_id")
          .whereRef("deliveries.subscriber_id", "=", "subscribers.id")
          .where("state", "=", "waiting")
          .where("due_at_ms", "<=", nowMs)
          .limit(1),
      ),
    )
    .limit(subscribersDueMax)
    .execute();
  return rows.map(({ id }) => id);
}

/** Writes deliveries, and returns those that are taken at once. */
export async function putDeliveries(
  transaction: Database,
  deliveries: readonly NewDelivery[],
  nowMs: number,
): Promise<readonly Delivery[]> {
  const taken: Delivery[] = [];
  const ids = new Set(deliveries.map(({ subscriberId }) => subscriberId));
  for (const id of ids) {
    const subscriber = await receiving(transaction, id);
    if (subscriber === undefined) continue;
    const ofIt = deliveries.filter(({ subscriberId }) => subscriberId === id);
    if (await isFull(transaction, id, ofIt.length)) {
      await makeGap(transaction, subscriber, randomUUID(), nowMs);
      continue;
    }
    const rows = ofIt.map(({ ending, take }) => newRow(id, ending, take, nowMs));
    const written = await transaction
      .insertInto("deliveries")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .returning("ending_id")
      .execute();
    const fresh = new Set(written.map(({ ending_id: ending }) => ending));
    for (const { ending, take } of ofIt) {
      if (!take || !fresh.delete(ending.id)) continue;
      taken.push({
        subscriberId: id,
        ending,
        attempts: 1,
        writtenAtMs: nowMs,
        beginByMs: nowMs + takenForMs - attemptMaxMs,
      });
    }
  }
  return taken;
}

/** Takes due deliveries of a subscriber, those with fewest attempts first. */
export async function takeDeliveries(
  transaction: Database,
  subscriberId: string,
  limit: number,
  nowMs: number,
): Promise<readonly Delivery[]> {
  const subscriber = await receiving(transaction, subscriberId);
  if (subscriber === undefined) return [];
  const rows = await transaction
    .selectFrom("deliveries")
    .selectAll()
    .where("subscriber_id", "=", subscriberId)
    .where("state", "=", "waiting")
    .where("due_at_ms", "<=", nowMs)
    .orderBy("attempts")
    .orderBy("due_at_ms")
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  await transaction
    .updateTable("deliveries")
    .set(({ eb }) => ({ attempts: eb("attempts", "+", 1), due_at_ms: nowMs + takenForMs }))
    .where("subscriber_id", "=", subscriberId)
    .where(
      "ending_id",
      "in",
      rows.map(({ ending_id: id }) => id),
    )
    .execute();
  return rows.map((row) => ({
    subscriberId,
    ending: endingOf(row, subscriber.project_id),
    attempts: row.attempts + 1,
    writtenAtMs: row.written_at_ms,
    beginByMs: nowMs + takenForMs - attemptMaxMs,
  }));
}

/** Writes what became of deliveries, and how their subscribers are. */
export async function settleDeliveries(
  transaction: Database,
  settlements: readonly Settlement[],
): Promise<void> {
  for (const settlement of settlements) {
    const { delivery, fate } = settlement;
    const { numUpdatedRows } = await transaction
      .updateTable("deliveries")
      .set(changeBy(settlement))
      .where("subscriber_id", "=", delivery.subscriberId)
      .where("ending_id", "=", delivery.ending.id)
      .where("state", "=", "waiting")
      .where("attempts", "=", delivery.attempts)
      .executeTakeFirst();
    if (numUpdatedRows === 0n || fate.kind === "released") continue;
    await noteState(transaction, settlement);
  }
}

function changeBy(settlement: Settlement): Partial<DeliveryRow> {
  const { delivery, atMs, fate, status, detail, durationMs } = settlement;
  if (fate.kind === "released") return { attempts: delivery.attempts - 1, due_at_ms: atMs };
  const note = {
    attempted_at_ms: atMs,
    status: status ?? null,
    detail: detail ?? null,
    duration_ms: Math.round(durationMs),
  };
  if (fate.kind === "retry") return { ...note, due_at_ms: fate.dueAtMs };
  return fate.kind === "gone" ? note : { ...note, state: fate.kind };
}

async function noteState(transaction: Database, settlement: Settlement): Promise<void> {
  const { delivery, atMs, fate } = settlement;
  const subscriber = transaction.updateTable("subscribers").where("id", "=", delivery.subscriberId);
  if (fate.kind === "delivered") {
    await subscriber
      .set({ failing_since_ms: null })
      .where("failing_since_ms", "is not", null)
      .execute();
    return;
  }
  await subscriber.set({ failing_since_ms: atMs }).where("failing_since_ms", "is", null).execute();
  if (fate.kind !== "gone") return;
  await subscriber.set({ stopped: "gone" }).execute();
  await dropWaiting(transaction, delivery.subscriberId);
}

/** Replaces what waited too long by gaps, and removes finished deliveries beyond the history. */
export async function pruneDeliveries(transaction: Database, nowMs: number): Promise<void> {
  const late = await transaction
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .selectAll("subscribers")
    .distinct()
    .where("deliveries.state", "=", "waiting")
    .where("deliveries.written_at_ms", "<", nowMs - deliveryAgeMaxMs)
    // One that stands for a gap waits for as long as it takes.
    .where("deliveries.type", "!=", "project-changed")
    .limit(subscribersDueMax)
    .execute();
  for (const row of late) await makeGap(transaction, row, randomUUID(), nowMs);
  const long = await transaction
    .selectFrom("deliveries")
    .select("subscriber_id")
    .where("state", "!=", "waiting")
    .groupBy("subscriber_id")
    .having(({ fn }) => fn.countAll(), ">", historyMax)
    .limit(subscribersDueMax)
    .execute();
  for (const { subscriber_id: id } of long) await forgetFinished(transaction, id, nowMs);
}

async function forgetFinished(transaction: Database, id: string, nowMs: number): Promise<void> {
  const finished = transaction
    .selectFrom("deliveries")
    .where("subscriber_id", "=", id)
    .where("state", "!=", "waiting")
    .orderBy("attempted_at_ms", "desc");
  const last = await finished
    .select("attempted_at_ms")
    .offset(historyMax - 1)
    .limit(1)
    .executeTakeFirst();
  const beforeMs = Math.min(last?.attempted_at_ms ?? 0, nowMs - historyMinMs);
  const old = transaction
    .selectFrom("deliveries")
    .select("ending_id")
    .where("subscriber_id", "=", id)
    .where("state", "!=", "waiting")
    .where("attempted_at_ms", "<", beforeMs)
    .limit(prunedAtOnceMax);
  await transaction
    .deleteFrom("deliveries")
    .where("subscriber_id", "=", id)
    .where("ending_id", "in", old)
    .execute();
}

/** The last deliveries of a subscriber that were attempted, latest first. */
export async function listHistory(db: Database, id: string): Promise<readonly DeliveryLine[]> {
  const rows = await db
    .selectFrom("deliveries")
    .selectAll()
    .where("subscriber_id", "=", id)
    .where("attempted_at_ms", "is not", null)
    .orderBy("attempted_at_ms", "desc")
    .orderBy("ending_id")
    .limit(historyMax)
    .execute();
  return rows.map((row) => ({
    endingId: row.ending_id,
    type: row.type,
    state: row.state,
    attempts: row.attempts,
    noticedAtMs: row.noticed_at_ms,
    attemptedAtMs: row.attempted_at_ms ?? undefined,
    dueAtMs: row.state === "waiting" ? row.due_at_ms : undefined,
    status: row.status ?? undefined,
    detail: row.detail ?? undefined,
    durationMs: row.duration_ms ?? undefined,
  }));
}

/** The deliveries that wait for a subscriber, or for all. */
export async function countWaiting(db: Database, id: string | undefined): Promise<number> {
  const waiting = db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.countAll<number | string | bigint>().as("count"))
    .where("state", "=", "waiting");
  const row = await (id === undefined ? waiting : waiting.where("subscriber_id", "=", id))
    .limit(1)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** Drops what waits for a subscriber. */
export async function dropWaiting(transaction: Database, id: string): Promise<void> {
  await transaction
    .deleteFrom("deliveries")
    .where("subscriber_id", "=", id)
    .where("state", "=", "waiting")
    .execute();
}

/** Replaces what waits for a subscriber by one `project-changed`, if its kind can carry that. */
export async function makeGap(
  transaction: Database,
  { id, kind, project_id: project }: Pick<SubscriberRow, "id" | "kind" | "project_id">,
  endingId: string,
  nowMs: number,
): Promise<void> {
  await dropWaiting(transaction, id);
  await transaction
    .updateTable("subscribers")
    .set({ gap_at_ms: nowMs })
    .where("id", "=", id)
    .execute();
  const ending = gapEnding(project, endingId, nowMs);
  if (!wants({ kind, types: undefined, enabled: true, project }, ending)) return;
  await transaction
    .insertInto("deliveries")
    .values(newRow(id, ending, false, nowMs))
    .execute();
}

/** A subscriber that may be sent something. */
function receiving(transaction: Database, id: string): Promise<SubscriberRow | undefined> {
  return transaction
    .selectFrom("subscribers")
    .selectAll()
    .where("id", "=", id)
    .where("enabled", "=", 1)
    .where("stopped", "is", null)
    .limit(1)
    .executeTakeFirst();
}

/** Whether so many more deliveries would be more than may wait. */
async function isFull(transaction: Database, id: string, more: number): Promise<boolean> {
  const last = await transaction
    .selectFrom("deliveries")
    .select("ending_id")
    .where("subscriber_id", "=", id)
    .where("state", "=", "waiting")
    .orderBy("due_at_ms")
    .offset(Math.max(0, backlogMax - more))
    .limit(1)
    .executeTakeFirst();
  return last !== undefined;
}

function newRow(
  subscriberId: string,
  { id, type, sessionId, identityId, at }: Delivered,
  take: boolean,
  nowMs: number,
): DeliveryRow {
  return {
    subscriber_id: subscriberId,
    ending_id: id,
    type,
    session_id: sessionId ?? null,
    identity_id: identityId ?? null,
    noticed_at_ms: Math.round(at),
    written_at_ms: nowMs,
    attempts: take ? 1 : 0,
    state: "waiting",
    due_at_ms: take ? nowMs + takenForMs : nowMs,
    attempted_at_ms: null,
    status: null,
    detail: null,
    duration_ms: null,
  };
}

function endingOf(row: DeliveryRow, project: string): Delivered {
  return {
    id: row.ending_id,
    type: row.type,
    project,
    sessionId: row.session_id ?? undefined,
    identityId: row.identity_id ?? undefined,
    at: row.noticed_at_ms,
  };
}
