// The stored answers of the session or identity that was looked up.
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
import type { HeldEntry } from "../../api/edge.ts";
import { projectHref, type LookUp } from "../../state/route.ts";

const everyMs = 5_000;

interface HeldEntriesProps {
  readonly lookUp: LookUp;
  readonly why: string | undefined;
}

/** Shows one row for each stored answer, and updates while it is shown. */
export function HeldEntries({ lookUp, why }: HeldEntriesProps) {
  const { api } = useServices();
  const { project } = useProject();
  const load = useCallback(
    (signal: AbortSignal) => api.held(project.id, lookUp.by, lookUp.id, signal),
    [api, project.id, lookUp.by, lookUp.id],
  );
  const held = useLive(load, everyMs);
  return (
    <Section title="Stored answers">
      <Loaded live={held}>
        {({ entries, truncated, edge, other_edges: others }) => (
          <>
            {truncated && (
              <Notice kind="warning">
                <p>
                  More than {entries.length} answers are stored. Only {entries.length} are shown.
                </p>
              </Notice>
            )}
            <Table
              caption={`Stored answers for the ${lookUp.by} ${lookUp.id}`}
              columns={[
                "Session",
                ...(lookUp.by === "session" ? ["Identity"] : []),
                "Edge",
                "#Age",
                "#Fresh for",
                "Session ends",
                "Origin header",
                "#Size",
                "Action",
              ]}
              empty={
                others.length === 0
                  ? `No edge has a stored answer for this ${lookUp.by}. Its next check goes to the identity server.`
                  : edge === null
                    ? "Stored answers of other processes cannot be shown here."
                    : `The edge ${edge} has no stored answer for this ${lookUp.by}. Other edges may have one.`
              }
            >
              {entries.map((entry, index) => (
                <Row
                  key={index}
                  entry={entry}
                  withIdentity={lookUp.by === "session"}
                  why={why}
                  onDone={held.reload}
                />
              ))}
            </Table>
            {lookUp.by === "identity" && entries.length > 0 && (
              <div class="buttons">
                <InvalidateButton
                  order={{ scope: "identity", id: lookUp.id }}
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
        <td>
          <a
            href={projectHref(project.slug, "sessions", { by: "identity", id: entry.identity_id })}
          >
            <Id value={entry.identity_id} />
          </a>
        </td>
      )}
      <td class="whole">{entry.edge}</td>
      <td class="number">{seconds(entry.age_seconds)}</td>
      <td class="number">
        {fresh < 0 ? (
          <span class="quiet">past its limit by {seconds(-fresh)}</span>
        ) : (
          seconds(fresh)
        )}
      </td>
      <td>
        <Time at={entry.expires_at} never="unknown" />
        {entry.renew && <span class="quiet"> a new cookie is due</span>}
      </td>
      <td>{entry.origin ?? <span class="quiet">none</span>}</td>
      <td class="number">{bytes(entry.bytes)}</td>
      <td>
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
