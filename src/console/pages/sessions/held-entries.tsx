// What each edge has stored of what was looked up.
import { useCallback } from "preact/hooks";
import { Id } from "../../parts/id.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Loaded, Section } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/time.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { bytes, seconds } from "../../text/numbers.ts";
import { InvalidateButton } from "./invalidate-button.tsx";
import { edgeName } from "./edge-name.ts";
import { SilentEdges } from "./silent-edges.tsx";
import type { Held, HeldEntry } from "../../api/edge.ts";
import type { Shown } from "./use-look-up.ts";
import { projectHref } from "../../state/route.ts";

const everyMs = 10_000;

interface HeldEntriesProps {
  readonly shown: Shown;
  readonly why: string | undefined;
}

/** Shows for each edge one row for each stored answer, and updates while it is shown. */
export function HeldEntries({ shown, why }: HeldEntriesProps) {
  const { api } = useServices();
  const { project } = useProject();
  const load = useCallback(
    (signal: AbortSignal) => api.held(project.id, shown.by, shown.id, signal),
    [api, project.id, shown.by, shown.id],
  );
  const held = useLive(load, everyMs);
  const of = shown.by === "credential" ? shown.what : shown.by;
  return (
    <Section title="Stored answers">
      <p class="breaks">
        {shown.by === "credential" ? (
          `Of the ${of} that you pasted. Only its digest was sent.`
        ) : (
          <>
            Of the {of} <Id value={shown.id} />
          </>
        )}
      </p>
      <Loaded live={held}>
        {({ edges }) => (
          <>
            <SilentEdges edges={edges} />
            {edges.every(({ entries }) => entries.length === 0) ? (
              <Nothing shown={shown} isComplete={edges.every(({ answered }) => answered)} />
            ) : (
              edges
                .filter(({ answered }) => answered)
                .map((edge) => (
                  <AtEdge
                    key={edge.instance}
                    edge={edge}
                    name={edgeName(edge, edges)}
                    of={of}
                    why={why}
                    onDone={held.reload}
                  />
                ))
            )}
            {shown.by === "identity" && (
              <div class="buttons">
                <InvalidateButton
                  order={{ scope: "identity", id: shown.id }}
                  why={why}
                  words="Invalidate the identity"
                  title="Invalidate all sessions of the identity?"
                  onDone={held.reload}
                >
                  The next check of each of its sessions goes to the identity server.
                </InvalidateButton>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

/** Says that there is nothing, and what else the id may be. */
function Nothing({ shown, isComplete }: { readonly shown: Shown; readonly isComplete: boolean }) {
  const { project } = useProject();
  const of = shown.by === "credential" ? shown.what : shown.by;
  const other = shown.by === "identity" ? "session" : "identity";
  return (
    <p>
      {isComplete ? "No edge has" : "No edge that answered has"} a stored answer for this {of}. Its
      next check goes to the identity server.{" "}
      {shown.by !== "credential" && (
        <a href={projectHref(project.slug, "sessions", { by: other, id: shown.id })}>
          Look it up as the id of {other === "identity" ? "an identity" : "a session"}
        </a>
      )}
    </p>
  );
}

interface AtEdgeProps {
  readonly edge: Held["edges"][number];
  readonly name: string;
  readonly of: string;
  readonly why: string | undefined;
  readonly onDone: () => Promise<void>;
}

function AtEdge({ edge, name, of, why, onDone }: AtEdgeProps) {
  const { entries, truncated } = edge;
  return (
    <div class="at-edge">
      <h3>{name}</h3>
      {truncated && (
        <Notice kind="warning">
          <p>
            More than {entries.length} answers are stored here. Only {entries.length} are shown.
          </p>
        </Notice>
      )}
      {entries.length === 0 ? (
        <p class="quiet">This edge has no stored answer for this {of}.</p>
      ) : (
        <Table
          caption={`Stored answers at ${name}`}
          quiet
          cards
          columns={[
            "Session",
            ...(of === "identity" ? [] : ["Identity"]),
            "#Age",
            "#Fresh for",
            "Session ends",
            "#Credentials",
            "Origin header",
            "#Size",
            "Action",
          ]}
        >
          {entries.map((entry, index) => (
            <Row
              key={index}
              entry={entry}
              withIdentity={of !== "identity"}
              why={why}
              onDone={onDone}
            />
          ))}
        </Table>
      )}
    </div>
  );
}

interface RowProps {
  readonly entry: HeldEntry;
  readonly withIdentity: boolean;
  readonly why: string | undefined;
  readonly onDone: () => Promise<void>;
}

function Row({ entry, withIdentity, why, onDone }: RowProps) {
  const { project } = useProject();
  const fresh = entry.fresh_for_seconds;
  return (
    <tr>
      <th scope="row">
        <Id value={entry.session_id} />
      </th>
      {withIdentity && (
        <td data-label="Identity">
          <a
            href={projectHref(project.slug, "sessions", { by: "identity", id: entry.identity_id })}
          >
            <Id value={entry.identity_id} />
          </a>
        </td>
      )}
      <td class="number" data-label="Age">
        {seconds(entry.age_seconds)}
      </td>
      <td class="number" data-label="Fresh for">
        {fresh < 0 ? (
          <span class="quiet">past its limit by {seconds(-fresh)}</span>
        ) : (
          seconds(fresh)
        )}
      </td>
      <td data-label="Session ends">
        <Time at={entry.expires_at} never="unknown" />
        {entry.renew && <span class="quiet"> a new cookie is due</span>}
      </td>
      <td class="number" data-label="Credentials">
        {entry.credentials}
      </td>
      <td data-label="Origin header">{entry.origin ?? <span class="quiet">none</span>}</td>
      <td class="number" data-label="Size">
        {bytes(entry.bytes)}
      </td>
      <td data-label="Action">
        <InvalidateButton
          order={{ scope: "session", id: entry.session_id }}
          why={why}
          words="Invalidate"
          label={`Invalidate the session ${entry.session_id}`}
          title="Invalidate the session?"
          onDone={onDone}
        >
          Its next check goes to the identity server. The user stays signed in.
        </InvalidateButton>
      </td>
    </tr>
  );
}
