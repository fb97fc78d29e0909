// The edges of all processes, and which revision of this project's settings each of them uses.
import { useCallback } from "preact/hooks";
import { HealthDot } from "../../parts/health-dot.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { count } from "../../text/numbers.ts";
import { EdgeRow } from "./edge-row.tsx";
import { useModule } from "../../state/loaded.ts";
import type { Edge } from "../../api/edge.ts";
import type { EdgeMap } from "../../api/map.ts";

const everyMs = 3_000;
const healthEveryMs = 2_000;
/** The map shows that a region is lost soon after the other edges know it. */
const mapEveryMs = 1_000;

/** Shows one row for each known edge, by region. */
export function EdgesPage() {
  const { api } = useServices();
  const { project, edgeSessions } = useProject();
  const edges = useLive(api.edges, everyMs);
  const map = useLive(api.map, mapEveryMs);
  const { id } = project;
  const health = useLive(
    useCallback((signal: AbortSignal) => api.health(id, signal), [api, id]),
    healthEveryMs,
  );
  const atEdge = new Map(health.value?.edges.map((edge) => [edge.instance, edge]));
  return (
    <Page
      title="Edges"
      of={project.name}
      aside={health.value !== undefined && <HealthDot state={health.value} />}
    >
      <Loaded live={edges}>
        {(list) => (
          <>
            <Summary edges={list.filter(({ role }) => role === "edge")} />
            {map.value !== undefined && hasPlaces(map.value) && <LoadedMap map={map.value} />}
            <Table
              caption="Edges"
              quiet
              cards
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
                  project={id}
                  revision={edgeSessions.value?.revision}
                  health={atEdge.get(edge.instance)}
                />
              ))}
            </Table>
            {map.value !== undefined && !hasPlaces(map.value) && <NoMap map={map.value} />}
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

const loadMap = () => import("./map/map-section.tsx");

/** Whether it is known where an edge is or is to be. */
function hasPlaces({ regions, plan }: EdgeMap): boolean {
  return regions.length > 0 || plan !== null;
}

/** The map. It is no part of the first load. */
function LoadedMap({ map }: { readonly map: EdgeMap }) {
  const { module, failed } = useModule(loadMap);
  if (module !== undefined) return <module.MapSection map={map} />;
  return failed ? (
    <Notice kind="bad">
      <p>The map could not be loaded. Reload the page.</p>
    </Notice>
  ) : (
    <p class="quiet">Loading…</p>
  );
}

function NoMap({ map }: { readonly map: EdgeMap }) {
  if (map.unplaced.edges === 0) return null;
  return (
    <p class="meaning">
      To see the edges on a map, say where they are: start each with <code>--location</code>, such
      as <code class="whole">--location fra</code>, or the control plane with{" "}
      <code>--region-locations</code>.
    </p>
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
            {silent.length === 1 ? "1 edge has" : `${count(silent.length)} edges have`} stopped
            reporting without shutting down: {silent.map(({ name }) => name).join(", ")}. Either it
            crashed, or it is cut off from the bus. An edge that is cut off notices, and uses the
            shorter cache duration.
          </p>
        </Notice>
      )}
    </>
  );
}
