// The sessions with most hits in the last minutes, at all edges.
import { useCallback } from "preact/hooks";
import { Id } from "../../parts/id.tsx";
import { Loaded, Section } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { projectHref } from "../../state/route.ts";
import { count } from "../../text/numbers.ts";
import { edgeName } from "./edge-name.ts";
import type { MostAsked } from "../../api/edge.ts";

const everyMs = 30_000;
const shownMax = 20;

/** Shows one row for each session and edge, most hits first. */
export function MostAskedSection() {
  const { api } = useServices();
  const { project } = useProject();
  const load = useCallback(
    (signal: AbortSignal) => api.mostAsked(project.id, signal),
    [api, project.id],
  );
  const asked = useLive(load, everyMs);
  return (
    <Section title="Most asked">
      <p>
        The sessions with most hits in the last minutes. Above a few hundred hits, the counts are
        estimates.
      </p>
      <Loaded live={asked}>
        {({ edges }) => (
          <>
            <Missing edges={edges} />
            <Table
              caption="Sessions with most hits"
              quiet
              cards
              columns={["Session", "Identity", "Edge", "#Hits"]}
              empty="No stored answer was given in the last minutes."
            >
              {rowsOf(edges).map(({ session, name, instance }) => (
                <tr key={`${instance} ${session.session_id}`}>
                  <th scope="row">
                    <a
                      href={projectHref(project.slug, "sessions", {
                        by: "session",
                        id: session.session_id,
                      })}
                    >
                      <Id value={session.session_id} />
                    </a>
                  </th>
                  <td data-label="Identity">
                    <a
                      href={projectHref(project.slug, "sessions", {
                        by: "identity",
                        id: session.identity_id,
                      })}
                    >
                      <Id value={session.identity_id} />
                    </a>
                  </td>
                  <td data-label="Edge">{name}</td>
                  <td class="number" data-label="Hits">
                    {count(session.hits)}
                  </td>
                </tr>
              ))}
            </Table>
          </>
        )}
      </Loaded>
    </Section>
  );
}

/** Says whose hits are missing. */
function Missing({ edges }: Pick<MostAsked, "edges">) {
  const silent = edges.filter(({ answered }) => !answered);
  if (silent.length === 0) return null;
  const names = silent.map((edge) => edgeName(edge, edges)).join(", ");
  return <p class="quiet">Without the hits of {names}, which did not answer.</p>;
}

function rowsOf(edges: MostAsked["edges"]) {
  return edges
    .flatMap((edge) =>
      edge.sessions.map((session) => ({
        session,
        instance: edge.instance,
        name: edgeName(edge, edges),
      })),
    )
    .toSorted((one, other) => other.session.hits - one.session.hits)
    .slice(0, shownMax);
}
