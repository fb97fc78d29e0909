// All projects that the key may see.
import { useCallback } from "preact/hooks";
import { Badge } from "../../parts/badge.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { useLive } from "../../state/live.ts";
import { projectHref } from "../../state/route.ts";
import { useServices } from "../../state/services.ts";
import { isOperator, useWho } from "../../state/who.ts";
import { CreateProject } from "./create-project.tsx";
import type { Edge } from "../../api/edge.ts";
import type { ProjectMetadata } from "../../api/project.ts";

const everyMs = 5_000;

/** Lists the projects. Operators also get a form for a new one. */
export function ProjectsPage() {
  const { api } = useServices();
  const who = useWho();
  const projects = useLive(api.projects, everyMs);
  const edges = useLive(api.edges, everyMs);
  const open = useCallback((slug: string) => {
    location.hash = projectHref(slug, "set-up");
  }, []);
  return (
    <Page title="Projects">
      <Loaded live={projects}>
        {(list) => (
          <Table
            caption="Projects"
            quiet
            columns={["Name", "Edge Sessions", "Slug", "Hosts", "Plan", "Environment"]}
            empty="No projects yet. A project is one identity server behind the edge."
          >
            {list.map((project) => (
              <Row key={project.id} project={project} edges={edges.value} />
            ))}
          </Table>
        )}
      </Loaded>
      {isOperator(who) && <CreateProject onCreated={open} />}
    </Page>
  );
}

interface RowProps {
  readonly project: ProjectMetadata;
  readonly edges: readonly Edge[] | undefined;
}

function Row({ project, edges }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <a href={projectHref(project.slug, "overview")}>{project.name}</a>
      </th>
      <td>
        <InForce project={project} edges={edges} />
      </td>
      <td class="breaks">
        <code>{project.slug}</code>
      </td>
      <td class="breaks">
        {project.hosts.length === 0 ? <span class="quiet">–</span> : project.hosts.join(", ")}
      </td>
      <td class="whole">{project.subscription_plan ?? "–"}</td>
      <td>{project.environment}</td>
    </tr>
  );
}

function InForce({ project, edges }: RowProps) {
  if (edges === undefined) return <span class="quiet">…</span>;
  const known = edges.flatMap((edge) => edge.projects.filter(({ id }) => id === project.id));
  const on = known.filter((there) => there.cacheable_sessions).length;
  if (known.length === 0) return <span class="quiet">no edge serves it</span>;
  if (on === 0) return <Badge kind="off">Off</Badge>;
  if (on === known.length) return <Badge kind="good">On</Badge>;
  return (
    <Badge kind="warning">
      On at {on} of {known.length} edges
    </Badge>
  );
}
