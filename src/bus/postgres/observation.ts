// Looking at a bus in Postgres. It only reads.
import { setTimeout as pause } from "node:timers/promises";
import { decodeMessage, type BusMessage } from "../../core/bus-message.ts";
import { decodeProject } from "../../core/served-project-text.ts";
import type { ObservedBus } from "../observation.ts";
import { tableDifferences } from "./administration.ts";
import { openConnections } from "./connections.ts";
import { explained } from "./start-errors.ts";
import { projectsMax, projectsStatement } from "./statements.ts";

interface Row {
  readonly sequence: number;
  readonly message: string;
}

const regionsStatement =
  "select region from edge_sessions_bus_regions where listed order by region";
// With heartbeats, which a reading of the log leaves out.
const columns = "select sequence, message from edge_sessions_bus_messages where region = $1";
const latestStatement = `select * from (${columns} order by sequence desc limit 1000) latest order by sequence`;
const laterStatement = `${columns} and sequence > $2 order by sequence limit 1000`;
const lastStatement = `${columns} order by sequence desc limit 1`;

function messageOf({ message }: Row): BusMessage {
  return decodeMessage(message);
}

/** How often the logs are read while listening, in milliseconds. */
const readEveryMs = 250;
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
          return await tableDifferences(client);
        } finally {
          await client.end();
        }
      }),
    regions: () =>
      ask(async () => {
        const rows = await connections.run<{ region: string }>(regionsStatement);
        return rows.map(({ region }) => region);
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
    latest: (region) =>
      ask(async () => (await connections.run<Row>(latestStatement, [region])).map(messageOf)),
    async listen(regions, receive) {
      const ends = new Map<string, number>();
      for (const region of regions) {
        const [last] = await ask(() => connections.run<Row>(lastStatement, [region]));
        ends.set(region, last?.sequence ?? 0);
      }
      const ending = new AbortController();
      const listening = ask(async () => {
        for (;;) {
          // What arrived before the end is still received.
          const last = ending.signal.aborted;
          for (const [region, after] of ends) {
            const rows = await connections.run<Row>(laterStatement, [region, after]);
            for (const row of rows) receive(messageOf(row));
            ends.set(region, rows.at(-1)?.sequence ?? after);
          }
          if (last) return;
          await pause(readEveryMs, undefined, { signal: ending.signal }).catch(() => undefined);
        }
      });
      // It is waited for at the end.
      listening.catch(() => undefined);
      return () => {
        ending.abort();
        return listening;
      };
    },
    close: () => connections.end(),
  };
}
