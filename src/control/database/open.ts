// The control plane's database by its address: the one thing that others import from here.
import { SchemaRefusal, type ControlStorage } from "../storage.ts";
import { messageOf } from "./cause.ts";
import { createControlStorage } from "./control-storage.ts";
import { withoutSecrets } from "./postgres-address.ts";

/**
 * The storage at `postgres://…` or `postgresql://…`, in memory for `:memory:`, else in the SQLite file of that path.
 * Nothing is opened yet. Each database's driver is loaded when it is, so that nobody pays for the other.
 */
export function openControlStorage(url: string): ControlStorage {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === "postgres" || scheme === "postgresql") return inPostgres(url);
  return createControlStorage({
    async connect() {
      if (scheme !== undefined) {
        throw new SchemaRefusal(`${scheme}:// is neither Postgres nor the path of a SQLite file`);
      }
      // SQLite takes an empty name for a file of its own that is gone when it is closed.
      if (url === "") throw new SchemaRefusal("no database is named");
      const { openSqlite } = await import("./sqlite.ts");
      return openSqlite(url);
    },
    explain(cause) {
      const where = scheme === undefined ? `database ${url || "without a name"}` : "database";
      return `${where}: ${messageOf(cause)}`;
    },
  });
}

function inPostgres(url: string): ControlStorage {
  return createControlStorage({
    async connect() {
      // The driver's own complaint would carry the whole address, password and all.
      if (!URL.canParse(url)) {
        throw new SchemaRefusal("the address is none; it has to be postgres://user@host/database");
      }
      const { openPostgres } = await import("./postgres.ts");
      return openPostgres(url);
    },
    explain: (cause) => `Postgres database: ${withoutSecrets(messageOf(cause), url)}`,
  });
}
