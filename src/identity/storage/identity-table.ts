// Identities, and the identifiers (addresses) that name them at sign-in.

import type { DatabaseSync } from "node:sqlite";
import type { Identity } from "../model.ts";
import { documentOf, documentsOf } from "./document.ts";

/** Access to the stored identities. */
export interface IdentityTable {
  get(id: string): Identity | undefined;
  /** By sign-in identifier, in any case. */
  byIdentifier(value: string): Identity | undefined;
  /** In order of creation. */
  list(limit: number, offset: number): Identity[];
  count(): number;
  /** Stores the identity and makes these its only identifiers. Throws if one belongs to somebody else. */
  put(identity: Identity, identifiers: readonly string[]): void;
  /** Stores the identity; its identifiers stay. */
  update(identity: Identity): void;
  /** Removes the identity and its identifiers; false if there is none. */
  remove(id: string): boolean;
}

/** The table over an open database. */
export function identityTable(database: DatabaseSync): IdentityTable {
  const get = database.prepare("SELECT document FROM identity WHERE id = ?");
  const byIdentifier = database.prepare(
    "SELECT document FROM identity WHERE id = (SELECT identity FROM identifier WHERE value = ?)",
  );
  const list = database.prepare("SELECT document FROM identity ORDER BY rowid LIMIT ? OFFSET ?");
  const count = database.prepare("SELECT count(*) AS number FROM identity");
  const write = database.prepare(
    "INSERT INTO identity (id, document) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document",
  );
  const forget = database.prepare("DELETE FROM identifier WHERE identity = ?");
  const name = database.prepare("INSERT INTO identifier (value, identity) VALUES (?, ?)");
  const remove = database.prepare("DELETE FROM identity WHERE id = ?");
  const update = (identity: Identity): void => {
    write.run(identity.id, JSON.stringify(identity));
  };
  return {
    get: (id) => documentOf(get.get(id)) as Identity | undefined,
    byIdentifier: (value) =>
      documentOf(byIdentifier.get(value.trim().toLowerCase())) as Identity | undefined,
    list: (limit, offset) => documentsOf(list.all(limit, offset)) as Identity[],
    count: () => Number(count.get()?.["number"]),
    update,
    put: (identity, identifiers) => {
      database.exec("BEGIN");
      try {
        update(identity);
        forget.run(identity.id);
        for (const value of new Set(identifiers.map((each) => each.trim().toLowerCase()))) {
          name.run(value, identity.id);
        }
        database.exec("COMMIT");
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    remove: (id) => {
      forget.run(id);
      return remove.run(id).changes > 0;
    },
  };
}
