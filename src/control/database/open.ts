// The control plane's database by its address: the one thing that others import from here.
import { existsSync } from "node:fs";
import { SchemaRefusal, type ControlStorage } from "../storage.ts";
import { messageOf } from "./connection-cause.ts";
import { createControlStorage, type Opening } from "./control-storage.ts";
import { standingDrift } from "./migrate.ts";
import { withoutSecrets } from "./postgres-address.ts";

/**
 * The storage at `postgres://…` or `postgresql://…`, in memory for `:memory:`, else in the SQLite file of that path.
 * Nothing is opened yet. Each database's driver is loaded when it is, so that the other one costs nothing.
 */
export function openControlStorage(url: string): ControlStorage {
  return createControlStorage(openingOf(url));
}

/** How a database stands to this version, found without changing it. */
export type DatabaseState =
  | { readonly kind: "unreachable"; readonly why: string }
  /** What differs from the schema that this version makes; empty when nothing does. */
  | { readonly kind: "seen"; readonly drift: readonly string[] };

/** Looks at a database without migrating or making it. Messages carry no secret. */
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
          `must be a postgres:// URL or the path of a SQLite file, not ${scheme}://`,
        );
      }
      // With an empty name, SQLite makes a temporary file that is deleted when it is closed.
      if (url === "") throw new SchemaRefusal("the name must not be empty");
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
      // The driver's own complaint would carry the whole address, password and all.
      if (!URL.canParse(url)) {
        throw new SchemaRefusal("the address must be postgres://user@host/database");
      }
      const { openPostgres } = await import("./postgres.ts");
      return openPostgres(url);
    },
    explain: (cause) => `Postgres database: ${withoutSecrets(messageOf(cause), url)}`,
  };
}
