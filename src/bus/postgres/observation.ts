// Looking at a bus in Postgres. It only reads.
import { decodeProject } from "../../core/served-project-text.ts";
import type { ObservedBus } from "../observation.ts";
import { openConnections } from "./connections.ts";
import { readLog } from "./reading.ts";
import { explained } from "./start-errors.ts";
import { lookStatement, projectsMax, projectsStatement, type Look } from "./statements.ts";
import { hasTables } from "./tables.ts";

/** The longest time of a query, in milliseconds. */
const queryMaxMs = 1_900;

/** Opens a bus to look at. Nothing is connected before it is asked something. */
export function observePostgresBus(url: string): ObservedBus {
  const connections = openConnections(url);
  async function ask<T>(what: () => Promise<T>): Promise<T> {
    try {
      return await what();
    } catch (cause) {
      throw explained(cause, url);
    }
  }
  return {
    differences: () =>
      ask(async () => {
        const client = await connections.connect(queryMaxMs);
        try {
          if (await hasTables(client)) return [];
        } finally {
          await client.end();
        }
        return [
          {
            where: "the database",
            what: "the tables edge_sessions_bus_…",
            is: "missing",
            shouldBe: "present",
            fix: "Start an edge or a control plane with this bus. It creates them.",
          },
        ];
      }),
    regions: () =>
      ask(async () => {
        const [look] = await connections.run<Look>(lookStatement);
        return (look?.regions ?? []).filter(({ listed }) => listed).map(({ region }) => region);
      }),
    revisions: () =>
      ask(async () => {
        const revisions: number[] = [];
        for (let after = 0; ;) {
          const rows = await connections.run<{ change: number; text: string }>(projectsStatement, [
            after,
          ]);
          for (const { change, text } of rows) {
            after = change;
            revisions.push(decodeProject(text)?.revision ?? 0);
          }
          if (rows.length < projectsMax) return revisions;
        }
      }),
    read: (region, after) => ask(() => readLog(connections.run, region, after)),
    close: () => connections.end(),
  };
}
