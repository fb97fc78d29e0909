// Postgres as the bus of a fault run. It has one server for all regions.
import { Client } from "pg";
import { thawProcess } from "../../harness/frozen-process.ts";
import type { PostgresServer } from "../../harness/postgres.ts";
import { instantMs } from "../instant.ts";
import type { Published } from "../verdict/published.ts";
import type { BusUnderTest } from "./bus.ts";
import { familyOf } from "./processes-of.ts";
import { wallToInstant, Witness } from "./witnessed-message.ts";

/** The most messages that are published once more. */
const repeatedMax = 300;

interface Row {
  readonly region: string;
  readonly sequence: string;
  readonly wall_ms: string;
  readonly message: string;
}

/** The bus in the database that a server has from the start. */
export function postgresBus(server: PostgresServer): BusUnderTest {
  const through = new Map<string, number>();
  const witness = new Witness();

  async function ask<T extends object>(statement: string): Promise<readonly T[]> {
    const client = new Client({ connectionString: server.url, connectionTimeoutMillis: 1_000 });
    // A server that is killed closes the connection, which the query reports too.
    client.on("error", () => undefined);
    try {
      await client.connect();
      return (await client.query<T>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  async function readLogs(): Promise<readonly Published[]> {
    const [nowInstantMs, nowWallMs] = [instantMs(), Date.now()];
    const known = [...through].map(([region, last]) => `('${region}', ${last})`).join();
    const rows = await ask<Row>(`
      select region, sequence, extract(epoch from at) * 1000 as wall_ms, message
      from edge_sessions_bus_messages logged
      where sequence > coalesce(
        (select last from (values ('', 0) ${known === "" ? "" : `, ${known}`}) known (name, last)
         where name = region), 0)
      order by region, sequence`);
    for (const { region, sequence, wall_ms: wallMs, message } of rows) {
      through.set(region, Number(sequence));
      witness.read(message, wallToInstant(Number(wallMs), nowInstantMs, nowWallMs));
    }
    return witness.take();
  }

  return {
    kind: "postgres",
    linkBetweenRegions: "e3-bus",
    portOf: () => server.port,
    argumentsFor: (port) => ["--bus", server.url.replace(`:${server.port}/`, `:${port}/`)],
    kill: () => server.kill(),
    restart: () => server.restart(),
    freeze() {
      const family = familyOf(server.pid());
      for (const pid of family) process.kill(pid, "SIGSTOP");
      return Promise.resolve(() => {
        for (const pid of family) thawProcess(pid);
      });
    },
    async truncate() {
      await ask(`
        with cut as (
          update edge_sessions_bus_regions set pruned_through = last_sequence
          returning region, pruned_through
        )
        delete from edge_sessions_bus_messages logged using cut
        where logged.region = cut.region and sequence <= cut.pruned_through`);
    },
    async repeat() {
      await ask(`
        with latest as (
          select region, message, lasting,
            row_number() over (partition by region order by sequence desc) as place
          from edge_sessions_bus_messages
        ), counted as (
          select region, count(*) as messages from latest where place <= ${repeatedMax} group by region
        ), moved as (
          update edge_sessions_bus_regions known set last_sequence = last_sequence + messages
          from counted where counted.region = known.region
          returning known.region, last_sequence - messages as start
        ), repeated as (
          insert into edge_sessions_bus_messages (region, sequence, lasting, message)
          select region, start + place, lasting, message from latest join moved using (region)
          where place <= ${repeatedMax}
          returning region, sequence, message
        )
        select pg_notify('edge_sessions_bus_' || id, sequence || E'\\n' || region || E'\\n' || message)
        from repeated, edge_sessions_bus_state where length(message) < 7000`);
    },
    async witnessed() {
      try {
        return await readLogs();
      } catch {
        // The server is down or frozen. What it accepts is read when it is back.
        return [];
      }
    },
    addRegion: () => Promise.resolve(),
    stop: () => server.stop(),
  };
}
