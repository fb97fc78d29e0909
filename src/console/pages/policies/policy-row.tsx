// One policy in the list.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { allowedText, refusedText } from "../../text/policy-summary.ts";
import { flagsPath } from "../advanced/draft.ts";
import { ChangeMark } from "../advanced/field-change.tsx";
import { useOthersChanges } from "../advanced/others-changes.ts";
import { useChange } from "../advanced/use-change.ts";
import type { Policy } from "../../api/policy.ts";

interface PolicyRowProps {
  readonly name: string;
  readonly policy: Policy;
  readonly why: string | undefined;
  /** Whether a policy is being edited. */
  readonly busy: boolean;
  readonly onEdit: () => void;
}

/** Says what the policy does, and lets the operator edit or remove it. */
export function PolicyRow({ name, policy, why, busy, onEdit }: PolicyRowProps) {
  const change = useChange();
  const { changes } = useOthersChanges();
  const [asking, setAsking] = useState(false);
  const headers = Object.keys(policy.headers ?? {});
  const signed = policy.signed_session?.header;
  const shown = signed === undefined ? headers : [...headers, signed];
  const disabled = why !== undefined || busy;
  const describedBy = why === undefined ? undefined : "policies-why";
  const remove = async () => {
    const patch = [{ op: "remove", path: `${flagsPath}/policies/${name}` }] as const;
    if (await change.run(patch, `Removed the policy ${name}.`)) setAsking(false);
  };
  return (
    <tr>
      <th scope="row">
        {name}
        <ChangeMark change={changes.get(`policies/${name}`)} />
      </th>
      <td data-label="Lets through">{allowedText(policy)}</td>
      <td data-label="Headers">{shown.length === 0 ? "none" : shown.join(", ")}</td>
      <td data-label="Others get">{refusedText(policy)}</td>
      <td data-label="Action">
        <div class="buttons">
          <Button
            label={`Edit the policy ${name}`}
            disabled={disabled}
            describedBy={describedBy}
            onClick={onEdit}
          >
            Edit
          </Button>
          <Button
            label={`Remove the policy ${name}`}
            disabled={disabled}
            describedBy={describedBy}
            onClick={() => setAsking(true)}
          >
            Remove
          </Button>
        </div>
        {asking && (
          <Confirm
            title={`Remove the policy ${name}?`}
            doIt="Remove the policy"
            busy={change.busy}
            problem={change.problem}
            onConfirm={() => void remove()}
            onClose={() => {
              change.forget();
              setAsking(false);
            }}
          >
            <p>
              Gateways that ask for it get 404 and must let nothing through. You cannot undo this.
            </p>
          </Confirm>
        )}
      </td>
    </tr>
  );
}
