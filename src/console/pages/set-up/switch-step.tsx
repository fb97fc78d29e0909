// Turns Edge Sessions on.
import { Button } from "../../parts/button.tsx";
import { useProject } from "../../state/project.ts";
import { projectHref } from "../../state/route.ts";
import { lacks, useWho } from "../../state/who.ts";
import { ChangeProblem } from "../advanced/change-problem.tsx";
import { flagsPath } from "../advanced/draft.ts";
import { useChange } from "../advanced/use-change.ts";
import type { StepProps } from "./set-up-page.tsx";

/** It can be turned off again in Advanced Settings, which says what that costs. */
export function SwitchStep({ step, refresh }: StepProps) {
  const { project } = useProject();
  const why = lacks(useWho(), "settings");
  const change = useChange();
  const on = project.services.identity.config.feature_flags.cacheable_sessions;
  const turnOn = async () => {
    const patch = [
      { op: "replace", path: `${flagsPath}/cacheable_sessions`, value: true },
    ] as const;
    if (await change.run(patch, "Edge Sessions is on.")) await refresh();
  };
  return (
    <>
      <p class="meaning">
        The edges then answer session checks with earlier answers of the identity server. You can
        turn it off in{" "}
        <a href={projectHref(project.slug, "advanced")}>Customize → Advanced Settings</a>.
      </p>
      <ChangeProblem change={change} />
      {!on && (
        <div class="buttons">
          <Button
            kind="primary"
            busy={change.busy}
            disabled={why !== undefined || step.state === "problem"}
            describedBy={why === undefined ? undefined : "settings-why"}
            onClick={() => void turnOn()}
          >
            Turn Edge Sessions on
          </Button>
        </div>
      )}
    </>
  );
}
