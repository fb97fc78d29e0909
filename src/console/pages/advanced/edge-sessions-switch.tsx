// The switch, and what it comes to.
import { Badge } from "../../parts/badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { Switch } from "../../parts/switch.tsx";
import { useProject } from "../../state/project.ts";
import { ChangeProblem } from "./change-problem.tsx";
import { flagsPath } from "./draft.ts";
import { useChange } from "./use-change.ts";
import type { EdgeSessionsState } from "../../api/project.ts";

interface EdgeSessionsSwitchProps {
  /** Why the key may not change settings. */
  readonly why: string | undefined;
}

/** Where the plan does not allow it, it can only be turned off. */
export function EdgeSessionsSwitch({ why }: EdgeSessionsSwitchProps) {
  const { project, edgeSessions } = useProject();
  const change = useChange();
  const flags = project.services.identity.config.feature_flags;
  const on = flags.cacheable_sessions;
  const state = edgeSessions.value;
  const notInPlan = state?.entitled === false;
  return (
    <Section title="Cache">
      <Switch
        label="Edge Sessions"
        meaning="Session checks are answered by the edge, from answers that the identity server gave before. Turned on or off, running edges follow within a second; turned off, they forget what they hold."
        on={on}
        busy={change.busy}
        disabled={why !== undefined || (notInPlan && !on)}
        describedBy={why === undefined ? (notInPlan ? "plan-note" : undefined) : "settings-why"}
        onSwitch={(asked) =>
          void change.run(
            [{ op: "replace", path: `${flagsPath}/cacheable_sessions`, value: asked }],
            asked ? "Edge Sessions is on." : "Edge Sessions is off.",
          )
        }
      />
      {notInPlan && <PlanNote state={state} on={on} />}
      <ChangeProblem change={change} />
      {state !== undefined && <Standing state={state} />}
      {on && flags.origin_url === "" && (
        <Notice kind="warning">
          <p>There is no identity server URL yet, so no check can be answered.</p>
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
          ? ". It is set to on, but edges do not cache: checks are passed on."
          : ", so it can not be turned on. An operator can give the project another plan."}
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
          ? "No edge has applied this project’s settings yet."
          : applied < state.revision
            ? `Edges go by revision ${applied}; revision ${state.revision} is on its way.`
            : `Edges go by the current settings, revision ${state.revision}.`}
      </span>
    </p>
  );
}
