// The control plane's storage on top of an engine: which query each method uses, and which of them write.
import { setImmediate } from "node:timers/promises";
import { SchemaRefusal, type ControlStorage } from "../storage.ts";
import { insertAudit, listAudit, prunedAtOnceMax, pruneAudit } from "./audit.ts";
import { deleteProject, listDeletedProjects } from "./deleted-projects.ts";
import type { Database, Engine } from "./engine.ts";
import { deleteKey, findKey, insertFirstKey, insertKey, listKeys, noteKeyUse } from "./keys.ts";
import { migrate } from "./migrate.ts";
import {
  findProject,
  insertProject,
  listProjects,
  listRevisions,
  replaceProject,
} from "./projects.ts";
import {
  deleteSignIns,
  findSignIns,
  insertSignIn,
  noteSignInUse,
  pruneSignIns,
} from "./sign-ins.ts";
import { subscriberStorage } from "./subscriber-queries.ts";
import { insertTraffic, listTraffic, pruneTraffic } from "./traffic-minutes.ts";
import { queueWrites, type WriteQueue } from "./writes.ts";

/** How a storage is opened. */
export interface Opening {
  /** Opens the engine. Called by `open`. */
  readonly connect: () => Promise<Engine>;
  /** The message that says why opening failed, without a secret. */
  readonly explain: (cause: unknown) => string;
}

interface Opened {
  readonly engine: Engine;
  readonly writes: WriteQueue;
}

/** A storage that is closed until `open`. Its methods reject while it is closed. */
export function createControlStorage({ connect, explain }: Opening): ControlStorage {
  let opened: Opened | undefined;

  function use(): Opened {
    if (opened === undefined) throw new Error("the control database is not open");
    return opened;
  }
  const ask = async <T>(query: (db: Database) => Promise<T>): Promise<T> => query(use().engine.db);
  const write: WriteQueue["write"] = async (change) => use().writes.write(change);

  return {
    async open() {
      if (opened !== undefined) throw new Error("the control database is open already");
      let engine: Engine | undefined;
      try {
        engine = await connect();
        await migrate(engine);
      } catch (cause) {
        await engine?.close();
        throw new SchemaRefusal(explain(cause));
      }
      opened = { engine, writes: queueWrites(engine) };
    },
    async close() {
      if (opened === undefined) return;
      const { engine, writes } = opened;
      opened = undefined;
      await writes.drained();
      await engine.close();
    },

    listProjects: () => ask(listProjects),
    listRevisions: () => ask(listRevisions),
    findProject: (idOrSlug) => ask((db) => findProject(db, idOrSlug)),
    insertProject: (project, audit) => write((db) => insertProject(db, project, audit)),
    replaceProject: (next, expectedRevision, audit) =>
      write((db) => replaceProject(db, next, expectedRevision, audit)),
    deleteProject: (id, expectedRevision, audit) =>
      write((db) => deleteProject(db, id, expectedRevision, audit)),
    listDeletedProjects: (ids) => ask((db) => listDeletedProjects(db, ids)),

    listKeys: (projectId) => ask((db) => listKeys(db, projectId)),
    findKeyByDigest: (digest) => ask((db) => findKey(db, "digest", digest)),
    findKey: (id) => ask((db) => findKey(db, "id", id)),
    insertKey: (key, audit) => write((db) => insertKey(db, key, audit)),
    insertFirstKey: (key, keep, audit) => write((db) => insertFirstKey(db, key, keep, audit)),
    deleteKey: (id, audit) => write((db) => deleteKey(db, id, audit)),
    noteKeyUse: (id, atMs) => ask((db) => noteKeyUse(db, id, atMs)),

    findSignIns: (digests, atMs) => ask((db) => findSignIns(db, digests, atMs)),
    insertSignIn: (signIn, replaced, audit) =>
      write((db) => insertSignIn(db, signIn, replaced, audit)),
    deleteSignIns: (digests, audit) => write((db) => deleteSignIns(db, digests, audit)),
    noteSignInUse: (digest, atMs) => ask((db) => noteSignInUse(db, digest, atMs)),
    pruneSignIns: (atMs) => write((db) => pruneSignIns(db, atMs)),

    appendAudit: (audit) => write((db) => insertAudit(db, audit)),
    listAudit: (query) => ask((db) => listAudit(db, query)),
    async pruneAudit(beforeMs) {
      let pruned = 0;
      for (;;) {
        const removed = await write((db) => pruneAudit(db, beforeMs));
        pruned += removed;
        if (removed < prunedAtOnceMax) return pruned;
        await setImmediate(); // a database in the process would keep checks waiting
      }
    },

    subscribers: subscriberStorage(ask, write),

    insertTraffic: (minute, counted) => write((db) => insertTraffic(db, minute, counted)),
    listTraffic: (query) => ask((db) => listTraffic(db, query)),
    async pruneTraffic(before) {
      while (await write((db) => pruneTraffic(db, before)));
    },
  };
}
