// How the project is, at the top of Overview: what is, since when, why, and what to do. It is short while all is well.
import { useCallback } from "preact/hooks";
import { HealthDot } from "../../../parts/health-dot.tsx";
import { Loaded } from "../../../parts/page.tsx";
import { useLive } from "../../../state/live.ts";
import { useServices } from "../../../state/services.ts";
import { clockTime } from "../../../text/time.ts";
import { seconds } from "../../../text/numbers.ts";
import { AtEdges } from "./at-edges.tsx";
import { FixLink } from "./fix-link.tsx";
import type { ProjectHealth, ProjectHealthAtEdges, ProjectState } from "../../../api/health.ts";

const everyMs = 1_000;

interface HealthSectionProps {
  /** The id of the project. */
  readonly project: string;
  readonly slug: string;
}

/** Follows the project while it is shown. */
export function HealthSection({ project, slug }: HealthSectionProps) {
  const { api } = useServices();
  const health = useLive(
    useCallback((signal: AbortSignal) => api.health(project, signal), [api, project]),
    everyMs,
  );
  return <Loaded live={health}>{(value) => <Shown health={value} slug={slug} />}</Loaded>;
}

interface ShownProps {
  readonly health: ProjectHealthAtEdges;
  readonly slug: string;
}

function Shown({ health, slug }: ShownProps) {
  const { also, edges, severity } = health;
  const isQuiet = health.state === "serving" && edges.every((edge) => edge.severity === "good");
  return (
    <section class={`health-now ${severity}`} aria-label="Health">
      <Announced health={health} />
      {!isQuiet && (
        <>
          <Why state={health} slug={slug} />
          {also.length > 0 && (
            <ul class="also" aria-label="Also">
              {also.map((state) => (
                <li key={state.state}>
                  <HealthDot state={state} />
                  <Why state={state} slug={slug} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <AtEdges edges={edges} isQuiet={isQuiet} />
    </section>
  );
}

/** The sentence. Screen readers announce it when it changes. What changes with the time is not in it. */
function Announced({ health }: { readonly health: ProjectHealth }) {
  return (
    <p class="sentence" role="status">
      <HealthDot state={health} />
    </p>
  );
}

/** The reason, for how long it has been so, and the link to where it is fixed. */
function Why({ state: { since, reason, fix }, slug }: WhyProps) {
  return (
    <p class="why">
      {reason}
      {fix !== null && (
        <>
          {" "}
          <FixLink fix={fix} slug={slug} />
        </>
      )}
      {since !== null && (
        <span class="quiet lasting">
          For {seconds((Date.now() - Date.parse(since)) / 1_000)}, since{" "}
          <time dateTime={since}>{clockTime(since)}</time>.
        </span>
      )}
    </p>
  );
}

interface WhyProps {
  readonly state: ProjectState;
  readonly slug: string;
}
