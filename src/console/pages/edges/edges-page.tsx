// The edges, and which revision of this project's settings each of them uses.
import { Badge } from "../../parts/badge.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/time.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { bytes, count } from "../../text/numbers.ts";
import type { Edge } from "../../api/edge.ts";

const everyMs = 3_000;

/** Shows one row for each known edge. */
export function EdgesPage() {
  const { api } = useServices();
  const { project, edgeSessions } = useProject();
  const edges = useLive(api.edges, everyMs);
  return (
    <Page title="Edges" of={project.name}>
      <Loaded live={edges}>
        {(list) => (
          <Table
            caption="Edges"
            quiet
            columns={[
              "Edge",
              "State",
              "Edge Sessions",
              "Settings",
              "#Entries",
              "#Memory",
              "Version",
              "Running since",
              "URL",
            ]}
            empty="No edges yet. Start one with edge-sessions control --edge."
          >
            {list.map((edge) => (
              <Row
                key={edge.instance}
                edge={edge}
                project={project.id}
                revision={edgeSessions.value?.revision}
              />
            ))}
          </Table>
        )}
      </Loaded>
      <p class="meaning">
        Entries and memory include all projects of an edge. A degraded edge may be missing
        invalidations. Until it has caught up, it uses the shorter cache duration in the settings.
      </p>
    </Page>
  );
}

interface RowProps {
  readonly edge: Edge;
  readonly project: string;
  readonly revision: number | undefined;
}

function Row({ edge, project, revision }: RowProps) {
  const here = edge.projects.find(({ id }) => id === project);
  return (
    <tr>
      <th scope="row">
        {edge.name}
        <br />
        <code class="quiet" title={edge.instance}>
          {edge.instance.slice(0, 8)}
        </code>
      </th>
      <td>
        {edge.healthy ? <Badge kind="good">Healthy</Badge> : <Badge kind="bad">Degraded</Badge>}
      </td>
      <td>
        {here === undefined ? (
          <span class="quiet">not served</span>
        ) : here.cacheable_sessions ? (
          <Badge kind="good">On</Badge>
        ) : (
          <Badge kind="off">Off</Badge>
        )}
      </td>
      <td class="whole">
        {here === undefined ? (
          <span class="quiet">–</span>
        ) : (
          <>
            revision {here.revision}
            {revision !== undefined && here.revision < revision && (
              <span class="quiet"> of {revision}</span>
            )}
          </>
        )}
      </td>
      <td class="number">{edge.entries === null ? "–" : count(edge.entries)}</td>
      <td class="number">{edge.bytes === null ? "–" : bytes(edge.bytes)}</td>
      <td>{edge.version}</td>
      <td>
        <Time at={edge.started_at} never="unknown" />
      </td>
      <td>{edge.url === null ? <span class="quiet">–</span> : <code>{edge.url}</code>}</td>
    </tr>
  );
}
