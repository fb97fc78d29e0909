// The migrations of the schema. New ones are added at the end. A migration that was released is never edited.

/** The words that the two databases write differently. */
export interface Words {
  /** The type of a text that is sorted by its bytes. */
  readonly text: string;
  /** The type of a 64-bit integer. */
  readonly integer: string;
  /** The type and rules of a primary key that grows with every row and is never used twice. */
  readonly sequence: string;
  /** What follows the closing bracket of a table, so that it refuses values of other types. */
  readonly strict: string;
}

/** One migration. */
export interface Migration {
  /** 1 for the first migration, and one more for each after it. */
  readonly number: number;
  readonly name: string;
  readonly statements: (words: Words) => readonly string[];
}

/** The table that records which migrations have run. It is created before the first one. */
export function recordTable({ text, integer, strict }: Words): string {
  return `create table schema_migrations (
    number ${integer} not null primary key,
    name ${text} not null
  ) ${strict}`;
}

/** Every migration, in order. */
export const migrations: readonly Migration[] = [
  {
    number: 1,
    name: "projects, keys and the audit log",
    statements: ({ text, integer, sequence, strict }) => [
      `create table projects (
        id ${text} not null primary key,
        slug ${text} not null,
        name ${text} not null,
        environment ${text} not null,
        home_region ${text} not null,
        plan ${text} not null,
        revision ${integer} not null,
        revision_id ${text} not null,
        flags_json ${text} not null,
        created_at_ms ${integer} not null,
        updated_at_ms ${integer} not null
      ) ${strict}`,
      "create unique index projects_by_slug on projects (slug)",
      "create index projects_by_name on projects (name, id)",

      `create table project_hosts (
        host ${text} not null primary key,
        project_id ${text} not null references projects (id)
      ) ${strict}`,
      "create index project_hosts_by_project on project_hosts (project_id)",

      `create table keys (
        id ${text} not null primary key,
        name ${text} not null,
        digest ${text} not null,
        last_characters ${text} not null,
        project_id ${text} references projects (id),
        scopes_json ${text} not null,
        made_by ${text},
        created_at_ms ${integer} not null,
        expires_at_ms ${integer},
        last_used_at_ms ${integer}
      ) ${strict}`,
      "create unique index keys_by_digest on keys (digest)",
      "create index keys_by_owner on keys (project_id, created_at_ms, id)",

      // It refers to no other table, because the log outlives what it records.
      `create table audit (
        sequence ${sequence},
        id ${text} not null,
        at_ms ${integer} not null,
        actor_key_id ${text},
        actor_name ${text} not null,
        action ${text} not null,
        project_id ${text},
        subject ${text} not null,
        before_json ${text},
        after_json ${text}
      ) ${strict}`,
      "create unique index audit_by_id on audit (id)",
      "create index audit_by_project on audit (project_id, sequence)",
      "create index audit_by_time on audit (at_ms, sequence)",
    ],
  },
  {
    number: 2,
    name: "keys that end with their maker",
    // Older keys get no parent, so that an upgrade revokes nothing (decision 0025).
    statements: ({ text }) => [
      `alter table keys add column parent_id ${text} references keys (id) on delete cascade`,
      "create index keys_by_parent on keys (parent_id)",
    ],
  },
  {
    number: 3,
    name: "sign-ins to the Console",
    statements: ({ text, integer, strict }) => [
      `create table sign_ins (
        digest ${text} not null primary key,
        key_id ${text} not null references keys (id) on delete cascade,
        used_at_ms ${integer} not null,
        ends_at_ms ${integer} not null
      ) ${strict}`,
      "create index sign_ins_by_key on sign_ins (key_id)",
    ],
  },
  {
    number: 4,
    name: "traffic minutes",
    statements: ({ text, integer, strict }) => [
      // It is read and pruned by project, so that the primary key is the only index.
      `create table traffic (
        project_id ${text} not null references projects (id) on delete cascade,
        unit_minutes ${integer} not null,
        minute ${integer} not null,
        edges ${integer} not null,
        hits ${integer} not null,
        misses ${integer} not null,
        forced ${integer} not null,
        bypass ${integer} not null,
        errors ${integer} not null,
        origin_calls ${integer} not null,
        invalidations ${integer} not null,
        hit_times ${text} not null,
        call_times ${text} not null,
        lags ${text} not null,
        primary key (project_id, unit_minutes, minute)
      ) ${strict}`,
      // A minute is written by one process, whichever is first.
      `create table traffic_written (
        minute ${integer} not null primary key
      ) ${strict}`,
    ],
  },
  {
    number: 5,
    name: "deleted projects",
    // It refers to no other table, because the projects are gone (decision 0046).
    statements: ({ text, integer, strict }) => [
      `create table deleted_projects (
        id ${text} not null primary key,
        deleted_at_ms ${integer} not null
      ) ${strict}`,
      "create index deleted_projects_by_time on deleted_projects (deleted_at_ms)",
    ],
  },
  {
    number: 6,
    name: "subscribers and deliveries",
    statements: ({ text, integer, strict }) => [
      // A secret signs every delivery, so it is no digest. It is sealed if the operator gives a secret (decision 0053).
      `create table subscribers (
        id ${text} not null primary key,
        project_id ${text} not null references projects (id) on delete cascade,
        kind ${text} not null,
        url ${text} not null,
        types_json ${text},
        enabled ${integer} not null,
        secret ${text},
        issuer ${text},
        audience ${text},
        created_at_ms ${integer} not null,
        updated_at_ms ${integer} not null,
        failing_since_ms ${integer},
        stopped ${text},
        gap_at_ms ${integer}
      ) ${strict}`,
      "create index subscribers_by_project on subscribers (project_id, created_at_ms, id)",

      `create table deliveries (
        subscriber_id ${text} not null references subscribers (id) on delete cascade,
        ending_id ${text} not null,
        type ${text} not null,
        session_id ${text},
        identity_id ${text},
        noticed_at_ms ${integer} not null,
        written_at_ms ${integer} not null,
        attempts ${integer} not null,
        state ${text} not null,
        due_at_ms ${integer} not null,
        attempted_at_ms ${integer},
        status ${integer},
        detail ${text},
        duration_ms ${integer},
        primary key (subscriber_id, ending_id)
      ) ${strict}`,
      "create index deliveries_by_due on deliveries (subscriber_id, state, due_at_ms)",
      "create index deliveries_by_attempt on deliveries (subscriber_id, attempted_at_ms)",
    ],
  },
  {
    number: 7,
    name: "signing keys",
    // They are a part of their project: a change of them is a revision of it (decision 0051).
    statements: ({ text }) => [
      `alter table projects add column signing_keys_json ${text} not null default '{}'`,
    ],
  },
  {
    number: 8,
    name: "processes that hear endings",
    statements: ({ text, integer, strict }) => [
      `create table ending_watchers (
        process ${text} not null primary key,
        beats ${integer} not null,
        settled ${integer} not null
      ) ${strict}`,
    ],
  },
];
