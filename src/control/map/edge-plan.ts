// The plan beside the edges that run: the JSON of `edge-sessions plan`, read again when the file has changed.
import { readFile, stat } from "node:fs/promises";
import { systemReason } from "../../config/read/document.ts";
import type { Problem } from "../../config/read/problem.ts";
import type { Location } from "../../core/location.ts";
import { readPlan } from "../../planet/report/read-plan.ts";
import { mapPlannedEdgesMax, mapPlanProblemsMax } from "../limits.ts";

/** One edge of the plan. */
interface PlannedPlace {
  /** The code of its metro. */
  readonly code: string;
  readonly location: Location;
  /** Its share of all checks. */
  readonly share: number;
  /** 95 % of the hits there wait at most this long. Milliseconds. */
  readonly p95Ms: number;
}

/** The plan as the map shows it. */
export interface ShownPlan {
  readonly edges: readonly (PlannedPlace & {
    /** Whether an edge runs there. */
    readonly running: boolean;
  })[];
  /** Why the file could not be read again. Undefined if it was. */
  readonly problem: string | undefined;
}

/** A file with a plan. */
export interface EdgePlan {
  /** The edges of the plan. Reads the file again if it has changed. A file that is broken keeps the last edges. */
  look(): Promise<{
    readonly edges: readonly PlannedPlace[];
    readonly problem: string | undefined;
  }>;
}

const fileBytesMax = 4 * 1_024 * 1_024;

/** Opens a file with a plan, or says what is wrong with it. */
export async function openEdgePlan(
  path: string,
): Promise<
  | { readonly kind: "opened"; readonly plan: EdgePlan }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
> {
  const first = await readFrom(path);
  if (first.kind === "problems") {
    const problems = first.problems.map((what) => ({ where: `--edge-plan ${path}`, what }));
    return { kind: "problems", problems };
  }
  let { edges, stamp } = first;
  let problem: string | undefined;
  const look = async (): Promise<void> => {
    const now = await stampOf(path);
    if (now === stamp) return;
    const again = await readFrom(path);
    ({ stamp } = again);
    if (again.kind === "read") ({ edges } = again);
    problem = again.kind === "read" ? undefined : `${path} ${again.problems.join("; ")}`;
  };
  let looking: Promise<void> | undefined;
  return {
    kind: "opened",
    plan: {
      look: async () => {
        // Requests that come at once look once.
        looking ??= look().finally(() => {
          looking = undefined;
        });
        await looking;
        return { edges, problem };
      },
    },
  };
}

/** What a file said when its stamp was this. */
type ReadFile =
  | { readonly kind: "read"; readonly edges: readonly PlannedPlace[]; readonly stamp: string }
  /** Each problem is the rest of a sentence about the file. */
  | { readonly kind: "problems"; readonly problems: readonly string[]; readonly stamp: string };

async function readFrom(path: string): Promise<ReadFile> {
  // If the file changes while it is read, the next look finds another stamp.
  const stamp = await stampOf(path);
  return { ...(await edgesIn(path)), stamp };
}

async function edgesIn(
  path: string,
): Promise<
  | { readonly kind: "read"; readonly edges: readonly PlannedPlace[] }
  | { readonly kind: "problems"; readonly problems: readonly string[] }
> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > fileBytesMax)
      return { kind: "problems", problems: ["must not be larger than 4MiB"] };
    text = await readFile(path, "utf8");
  } catch (error) {
    return { kind: "problems", problems: [`cannot be read: ${systemReason(error)}`] };
  }
  const reading = readPlan(text);
  if (reading.kind === "problems") {
    return { kind: "problems", problems: reading.problems.slice(0, mapPlanProblemsMax) };
  }
  const { edges } = reading.plan;
  if (edges.length > mapPlannedEdgesMax) {
    const problem = `must have at most ${mapPlannedEdgesMax} edges; it has ${edges.length}`;
    return { kind: "problems", problems: [problem] };
  }
  return {
    kind: "read",
    edges: edges.map(({ code, name, latitude, longitude, share, p95_ms: p95Ms }) => ({
      code,
      location: { name, latitude, longitude },
      share,
      p95Ms,
    })),
  };
}

/** Another text after each change of the file. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    return systemReason(error);
  }
}
