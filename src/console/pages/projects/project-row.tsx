// One project in the list.
import { Badge } from "../../parts/badge.tsx";
import { HealthDot } from "../../parts/health-dot.tsx";
import { Time } from "../../parts/time.tsx";
import { projectHref } from "../../state/route.ts";
import { count, quotient, rate, share } from "../../text/numbers.ts";
import type { ListedProject } from "../../api/project.ts";

interface ProjectRowProps {
  readonly project: ListedProject;
}

const hostsShown = 2;
const environments = { prod: "Production", stage: "Staging", dev: "Development" } as const;

/** Name and hosts, how it is, whether Edge Sessions is on, and the traffic of the last minute. */
export function ProjectRow({ project }: ProjectRowProps) {
  const { slug, hosts, environment, updated_at: updatedAt } = project;
  const [ratio, calls] = [project.hit_ratio, project.origin_calls_per_check];
  const more = hosts.length - hostsShown;
  return (
    <tr class="project">
      <th scope="row">
        <a href={projectHref(slug, "overview")}>{project.name}</a>
        <span class="hosts">
          {hosts.slice(0, hostsShown).map((host, place) => (
            <>
              {place > 0 && ", "}
              <Host name={host} />
            </>
          ))}
          {more > 0 && ` and ${count(more)} more`}
        </span>
      </th>
      <td data-label="State">
        <HealthDot state={project.health} />
      </td>
      <td data-label="Edge Sessions">
        <InForce project={project} />
      </td>
      <td data-label="Checks/s" class="number">
        {rate(project.checks_per_second)}
      </td>
      <td data-label="Hit ratio" class="number">
        {ratio === null ? "–" : share(ratio, 1)}
      </td>
      <td data-label="Calls/check" class="number">
        {calls === null ? "–" : quotient(calls, 1)}
      </td>
      <td data-label="Plan" class="whole least">
        {project.subscription_plan}
      </td>
      <td data-label="Environment" class="least">
        {environments[environment]}
      </td>
      <td data-label="Changed" class="least">
        <Time at={updatedAt} never="–" />
      </td>
    </tr>
  );
}

/** A host may break before a dot, and not within a word. */
function Host({ name }: { readonly name: string }) {
  return (
    <>
      {name.split(".").map((label, place) => (
        <>
          {place > 0 && (
            <>
              <wbr />.
            </>
          )}
          {label}
        </>
      ))}
    </>
  );
}

function InForce({ project }: ProjectRowProps) {
  const { total, on } = project.edges;
  if (!project.cacheable_sessions) return <Badge kind="off">Off</Badge>;
  if (!project.effective) return <Badge kind="warning">Set to on</Badge>;
  if (total === 0) return <span class="quiet">no edge serves it</span>;
  if (on === total) return <Badge kind="good">On</Badge>;
  return (
    <Badge kind="warning">
      On at {on} of {total} edges
    </Badge>
  );
}
