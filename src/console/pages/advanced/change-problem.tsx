// Why a change of the project was refused, and what the operator can do about it.
import { Button } from "../../parts/button.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import type { ProjectChangeAction } from "./use-change.ts";

interface ChangeProblemProps {
  readonly change: ProjectChangeAction;
  readonly besideFields?: (path: string) => boolean;
}

/** If someone else changed the project first, it offers to load the current settings. What was typed stays, and can be saved on top of them. */
export function ChangeProblem({ change, besideFields }: ChangeProblemProps) {
  const { settings } = useProject();
  const reload = useAction(async () => {
    await settings.reload();
    change.forget();
    return "Loaded the current settings. What you typed is still here, but not saved.";
  });
  const outdated = change.problem?.status === 412 || change.problem?.status === 409;
  return (
    <ProblemNotice
      problem={change.problem}
      {...(besideFields === undefined ? {} : { besideFields })}
    >
      {outdated && (
        <Button busy={reload.busy} onClick={() => void reload.run()}>
          Reload the current settings
        </Button>
      )}
    </ProblemNotice>
  );
}
