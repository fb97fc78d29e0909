// What operators do with a bus in Postgres: check its tables, make them, and remove a region.
import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import { BusRefusal } from "../../edge/ports.ts";
import type { BusAdministration, BusDifference } from "../administration.ts";
import { openConnections } from "./connections.ts";
import { channelOf } from "./listening.ts";
import { explained } from "./start-errors.ts";
import { appendStatement, removeRegionStatement } from "./statements.ts";
import { layoutState, layoutSteps, prepareTables } from "./tables.ts";

/** How long one statement may take, in milliseconds. */
const statementMaxMs = 5_000;

/** What operators can do with a bus in Postgres. Its regions need nothing of their own, so a plan changes nothing. */
export function createPostgresAdministration(url: string): BusAdministration {
  return {
    check: () => withClient(url, tableDifferences),
    create: () =>
      withClient(url, async (client) => {
        const [missing] = await tableDifferences(client);
        await prepareTables(client);
        if (missing === undefined) return { done: [], left: [] };
        const what = missing.is === "missing" ? "created" : "changed";
        return { done: [{ where: missing.where, what }], left: [] };
      }),
    removeRegion: (region, at) =>
      withClient(url, async (client) => {
        const state = await layoutState(client);
        const { rows } =
          state === undefined
            ? { rows: [] }
            : await client.query("select from edge_sessions_bus_regions where region = $1", [at]);
        if (state === undefined || rows.length === 0) {
          throw new BusRefusal(
            `There is no region ${at} in this database. Name a region that stays with --region`,
          );
        }
        const removal = { version: 1, id: randomUUID(), region, at: Date.now() } as const;
        const channel = channelOf(state.id);
        await client.query(appendStatement(channel, at, [{ kind: "removal", removal }]));
        await client.query(removeRegionStatement(channel, region));
      }),
  };
}

/** How the tables differ from what they must be. Rejects with a `BusRefusal` if they are newer, or rights are missing. */
export async function tableDifferences(client: Client): Promise<readonly BusDifference[]> {
  const state = await layoutState(client);
  const where = "table edge_sessions_bus_state";
  const fix = 'Run "edge-sessions bus create", or start an edge.';
  if (state === undefined) {
    return [{ where, what: "existence", is: "missing", shouldBe: "present", fix }];
  }
  if (state.layout < layoutSteps.length) {
    const shouldBe = String(layoutSteps.length);
    return [{ where, what: "layout", is: String(state.layout), shouldBe, fix }];
  }
  // It changes nothing now, and refuses what it cannot use.
  await prepareTables(client);
  return [];
}

async function withClient<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const connections = openConnections(url);
  try {
    const client = await connections.connect(statementMaxMs);
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } catch (cause) {
    throw sentence(explained(cause, url));
  } finally {
    await connections.end();
  }
}

/** The error with a message that is a sentence. */
function sentence({ message, cause }: Error): Error {
  const begun = message.charAt(0).toUpperCase() + message.slice(1);
  return new BusRefusal(begun.endsWith(".") ? begun : `${begun}.`, { cause });
}
