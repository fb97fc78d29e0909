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
        what: `The control plane's database can not be looked at: ${database.why}.`,
        why: "A control plane that starts with this file would be a new one, without projects or keys.",
        mend: "Compare --database with the control plane's own; a SQLite file has to be readable by whoever runs doctor.",
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
      what: `The control plane's database has another schema than this version makes: ${told}${more}.`,
      why: "Something has changed it besides the migrations, or a version's migrations have not run.",
      mend: "If the control plane has not been started since an upgrade, start it: it migrates. Otherwise undo the change, or restore a backup.",
    },
  ];
}
