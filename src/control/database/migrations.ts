// How the schema came to be, step by step. Steps are only ever added at the end: one that was released is never edited.

/** What the two databases spell differently. */
export interface Words {
  /** Type of a text that sorts by its bytes. */
  readonly text: string;
  /** Type of a whole number of 64 bits. */
  readonly integer: string;
  /** Type and rules of a primary key that grows with every row and is never given twice. */
  readonly sequence: string;
  /** What follows the closing bracket of a table so that it refuses values of other types. */
  readonly strict: string;
}

/** One step forward. */
export interface Migration {
  /** 1 for the first, one more for each after it. */
  readonly number: number;
  readonly name: string;
  readonly statements: (words: Words) => readonly string[];
}

/** Where the database records which steps it has been through; made before the first of them. */
export function recordTable({ text, integer, strict }: Words): string {
  return `create table schema_migrations (
    number ${integer} not null primary key,
    name ${text} not null
  ) ${strict}`;
}

/** Every step, in order. */
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

      // Refers to nothing: the log outlives what it tells of.
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
    // Keys from before stand alone: an upgrade revokes nothing (decision 0025).
    statements: ({ text }) => [
      `alter table keys add column parent_id ${text} references keys (id) on delete cascade`,
      "create index keys_by_parent on keys (parent_id)",
    ],
  },
];
