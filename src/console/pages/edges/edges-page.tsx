// The edges of all processes, and which revision of this project's settings each of them uses.
import { Notice } from "../../parts/notice.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { count } from "../../text/numbers.ts";
import { EdgeRow } from "./edge-row.tsx";
import type { Edge } from "../../api/edge.ts";

const everyMs = 3_000;

/** Shows one row for each known edge, by region. */
export function EdgesPage() {
  const { api } = useServices();
  const { project, edgeSessions } = useProject();
  const edges = useLive(api.edges, everyMs);
  return (
    <Page title="Edges" of={project.name}>
      <Loaded live={edges}>
        {(list) => (
          <>
            <Summary edges={list.filter(({ role }) => role === "edge")} />
            <Table
              caption="Edges"
              quiet
              columns={[
                "Edge",
                "State",
                "Region",
                "Edge Sessions",
                "#Hit ratio",
                "#Lag",
                "#Entries",
                "Running since",
                "URL",
              ]}
              empty="No edges yet. Start one with edge-sessions control --edge, or with edge-sessions edge --bus."
            >
              {list.map((edge) => (
                <EdgeRow
                  key={edge.instance}
                  edge={edge}
                  project={project.id}
                  revision={edgeSessions.value?.revision}
                />
              ))}
            </Table>
          </>
        )}
      </Loaded>
      <p class="meaning">
        Hit ratio and entries include all projects of an edge. Lag is how long the latest
        invalidation of another edge took to get there. A degraded edge may be missing
        invalidations. Until it has caught up, it uses the shorter cache duration in the settings.
        Edges that are gone are listed for an hour.
      </p>
    </Page>
  );
}

/** How many there are, and those that an operator should look at. */
function Summary({ edges }: { readonly edges: readonly Edge[] }) {
  const running = edges.filter(({ state }) => state === "healthy" || state === "degraded");
  const regions = new Set(running.map(({ region }) => region));
  const silent = edges.filter(({ state }) => state === "silent");
  if (edges.length < 2) return null;
  return (
    <>
      <p>
        {running.length === 1 ? "1 edge is" : `${count(running.length)} edges are`} running
        {regions.size > 1 && `, in ${regions.size} regions`}.
      </p>
      {silent.length > 0 && (
        <Notice kind="warning">
          <p>
            {silent.length === 1 ? "1 edge has" : `${count(silent.length)} edges have`} gone silent
            without a goodbye: {silent.map(({ name }) => name).join(", ")}. Either it has died, or
            it is cut off from the bus. An edge that is cut off knows it, and uses the shorter cache
            duration.
          </p>
        </Notice>
      )}
    </>
  );
}
