// The policies of a project: what gateways may let through, and what they tell applications.
import { useRef, useState } from "preact/hooks";
import { Notice } from "../../parts/notice.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { useProject } from "../../state/project.ts";
import { lacks, useWho } from "../../state/who.ts";
import { AddPolicy } from "./add-policy.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { PolicyRow } from "./policy-row.tsx";
import { TryPolicy } from "./try-policy.tsx";
import type { Preset } from "./presets.ts";

type Edited =
  | { readonly kind: "new"; readonly preset: Preset }
  | { readonly kind: "stored"; readonly name: string };

/** One policy is edited at a time. */
export function PoliciesPage() {
  const { project, edgeSessions } = useProject();
  const why = lacks(useWho(), "settings");
  const { policies } = project.services.identity.config.feature_flags;
  const [edited, setEdited] = useState<Edited>();
  const opener = useRef<Element | null>(null);
  const names = Object.keys(policies);
  const open = (next: Edited) => {
    opener.current = document.activeElement;
    setEdited(next);
  };
  const close = () => {
    setEdited(undefined);
    const back = opener.current;
    requestAnimationFrame(() => {
      if (back instanceof HTMLElement && back.isConnected) back.focus();
      else document.querySelector("h1")?.focus();
    });
  };
  return (
    <Page title="Policies" of={project.name}>
      <p>
        A gateway asks the edge before each request if it may go on, at{" "}
        <code>/edge-sessions/authorize/‹policy›</code>. A policy says who may, which headers the
        application gets, and where a browser is sent that may not.
      </p>
      {why !== undefined && (
        <Notice kind="note" id="policies-why">
          <p>{why} You can view policies but not change them.</p>
        </Notice>
      )}
      {edgeSessions.value?.entitled === false && (
        <Notice kind="warning">
          <p>
            <strong>Not in the plan.</strong> The plan “{edgeSessions.value.plan.title}” does not
            include Edge Sessions, so the edges have no policies.
          </p>
        </Notice>
      )}
      <Section title="Policies of this project">
        <Table
          caption="Policies"
          quiet
          cards
          columns={["Policy", "Lets through", "Headers", "Others get", "Action"]}
          empty="No policies. Gateways get no decisions, and their questions go to the identity server."
        >
          {names.map((name) => (
            <PolicyRow
              key={name}
              name={name}
              policy={policies[name] ?? {}}
              why={why}
              busy={edited !== undefined}
              onEdit={() => open({ kind: "stored", name })}
            />
          ))}
        </Table>
        {edited === undefined && (
          <AddPolicy
            edgeUrl={edgeSessions.value?.urls[0]}
            why={why}
            onAdd={(preset) => open({ kind: "new", preset })}
          />
        )}
      </Section>
      {edited?.kind === "new" && (
        <PolicyForm name={undefined} preset={edited.preset} stored={undefined} onClose={close} />
      )}
      {edited?.kind === "stored" && (
        <PolicyForm
          key={edited.name}
          name={edited.name}
          preset={undefined}
          stored={policies[edited.name]}
          onClose={close}
        />
      )}
      {names.length > 0 && <TryPolicy names={names} />}
    </Page>
  );
}
