// How the project is at each edge.
import { HealthDot } from "../../../parts/health-dot.tsx";
import { count } from "../../../text/numbers.ts";
import type { ProjectHealthAtEdges } from "../../../api/health.ts";

interface AtEdgesProps {
  readonly edges: ProjectHealthAtEdges["edges"];
  /** Whether all is well, so that one line is enough. */
  readonly isQuiet: boolean;
}

/** Edges that are listed. All of them are on the page of edges. */
const listedMax = 12;

/** One line for each edge, or for all of them. Those in trouble come first. */
export function AtEdges({ edges, isQuiet }: AtEdgesProps) {
  if (edges.length === 0 || (isQuiet && edges.length === 1)) return null;
  if (isQuiet) return <p class="quiet">At {count(edges.length)} edges.</p>;
  const sorted = edges.toSorted((one, other) => order[one.severity] - order[other.severity]);
  const more = sorted.length - listedMax;
  return (
    <ul class="at-edges" aria-label="At each edge">
      {sorted.slice(0, listedMax).map((edge) => (
        <li key={edge.instance}>
          <span class="name">{edge.name}</span>
          <HealthDot state={{ ...edge, state: edge.severity === "good" ? "serving" : "off" }} />
        </li>
      ))}
      {more > 0 && <li class="quiet">and {count(more)} more</li>}
    </ul>
  );
}

const order = { bad: 0, warning: 1, off: 2, good: 3 } as const;
