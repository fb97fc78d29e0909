// The switch that turns Edge Sessions on and off, and its state at the edges.
import { useState } from "preact/hooks";
import { Badge } from "../../parts/badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { Switch } from "../../parts/switch.tsx";
import { useProject } from "../../state/project.ts";
import { ChangeProblem } from "./change-problem.tsx";
import { flagsPath } from "./draft.ts";
import { ChangeMark } from "./field-change.tsx";
import { useOthersChanges } from "./others-changes.ts";
import { TurnOffDialog } from "./turn-off-dialog.tsx";
import { useChange } from "./use-change.ts";
import type { EdgeSessionsState, Replacement } from "../../api/project.ts";

interface EdgeSessionsSwitchProps {
  /** Why the key may not change settings. */
  readonly why: string | undefined;
}

/** If the plan does not include Edge Sessions, it can only be turned off. */
export function EdgeSessionsSwitch({ why }: EdgeSessionsSwitchProps) {
  const { project, edgeSessions } = useProject();
  const change = useChange();
  const flags = project.services.identity.config.feature_flags;
  const on = flags.cacheable_sessions;
  const state = edgeSessions.value;
  const { changes } = useOthersChanges();
  const [asking, setAsking] = useState(false);
  const turn = async (to: boolean) => {
    const patch: Replacement = {
      op: "replace",
      path: `${flagsPath}/cacheable_sessions`,
      value: to,
    };
    await change.run([patch], to ? "Edge Sessions is on." : "Edge Sessions is off.");
    setAsking(false);
  };
  const notInPlan = state?.entitled === false;
  return (
    <Section title="Cache">
      <Switch
        label="Edge Sessions"
        meaning="The edge answers session checks with earlier answers of the identity server. Running edges follow a change within a second. When you turn it off, they delete all stored answers."
        on={on}
        busy={change.busy}
        disabled={why !== undefined || (notInPlan && !on)}
        describedBy={why === undefined ? (notInPlan ? "plan-note" : undefined) : "settings-why"}
        onSwitch={(asked) => (asked ? void turn(true) : setAsking(true))}
      />
      <ChangeMark change={changes.get("cacheable_sessions")} />
      {asking && (
        <TurnOffDialog
          projectId={project.id}
          busy={change.busy}
          effective={state?.effective !== false}
          onConfirm={() => void turn(false)}
          onClose={() => setAsking(false)}
        />
      )}
      {notInPlan && <PlanNote state={state} on={on} />}
      {!asking && <ChangeProblem change={change} />}
      {state !== undefined && <Standing state={state} />}
      {on && flags.origin_url === "" && (
        <Notice kind="warning">
          <p>The project has no identity server URL yet, so no check can be answered.</p>
        </Notice>
      )}
    </Section>
  );
}

function PlanNote({ state, on }: { readonly state: EdgeSessionsState; readonly on: boolean }) {
  return (
    <Notice kind="warning" id="plan-note">
      <p>
        <strong>Not in the plan.</strong> The plan “{state.plan.title}” does not include Edge
        Sessions
        {on
          ? ". It is set to on, but edges do not cache. They pass every check on to the identity server."
          : ", so you cannot turn it on. An operator can change the project’s plan."}
      </p>
    </Notice>
  );
}

function Standing({ state }: { readonly state: EdgeSessionsState }) {
  const applied = state.applied_revision;
  return (
    <p class="standing">
      {state.effective ? (
        <Badge kind="good">On at the edges</Badge>
      ) : (
        <Badge kind="off">Off at the edges</Badge>
      )}{" "}
      <span class="quiet">
        {applied === null
          ? "Not every edge has confirmed this project’s settings yet."
          : applied < state.revision
            ? `Edges use revision ${applied}. Revision ${state.revision} has not reached them yet.`
            : `Edges use the current settings, revision ${state.revision}.`}
      </span>
    </p>
  );
}
