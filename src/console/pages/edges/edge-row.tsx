// One edge in the list.
import type { ComponentChildren } from "preact";
import { Badge } from "../../parts/badge.tsx";
import { Time } from "../../parts/time.tsx";
import { bytes, count, milliseconds, share } from "../../text/numbers.ts";
import { HealthDot } from "../../parts/health-dot.tsx";
import type { Edge } from "../../api/edge.ts";
import type { ProjectHealthAtEdges } from "../../api/health.ts";

interface EdgeRowProps {
  readonly edge: Edge;
  readonly project: string;
  /** The current revision of the project. */
  readonly revision: number | undefined;
  /** How the project is there. Undefined if that is not known, and for edges that do not serve it. */
  readonly health: AtEdge | undefined;
}

type AtEdge = ProjectHealthAtEdges["edges"][number];

const none = <span class="quiet">–</span>;

/** Shows what is known of an edge. */
export function EdgeRow({ edge, project, revision, health }: EdgeRowProps) {
  const gone = edge.state === "silent" || edge.state === "stopped";
  const here = gone ? undefined : edge.projects.find(({ id }) => id === project);
  const { hit_ratio: hits, lag_ms: lag, entries, bytes: memory } = edge;
  return (
    <tr>
      <th scope="row" class="breaks">
        {edge.name}
        <br />
        {edge.role === "control" ? (
          <span class="quiet">control plane</span>
        ) : (
          <code class="quiet" title={edge.instance}>
            {edge.instance.slice(0, 8)}
          </code>
        )}
      </th>
      <td data-label="State">
        <State edge={edge} />
      </td>
      <td data-label="Region" class="whole">
        {edge.region ?? none}
      </td>
      <td data-label="Edge Sessions" class="whole">
        {here === undefined || here.cacheable_sessions === null ? (
          <span class="quiet">{notServing(edge, gone, here !== undefined)}</span>
        ) : here.cacheable_sessions ? (
          <Badge kind="good">On</Badge>
        ) : (
          <Badge kind="off">Off</Badge>
        )}
        {!gone && <Settings edge={edge} has={here?.revision} revision={revision} />}
        {health !== undefined && !gone && (
          <div class="at-this-edge">
            <HealthDot
              state={{ ...health, state: health.severity === "good" ? "serving" : "off" }}
            />
          </div>
        )}
      </td>
      <td data-label="Hit ratio" class="number">
        {gone || hits === null ? none : share(hits, 1)}
      </td>
      <td data-label="Lag" class="number">
        {gone || lag === null ? none : milliseconds(lag)}
      </td>
      <td data-label="Entries" class="number">
        {gone || entries === null || memory === null ? (
          none
        ) : (
          <>
            {count(entries)}
            <Below>{bytes(memory)}</Below>
          </>
        )}
      </td>
      <td data-label="Running since" class="whole">
        <Time at={edge.started_at} never="unknown" />
        <Below>version {edge.version}</Below>
      </td>
      <td data-label="URL">{edge.url === null ? none : <code class="whole">{edge.url}</code>}</td>
    </tr>
  );
}

function State({ edge }: { readonly edge: Edge }) {
  switch (edge.state) {
    case "healthy":
      return <Badge kind="good">Healthy</Badge>;
    case "degraded":
      return (
        <>
          <Badge kind="warning">Degraded</Badge>
          {edge.since !== null && <Since at={edge.since} />}
          {edge.reason !== null && <Below>{edge.reason}</Below>}
        </>
      );
    case "silent":
      return (
        <>
          <Badge kind="bad">Silent</Badge>
          <Since at={edge.last_heard_at} />
        </>
      );
    case "stopped":
      return (
        <>
          <Badge kind="off">Stopped</Badge>
          <Since at={edge.last_heard_at} />
        </>
      );
    default:
      return edge.state satisfies never;
  }
}

function Since({ at }: { readonly at: string }) {
  return (
    <Below>
      since <Time at={at} never="unknown" />
    </Below>
  );
}

interface SettingsProps {
  readonly edge: Edge;
  /** The revision of the project that it has. Null if it is not known. */
  readonly has: number | null | undefined;
  readonly revision: number | undefined;
}

function Settings({ edge, has, revision }: SettingsProps) {
  if (edge.settings === "flags") return <Below>set by flags</Below>;
  if (has === undefined) return null;
  if (has === null) return <Below>behind</Below>;
  return (
    <Below>
      revision {has}
      {revision !== undefined && has < revision && ` of ${revision}`}
    </Below>
  );
}

function Below({ children }: { readonly children: ComponentChildren }) {
  return (
    <>
      <br />
      <span class="quiet">{children}</span>
    </>
  );
}

/** Why it is not said whether Edge Sessions is on there. */
function notServing(edge: Edge, gone: boolean, served: boolean): string {
  if (gone || edge.role === "control") return "–";
  return served ? "not known" : "not served";
}
