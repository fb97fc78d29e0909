// The API keys of a project, or of the operators.
import { useCallback } from "preact/hooks";
import { Notice } from "../../parts/notice.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { useLive } from "../../state/live.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import { CreateKey } from "./create-key.tsx";
import { KeyRow } from "./key-row.tsx";
import type { Project } from "../../api/project.ts";

/** What others do must show within 2 s. There are at most 100 keys. */
const everyMs = 1_500;

interface KeysPageProps {
  /** Undefined for operator keys. */
  readonly project: Project | undefined;
}

/** Lists the keys, lets the operator revoke them, and has a form for a new one. */
export function KeysPage({ project }: KeysPageProps) {
  const { api } = useServices();
  const why = lacks(useWho(), "keys");
  const id = project?.id;
  const load = useCallback((signal: AbortSignal) => api.keys(id, signal), [api, id]);
  const keys = useLive(load, everyMs);
  const title = project === undefined ? "Operator keys" : "API keys";
  return (
    <Page title={title} {...(project === undefined ? {} : { of: project.name })}>
      <p>
        {project === undefined
          ? "These keys work for all projects."
          : "These keys work only for this project."}{" "}
        Only a digest of each key is stored, so a key cannot be shown again.
      </p>
      {why !== undefined && (
        <Notice kind="note" id="keys-why">
          <p>{why} You can view keys but not create or revoke them.</p>
        </Notice>
      )}
      <Loaded live={keys}>
        {(list) => (
          <Table
            caption={title}
            quiet
            cards
            columns={["Name", "Ends in", "Scopes", "Last used", "Expires", "Created", "Action"]}
            empty="No keys yet."
          >
            {list.map((key) => (
              <KeyRow key={key.id} apiKey={key} project={id} why={why} onRevoked={keys.reload} />
            ))}
          </Table>
        )}
      </Loaded>
      <CreateKey project={id} why={why} onCreated={keys.reload} />
    </Page>
  );
}
