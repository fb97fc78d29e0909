// The tables of the bus, and their layout: it is created, migrated, or refused if it is newer than this version.
import { randomUUID } from "node:crypto";
import { DatabaseError, escapeIdentifier, type ClientBase } from "pg";
import { BusRefusal } from "../../edge/ports.ts";

/** The number of the lock under which the tables are created and migrated. Nothing else in the database may use it. */
const layoutLock = 7_305_418_270;

/** A step to a layout. `compatibleFrom` is the earliest layout whose programs can work with it. */
interface LayoutStep {
  readonly compatibleFrom: number;
  readonly statements: readonly string[];
}

/** The steps to the layout of this version, which is their number. A step that was released is never changed. */
export const layoutSteps: readonly LayoutStep[] = [
  {
    compatibleFrom: 1,
    statements: [
      // One row. Its `id` names the channel, so that two buses in schemas of one database do not hear each other.
      `create table edge_sessions_bus_state (
        one boolean primary key default true check (one),
        id text not null,
        layout integer not null,
        compatible_from integer not null,
        project_changes bigint not null default 0,
        pruned_at timestamptz not null default now()
      ) with (fillfactor = 50)`,
      // A row for each region that ever was. It is updated with each message, which is cheap while its page has space.
      `create table edge_sessions_bus_regions (
        region text primary key,
        incarnation text not null,
        listed boolean not null default true,
        last_sequence bigint not null default 0,
        pruned_through bigint not null default 0,
        lasting bigint not null default 0
      ) with (fillfactor = 20)`,
      `create table edge_sessions_bus_messages (
        region text not null,
        sequence bigint not null,
        lasting boolean not null,
        at timestamptz not null default clock_timestamp(),
        message text not null,
        primary key (region, sequence)
      )`,
      `create index edge_sessions_bus_heartbeats
        on edge_sessions_bus_messages (region, sequence) where not lasting`,
      `create table edge_sessions_bus_projects (
        project text primary key,
        revision bigint not null,
        change bigint not null unique,
        text text not null
      )`,
    ],
  },
];

/** The rights that a member needs, by table. */
const neededRights = {
  edge_sessions_bus_state: ["SELECT", "UPDATE"],
  edge_sessions_bus_regions: ["SELECT", "INSERT", "UPDATE"],
  edge_sessions_bus_messages: ["SELECT", "INSERT", "DELETE"],
  edge_sessions_bus_projects: ["SELECT", "INSERT", "UPDATE"],
} as const;

/**
 * Creates the tables or migrates them, if needed, and returns the id of the bus in them. Several processes may do it at
 * once. Throws a `BusRefusal` if their layout is newer than this version can work with, or if rights are missing.
 */
export async function prepareTables(client: ClientBase, steps = layoutSteps): Promise<string> {
  const present = await layoutState(client);
  if (present === undefined || present.layout < steps.length) await migrate(client, steps);
  else refuseNewer(present, steps.length);
  await refuseMissingRights(client);
  const { id } = await stateOf(client);
  return id;
}

interface State {
  readonly id: string;
  readonly layout: number;
  readonly compatible_from: number;
}

/** The row of the state. Undefined if there is no such table yet. */
export async function layoutState(client: ClientBase): Promise<State | undefined> {
  // The catalogue is queried, because to_regclass may still answer as of before another process' transaction.
  const { rows } = await client.query<{ readonly readable: boolean }>(`
    select has_table_privilege(oid, 'SELECT') as readable from pg_class
    where relname = 'edge_sessions_bus_state' and pg_table_is_visible(oid)`);
  if (rows[0] === undefined) return undefined;
  if (!rows[0].readable) await refuseMissingRights(client);
  return stateOf(client);
}

async function stateOf(client: ClientBase): Promise<State> {
  const { rows } = await client.query<State>(
    "select id, layout, compatible_from from edge_sessions_bus_state",
  );
  if (rows[0] !== undefined) return rows[0];
  throw new BusRefusal(
    "bus in Postgres: the table edge_sessions_bus_state is empty. Drop all tables whose names begin with " +
      "edge_sessions_bus_. They are created again at the next start.",
  );
}

async function migrate(client: ClientBase, steps: readonly LayoutStep[]): Promise<void> {
  await client.query("begin");
  try {
    await client.query(`select pg_advisory_xact_lock(${layoutLock})`);
    const present = await layoutState(client);
    if (present !== undefined) refuseNewer(present, steps.length);
    const done = present?.layout ?? 0;
    for (const { statements } of steps.slice(done)) {
      for (const statement of statements) await client.query(statement);
    }
    const values = [steps.length, steps.at(-1)?.compatibleFrom ?? 0];
    if (present === undefined) {
      await client.query(
        "insert into edge_sessions_bus_state (layout, compatible_from, id) values ($1, $2, $3)",
        [...values, randomUUID().replaceAll("-", "")],
      );
    } else if (done < steps.length) {
      await client.query(
        "update edge_sessions_bus_state set layout = $1, compatible_from = $2",
        values,
      );
    }
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    if (cause instanceof DatabaseError) await refuseWithoutOwner(client, cause);
    throw cause;
  }
}

/** Explains why tables could not be created or changed, if it is for lack of a right. */
async function refuseWithoutOwner(client: ClientBase, { code, message }: DatabaseError) {
  if (code !== "42501" && code !== "3F000") return;
  const { rows } = await client.query<{ user: string; database: string; schema: string | null }>(
    'select current_user as "user", current_database() as "database", current_schema() as "schema"',
  );
  const [{ user, database, schema } = { user: "", database: "", schema: null }] = rows;
  const name = escapeIdentifier(schema ?? "public");
  throw new BusRefusal(
    `bus in Postgres: the user ${user} may not create or change the tables of the bus in the database ${database}: ` +
      `${message}. Let the owner of the database run: GRANT USAGE, CREATE ON SCHEMA ${name} TO ` +
      `${escapeIdentifier(user)}; or start one process with a user that owns the tables.`,
  );
}

function refuseNewer({ layout, compatible_from: from }: State, own: number): void {
  if (from <= own) return;
  throw new BusRefusal(
    `bus in Postgres: a newer version has changed the tables of the bus to layout ${layout}, and this version only ` +
      `knows layout ${own}. Run that version or a later one here too, or use another database or schema.`,
  );
}

async function refuseMissingRights(client: ClientBase): Promise<void> {
  const pairs = Object.entries(neededRights).flatMap(([table, rights]) =>
    rights.map((right) => `('${table}', '${right}')`),
  );
  const { rows } = await client.query<{ user: string; name: string; right: string }>(`
    select current_user as "user", name, "right" from (values ${pairs.join()}) needed (name, "right")
    where not has_table_privilege(name, "right")`);
  const [first] = rows;
  if (first === undefined) return;
  const missing = rows.map(({ name, right }) => `${right} on ${name}`).join(", ");
  const grants = Object.entries(neededRights).map(
    ([table, rights]) =>
      `GRANT ${rights.join(", ")} ON ${table} TO ${escapeIdentifier(first.user)};`,
  );
  throw new BusRefusal(
    `bus in Postgres: the user ${first.user} lacks these rights: ${missing}. Let the owner of the tables run: ` +
      grants.join(" "),
  );
}
