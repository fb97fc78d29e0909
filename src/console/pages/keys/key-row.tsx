// One key in a list.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Time } from "../../parts/time.tsx";
import { useAction } from "../../state/action.ts";
import { useServices } from "../../state/services.ts";
import { useWho } from "../../state/who.ts";
import type { ApiKey } from "../../api/key.ts";

interface KeyRowProps {
  readonly apiKey: ApiKey;
  readonly project: string | undefined;
  readonly why: string | undefined;
  readonly onRevoked: () => Promise<void>;
}

/** Shows what the key may do and when it was used, and lets the operator revoke it. */
export function KeyRow({ apiKey, project, why, onRevoked }: KeyRowProps) {
  const { api } = useServices();
  const own = useWho().key.id === apiKey.id;
  const [asking, setAsking] = useState(false);
  const revoke = useAction(async () => {
    await api.revokeKey(project, apiKey.id);
    await onRevoked();
    return `Revoked the key ${apiKey.name}.`;
  });
  const confirmed = async () => {
    if (await revoke.run()) setAsking(false);
  };
  return (
    <tr>
      <th scope="row">
        {apiKey.name}
        {own && <span class="quiet"> (you)</span>}
      </th>
      <td data-label="Ends in">
        {apiKey.last_characters === undefined ? "–" : <code>…{apiKey.last_characters}</code>}
      </td>
      <td data-label="Scopes">{apiKey.scopes.join(", ")}</td>
      <td data-label="Last used">
        <Time at={apiKey.last_used_at} never="never" />
      </td>
      <td data-label="Expires">
        <Time at={apiKey.expires_at} never="never" />
      </td>
      <td data-label="Created">
        <Time at={apiKey.created_at} never="–" />
      </td>
      <td data-label="Action">
        <Button
          disabled={why !== undefined}
          describedBy={why === undefined ? undefined : "keys-why"}
          label={`Revoke the key ${apiKey.name}`}
          onClick={() => setAsking(true)}
        >
          Revoke
        </Button>
        {asking && (
          <Confirm
            title={`Revoke the key ${apiKey.name}?`}
            doIt="Revoke the key"
            busy={revoke.busy}
            problem={revoke.problem}
            onConfirm={() => void confirmed()}
            onClose={() => {
              revoke.forget();
              setAsking(false);
            }}
          >
            <p>Requests with this key will be refused. You cannot undo this.</p>
            {apiKey.owner_id !== "control-plane" && (
              <p>All keys that were created with it are revoked too.</p>
            )}
            {own && <p>You are signed in with this key, so you will be signed out.</p>}
          </Confirm>
        )}
      </td>
    </tr>
  );
}
