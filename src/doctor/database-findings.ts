// Findings about the control plane's database.
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** Differences that one finding tells. */
const toldMax = 10;

/** Whether it can be reached, and has the schema that this version makes. */
export function databaseFindings({ database }: Facts): readonly Finding[] {
  if (database === undefined) return [];
  if (database.kind === "unreachable") {
    return [
      {
        id: "database-unreachable",
        severity: "problem",
        what: `The control plane's database cannot be examined: ${database.why}.`,
        why: "A control plane that starts with this file would begin empty, without projects or keys.",
        mend: "Compare --database with the --database of the control plane. The user who runs doctor must be able to read a SQLite file.",
      },
    ];
  }
  const { drift } = database;
  if (drift.length === 0) return [];
  const told = drift.slice(0, toldMax).join("; ");
  const more = drift.length > toldMax ? `; and ${drift.length - toldMax} more` : "";
  return [
    {
      id: "database-drift",
      severity: "problem",
      what: `The schema of the control plane's database is not the one of this version: ${told}${more}.`,
      why: "Something other than the migrations has changed it, or a version's migrations have not run.",
      mend: "If the control plane has not been started since an upgrade, start it. It then runs the migrations. Otherwise undo the change, or restore a backup.",
    },
  ];
}
