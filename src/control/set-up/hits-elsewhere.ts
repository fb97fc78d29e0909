// Whether edges of other processes have had hits of a project's sessions lately. Their checks cannot be seen here, but they
// can be asked for the sessions with most hits.
import type { Clock } from "../../edge/ports.ts";
import { projectsMax } from "../limits.ts";
import type { ControlEdges } from "../ports.ts";
import { Asked } from "./asked.ts";

/** Answers within `readerWaitMs` whether there were such hits, as far as is known by then. */
export type HitsElsewhere = (projectId: string) => Promise<boolean>;

/** How long the edges' answers count, in milliseconds. */
const keptMs = 10_000;
/** How long a reader waits for them. They have about 1 s, and then count for the next reader. */
const readerWaitMs = 200;

/** Asks other edges, if there are any. */
export function createHitsElsewhere(
  edges: Pick<ControlEdges, "looksAt" | "findSessions">,
  clock: Clock,
): HitsElsewhere {
  const all = new Map<string, Asked<boolean>>();
  return async (projectId) => {
    if (edges.looksAt().other_edges.length === 0) return false;
    let asked = all.get(projectId);
    if (asked === undefined) {
      const [oldest] = all.keys();
      if (all.size >= projectsMax && oldest !== undefined) all.delete(oldest);
      asked = new Asked(
        clock,
        () => hadHits(edges, projectId),
        () => keptMs,
      );
      all.set(projectId, asked);
    }
    return (await asked.read(readerWaitMs)) ?? false;
  };
}

async function hadHits(
  edges: Pick<ControlEdges, "findSessions">,
  projectId: string,
): Promise<boolean> {
  const found = await edges.findSessions(projectId, { kind: "most-asked" }, 1);
  return found.some(
    ({ findings }) => typeof findings === "object" && findings.asked.some(({ hits }) => hits > 0),
  );
}
