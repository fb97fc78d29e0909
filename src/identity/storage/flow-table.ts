// Flows that browsers and apps have begun; the oldest are dropped beyond a ceiling.

import type { DatabaseSync } from "node:sqlite";
import type { Flow } from "../model.ts";
import { documentOf } from "./document.ts";

/** How many flows are kept. */
const flowsMax = 10_000;

/** Access to the stored flows. */
export interface FlowTable {
  get(id: string): Flow | undefined;
  put(flow: Flow): void;
}

/** The table over an open database. */
export function flowTable(database: DatabaseSync): FlowTable {
  const get = database.prepare("SELECT document FROM flow WHERE id = ?");
  const put = database.prepare(
    `INSERT INTO flow (id, document) VALUES (?, ?)
     ON CONFLICT (id) DO UPDATE SET document = excluded.document`,
  );
  const drop = database.prepare(
    "DELETE FROM flow WHERE number <= (SELECT max(number) FROM flow) - ?",
  );
  return {
    get: (id) => documentOf(get.get(id)) as Flow | undefined,
    put: (flow) => {
      put.run(flow.id, JSON.stringify(flow));
      drop.run(flowsMax);
    },
  };
}
