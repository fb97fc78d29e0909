// Everything the server remembers, behind one object.

import type { DatabaseSync } from "node:sqlite";
import { flowTable, type FlowTable } from "./flow-table.ts";
import { identityTable, type IdentityTable } from "./identity-table.ts";
import { mailTable, type MailTable } from "./mail-table.ts";
import { sessionTable, type SessionTable } from "./session-table.ts";

/** The tables of an open database. */
export interface Store {
  readonly identities: IdentityTable;
  readonly sessions: SessionTable;
  readonly flows: FlowTable;
  readonly mails: MailTable;
}

/** Prepares the tables of an open database. */
export function createStore(database: DatabaseSync): Store {
  return {
    identities: identityTable(database),
    sessions: sessionTable(database),
    flows: flowTable(database),
    mails: mailTable(database),
  };
}
