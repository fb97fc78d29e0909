// The statements of the bus. Those that write are texts without parameters: the server gets such a statement in one
// message, and commits it before it waits for the next one. With parameters, a connection that breaks between two
// messages would leave the row of the region locked until the server notices.
import { escapeLiteral } from "pg";
import { encodeMessage, isLasting } from "../../core/bus-message.ts";
import type { ServedProject } from "../../core/served-project.ts";
import { encodeProject } from "../../core/served-project-text.ts";
import type { SentMessage } from "../../edge/ports.ts";

/** The longest message that is sent with its notification, in bytes. Postgres allows 7,999 for all of the payload. */
const notifiedMax = 7_000;
/** The payload of a notification after which members look at the regions and projects. */
export const lookPayload = "look";
/** The most messages and projects of one reading. */
export const readMax = 1_000;
export const projectsMax = 100;

/** Appends messages to a region's log, in order, and notifies of each. Gives one row with the `last` sequence. */
export function appendStatement(
  channel: string,
  region: string,
  messages: readonly SentMessage[],
): string {
  const texts = messages.map((message) => escapeLiteral(inAscii(encodeMessage(message))));
  const lasting = messages.map((message) => isLasting(message));
  const name = escapeLiteral(region);
  // The row of the region stays locked until the commit. So sequences are given in the order of commits, without gaps.
  return `
    with sent as materialized (
      select message, lasting, place
      from unnest(array[${texts.join()}]::text[], array[${lasting.join()}]::boolean[])
        with ordinality as sent (message, lasting, place)
    ), own as (
      update edge_sessions_bus_regions
      set last_sequence = last_sequence + ${messages.length},
        lasting = lasting + ${lasting.filter(Boolean).length}
      where region = ${name}
      returning last_sequence - ${messages.length} as start
    ), added as (
      insert into edge_sessions_bus_messages (region, sequence, lasting, message)
      select ${name}, start + place, lasting, message from own, sent
    )
    select max(sequence) as last, count(pg_notify(${escapeLiteral(channel)}, payload)) from (
      select start + place as sequence, concat(start + place, E'\\n', ${name},
        case when length(message) <= ${notifiedMax} then E'\\n' || message end) as payload
      from own, sent order by place
    ) notified`;
}

/** Fails at a server that cannot say which timeline it is on. */
export const timelineStatement = "select pg_walfile_name(pg_current_wal_lsn())";

/**
 * Names a log. The timeline of the server is a part of the name if the parameter says that the server knows it. It is
 * another one after a failover or a restored backup, either of which may have lost messages.
 */
function nameOfLog(parameter: string): string {
  return `incarnation || case when ${parameter}::boolean
    then ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8) else '' end`;
}

/** A row of `readStatement`. Without a message, there are none after the sequence. */
export interface ReadRow {
  readonly incarnation: string;
  readonly last_sequence: number;
  readonly pruned_through: number;
  readonly sequence: number | null;
  readonly message: string | null;
}

/**
 * Reads a region's log from a sequence on, which is included so that its message can be compared. It is one statement,
 * so that the end of the log and its messages are of the same instant.
 */
export const readStatement = `
  select ${nameOfLog("$3")} as incarnation, last_sequence, pruned_through, sequence, message
  from edge_sessions_bus_regions log left join lateral (
    select sequence, message from edge_sessions_bus_messages logged
    where logged.region = log.region and sequence >= $2
    order by sequence limit ${readMax + 1}
  ) found on true
  where log.region = $1
  order by sequence`;

/** What `lookStatement` gives, in one row. */
export interface Look {
  readonly id: string;
  /** Grows with each change of a project. */
  readonly project_changes: number;
  readonly prune_due: boolean;
  readonly regions: readonly {
    readonly region: string;
    readonly incarnation: string;
    readonly last_sequence: number;
    readonly listed: boolean;
  }[];
}

/** How often logs are pruned, in milliseconds. */
const pruneEveryMs = 10_000;

/** Where all logs end, which regions are known, and whether projects have changed. */
export const lookStatement = `
  select id, project_changes,
    pruned_at < now() - interval '${pruneEveryMs} ms' as prune_due,
    (select coalesce(json_agg(json_build_object('region', region, 'incarnation', ${nameOfLog("$1")},
      'last_sequence', last_sequence, 'listed', listed)), '[]') from edge_sessions_bus_regions) as regions
  from edge_sessions_bus_state`;

/** Takes the task of pruning for as long as it is not due again. Gives a row if nobody else has taken it. */
export const takePruningStatement = `
  update edge_sessions_bus_state set pruned_at = now()
  where pruned_at < now() - interval '${pruneEveryMs} ms' returning id`;

/** Makes a region known. With `again`, also if it was removed. */
export function addRegionStatement(
  channel: string,
  region: string,
  incarnation: string,
  again: boolean,
): string {
  return `
    with added as (
      insert into edge_sessions_bus_regions as known (region, incarnation)
      values (${escapeLiteral(region)}, ${escapeLiteral(incarnation)})
      on conflict (region) do ${again ? "update set listed = true where not known.listed" : "nothing"}
      returning region
    )
    select count(pg_notify(${escapeLiteral(channel)}, '${lookPayload}')) from added`;
}

/** Takes a region off the list. Its log stays, because its members may come back. */
export function removeRegionStatement(channel: string, region: string): string {
  return `
    with removed as (
      update edge_sessions_bus_regions set listed = false
      where region = ${escapeLiteral(region)} and listed returning region
    )
    select count(pg_notify(${escapeLiteral(channel)}, '${lookPayload}')) from removed`;
}

/**
 * Stores a revision of a project unless a later one is there. Changes are numbered in the order of their commits, like
 * messages. A revision that is there already is not a change.
 */
export function publishProjectStatement(channel: string, project: ServedProject): string {
  const id = escapeLiteral(project.settings.project);
  const text = escapeLiteral(inAscii(encodeProject(project)));
  return `
    with change as (
      update edge_sessions_bus_state set project_changes = project_changes + 1
      where not exists (
        select from edge_sessions_bus_projects where project = ${id}
          and (revision > ${project.revision} or (revision = ${project.revision} and text = ${text}))
      )
      returning project_changes
    ), published as (
      insert into edge_sessions_bus_projects as held (project, revision, change, text)
      select ${id}, ${project.revision}, project_changes, ${text} from change
      on conflict (project) do update
      set revision = excluded.revision, change = excluded.change, text = excluded.text
      where excluded.revision >= held.revision
      returning project
    )
    select count(pg_notify(${escapeLiteral(channel)}, '${lookPayload}')) from published`;
}

/** The latest revisions of projects that changed after a number, in the order of the changes. */
export const projectsStatement = `
  select change, text from edge_sessions_bus_projects
  where change > $1 order by change limit ${projectsMax}`;

/** JSON text in ASCII, which a database of any encoding can hold. A character is one byte then. */
function inAscii(json: string): string {
  return json.replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
