// The table of plans in use: the built-in one, or that of the file.
import { readPlans } from "../config/files/plan-file.ts";
import { builtInPlans, type PlanTable } from "../control/projects/plans.ts";
import type { Problem } from "../config/read/problem.ts";

/** The table, and a way to read it again. */
export interface PlansInUse {
  readonly table: PlanTable;
  reread(): Promise<ReadTable>;
}

/** A table that was read, or the problems of its file. */
type ReadTable =
  | { readonly kind: "table"; readonly table: PlanTable }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** Opens the table of `--plan-file`, or the built-in one. */
export async function openPlans(
  path: string | undefined,
): Promise<
  | { readonly kind: "opened"; readonly plans: PlansInUse }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
> {
  const read = async (): Promise<ReadTable> => {
    if (path === undefined) return { kind: "table", table: builtInPlans };
    const file = await readPlans(path);
    return file.kind === "plans" ? { kind: "table", table: file.table } : file;
  };
  const first = await read();
  if (first.kind === "problems") return first;
  return { kind: "opened", plans: { table: first.table, reread: read } };
}
