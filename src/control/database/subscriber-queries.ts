// Queries of subscribers, as the control plane's storage offers them. Deliveries are in `delivery-queries.ts`.
import { randomUUID } from "node:crypto";
import { subscribersPerProjectMax } from "../../core/subscribers/limits.ts";
import { Secret } from "../../core/secret.ts";
import type { Subscriber } from "../../core/subscribers/subscriber.ts";
import type { SubscriberState } from "../../endings/delivery/outbox.ts";
import type {
  InsertSubscriberResult,
  SeenSubscriber,
  SubscriberRecord,
  SubscriberStorage,
} from "../subscribers/subscriber-storage.ts";
import type { AuditRecord } from "../storage.ts";
import { insertAudit } from "./audit.ts";
import {
  countWaiting,
  dropWaiting,
  listDue,
  listHistory,
  makeGap,
  pruneDeliveries,
  putDeliveries,
  settleDeliveries,
  takeDeliveries,
} from "./delivery-queries.ts";
import type { Database } from "./engine.ts";
import { revisionOf } from "./projects.ts";
import type { SubscriberRow } from "./row-types.ts";
import { beatWatcher, forgetWatchers, tellGap } from "./watch-queries.ts";
import type { Write } from "./writes.ts";

/** Stores subscribers by these two functions, of which the second runs a transaction that is the only writer. */
export function subscriberStorage(
  ask: <T>(query: (db: Database) => Promise<T>) => Promise<T>,
  write: Write,
): SubscriberStorage {
  return {
    list: (projectId) => ask((db) => listSubscribers(db, projectId)),
    findIn: (projectId, id) =>
      ask(async (db) => {
        const row = await findRow(db, id);
        return row === undefined || row.project_id !== projectId ? undefined : seenOf(db, row);
      }),
    insert: (record, audit) => write((db) => insertSubscriber(db, record, audit)),
    replace: (record, audit) => write((db) => replaceSubscriber(db, record, audit)),
    remove: (id, audit) => write((db) => deleteSubscriber(db, id, audit)),
    history: (id) => ask((db) => listHistory(db, id)),

    find: (id) =>
      ask(async (db) => {
        const row = await findRow(db, id);
        return row === undefined ? undefined : subscriberOf(row);
      }),
    subscribersOf: (projectId) =>
      ask(async (db) => (await rowsOf(db, projectId)).map((row) => subscriberOf(row))),
    put: (deliveries, nowMs) => write((db) => putDeliveries(db, deliveries, nowMs)),
    due: (nowMs) => ask((db) => listDue(db, nowMs)),
    take: (id, limit, nowMs) => write((db) => takeDeliveries(db, id, limit, nowMs)),
    settle: (settlements) => write((db) => settleDeliveries(db, settlements)),
    prune: (nowMs) => write((db) => pruneDeliveries(db, nowMs)),
    backlog: () => ask((db) => countWaiting(db, undefined)),

    beat: (process, settled) => write((db) => beatWatcher(db, process, settled)),
    forgetWatchers: (processes) => write((db) => forgetWatchers(db, processes)),
    tellGap: (process, beforeMs, nowMs) => write((db) => tellGap(db, process, beforeMs, nowMs)),
  };
}

async function listSubscribers(db: Database, projectId: string): Promise<SeenSubscriber[]> {
  const seen: SeenSubscriber[] = [];
  for (const row of await rowsOf(db, projectId)) seen.push(await seenOf(db, row));
  return seen;
}

function rowsOf(db: Database, projectId: string): Promise<SubscriberRow[]> {
  return db
    .selectFrom("subscribers")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("created_at_ms")
    .orderBy("id")
    .limit(subscribersPerProjectMax)
    .execute();
}

function findRow(db: Database, id: string): Promise<SubscriberRow | undefined> {
  return db.selectFrom("subscribers").selectAll().where("id", "=", id).limit(1).executeTakeFirst();
}

async function insertSubscriber(
  transaction: Database,
  record: SubscriberRecord,
  audit: AuditRecord,
): Promise<InsertSubscriberResult> {
  const { project } = record.subscriber;
  if ((await revisionOf(transaction, project)) === undefined) return "project-gone";
  if ((await rowsOf(transaction, project)).length >= subscribersPerProjectMax) return "full";
  await transaction.insertInto("subscribers").values(rowOf(record)).execute();
  await insertAudit(transaction, audit);
  return "done";
}

async function replaceSubscriber(
  transaction: Database,
  record: SubscriberRecord,
  audit: AuditRecord,
): Promise<"done" | "gone"> {
  const { subscriber } = record;
  const before = await findRow(transaction, subscriber.id);
  if (before === undefined) return "gone";
  const { created_at_ms: _, ...row } = rowOf(record);
  await transaction
    .updateTable("subscribers")
    .set({ ...row, gap_at_ms: before.gap_at_ms, failing_since_ms: before.failing_since_ms })
    .where("id", "=", subscriber.id)
    .execute();
  if (!subscriber.enabled) await dropWaiting(transaction, subscriber.id);
  else if (before.enabled === 0 || before.stopped !== null)
    await makeGap(transaction, row, randomUUID(), record.updatedAtMs);
  await insertAudit(transaction, audit);
  return "done";
}

async function deleteSubscriber(
  transaction: Database,
  id: string,
  audit: AuditRecord,
): Promise<"done" | "gone"> {
  if ((await findRow(transaction, id)) === undefined) return "gone";
  await transaction.deleteFrom("deliveries").where("subscriber_id", "=", id).execute();
  await transaction.deleteFrom("subscribers").where("id", "=", id).execute();
  await insertAudit(transaction, audit);
  return "done";
}

async function seenOf(db: Database, row: SubscriberRow): Promise<SeenSubscriber> {
  const state: SubscriberState = {
    failingSinceMs: row.failing_since_ms ?? undefined,
    stopped: row.stopped ?? undefined,
    gapAtMs: row.gap_at_ms ?? undefined,
    waiting: await countWaiting(db, row.id),
  };
  return {
    subscriber: subscriberOf(row),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    state,
  };
}

function subscriberOf(row: SubscriberRow): Subscriber {
  const common = {
    id: row.id,
    project: row.project_id,
    url: row.url,
    types: row.types_json === null ? undefined : JSON.parse(row.types_json),
    enabled: row.enabled === 1,
  };
  return row.kind === "web-hook"
    ? { ...common, kind: "web-hook", secret: new Secret(row.secret ?? "") }
    : {
        ...common,
        kind: "caep",
        secret: row.secret === null ? undefined : new Secret(row.secret),
        issuer: row.issuer ?? "",
        audience: row.audience ?? "",
      };
}

function rowOf({ subscriber, createdAtMs, updatedAtMs }: SubscriberRecord): SubscriberRow {
  const { id, project, kind, url, types, enabled, secret } = subscriber;
  return {
    id,
    project_id: project,
    kind,
    url,
    types_json: types === undefined ? null : JSON.stringify(types),
    enabled: enabled ? 1 : 0,
    secret: secret?.reveal() ?? null,
    issuer: kind === "caep" ? subscriber.issuer : null,
    audience: kind === "caep" ? subscriber.audience : null,
    created_at_ms: createdAtMs,
    updated_at_ms: updatedAtMs,
    failing_since_ms: null,
    stopped: null,
    gap_at_ms: null,
  };
}
