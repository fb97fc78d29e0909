// Sessions, found by id, by either of their tokens, or by identity.

import type { DatabaseSync } from "node:sqlite";
import type { Session } from "../model.ts";
import { documentOf, documentsOf } from "./document.ts";

/** Access to the stored sessions. */
export interface SessionTable {
  get(id: string): Session | undefined;
  byToken(token: string): Session | undefined;
  byLogoutToken(token: string): Session | undefined;
  /** Newest first. */
  ofIdentity(identityId: string): Session[];
  /** Newest first. */
  all(limit: number): Session[];
  put(session: Session): void;
  /** False if there is none. */
  remove(id: string): boolean;
}

/** The table over an open database. */
export function sessionTable(database: DatabaseSync): SessionTable {
  const get = database.prepare("SELECT document FROM session WHERE id = ?");
  const byToken = database.prepare("SELECT document FROM session WHERE token = ?");
  const byLogoutToken = database.prepare("SELECT document FROM session WHERE logout_token = ?");
  const ofIdentity = database.prepare(
    "SELECT document FROM session WHERE identity = ? ORDER BY number DESC LIMIT 10000",
  );
  const all = database.prepare("SELECT document FROM session ORDER BY number DESC LIMIT ?");
  const put = database.prepare(
    `INSERT INTO session (id, token, logout_token, identity, document) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET document = excluded.document`,
  );
  const remove = database.prepare("DELETE FROM session WHERE id = ?");
  return {
    get: (id) => documentOf(get.get(id)) as Session | undefined,
    byToken: (token) => documentOf(byToken.get(token)) as Session | undefined,
    byLogoutToken: (token) => documentOf(byLogoutToken.get(token)) as Session | undefined,
    ofIdentity: (identityId) => documentsOf(ofIdentity.all(identityId)) as Session[],
    all: (limit) => documentsOf(all.all(limit)) as Session[],
    put: (session) => {
      const { id, token, logoutToken, identityId } = session;
      put.run(id, token, logoutToken, identityId, JSON.stringify(session));
    },
    remove: (id) => remove.run(id).changes > 0,
  };
}
