// Why a change of the project was refused, and what can be done about it.
import { Button } from "../../parts/button.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import type { ProjectChangeAction } from "./use-change.ts";

interface ChangeProblemProps {
  readonly change: ProjectChangeAction;
  readonly besideFields?: (path: string) => boolean;
}

/** Somebody else was faster: the current state is offered. What was typed stays, and is sent on top of it. */
export function ChangeProblem({ change, besideFields }: ChangeProblemProps) {
  const { settings } = useProject();
  const reload = useAction(async () => {
    await settings.reload();
    change.forget();
    return "Loaded the current settings. What you typed is still here, not saved.";
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
