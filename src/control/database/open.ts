// Opens the control plane's database by its address. Other folders import only this file of this one.
import { existsSync } from "node:fs";
import { SchemaRefusal, type ControlStorage } from "../storage.ts";
import { messageOf } from "./connection-cause.ts";
import { createControlStorage, type Opening } from "./control-storage.ts";
import { standingDrift } from "./migrate.ts";
import { withoutSecrets } from "./postgres-address.ts";

/**
 * The storage in Postgres for `postgres://…` or `postgresql://…`, in memory for `:memory:`, and otherwise in the SQLite file
 * of that path. Nothing is opened yet. A driver is loaded only when its database is opened.
 */
export function openControlStorage(url: string): ControlStorage {
  return createControlStorage(openingOf(url));
}

/** How a database compares with this version. */
export type DatabaseState =
  | { readonly kind: "unreachable"; readonly why: string }
  /** What differs from the schema of this version. Empty if nothing does. */
  | { readonly kind: "seen"; readonly drift: readonly string[] };

/** Examines a database without creating or migrating it. Messages contain no secret. */
export async function examineControlDatabase(url: string): Promise<DatabaseState> {
  const { connect, explain } = openingOf(url);
  if (schemeOf(url) === undefined && url !== ":memory:" && !existsSync(url)) {
    return { kind: "unreachable", why: `there is no file ${url}` };
  }
  try {
    const engine = await connect();
    try {
      return { kind: "seen", drift: await standingDrift(engine) };
    } finally {
      await engine.close();
    }
  } catch (cause) {
    return { kind: "unreachable", why: explain(cause) };
  }
}

function schemeOf(url: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
}

function openingOf(url: string): Opening {
  const scheme = schemeOf(url);
  if (scheme === "postgres" || scheme === "postgresql") return inPostgres(url);
  return {
    async connect() {
      if (scheme !== undefined) {
        throw new SchemaRefusal(
          `the address must begin with postgres:// or be the path of a SQLite file; it begins with ${scheme}://`,
        );
      }
      // For an empty name, SQLite would use a temporary file that is deleted when it is closed.
      if (url === "") throw new SchemaRefusal("the path of the database must not be empty");
      const { openSqlite } = await import("./sqlite.ts");
      return openSqlite(url);
    },
    explain(cause) {
      const where = scheme === undefined && url !== "" ? `database ${url}` : "database";
      return `${where}: ${messageOf(cause)}`;
    },
  };
}

function inPostgres(url: string): Opening {
  return {
    async connect() {
      // The driver's own message would contain the whole address with its password.
      if (!URL.canParse(url)) {
        throw new SchemaRefusal("the address must be a URL such as postgres://user@host/database");
      }
      const { openPostgres } = await import("./postgres.ts");
      return openPostgres(url);
    },
    explain: (cause) => `Postgres database: ${withoutSecrets(messageOf(cause), url)}`,
  };
}
