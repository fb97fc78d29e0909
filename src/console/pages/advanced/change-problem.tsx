// Why a change of the project was refused, and what the operator can do about it.
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { clockTime } from "../../text/time.ts";
import { valueText } from "./field-change.tsx";
import { makerOf, useOthersChanges } from "./others-changes.ts";
import { labelOf } from "./setting-texts.ts";
import type { ProjectChangeAction } from "./use-change.ts";

interface ChangeProblemProps {
  readonly change: ProjectChangeAction;
  readonly besideFields?: (path: string) => boolean;
  /** Whether a field has a conflict that is not decided. */
  readonly undecided?: boolean;
}

/** If someone else changed the project first, it says who changed what. What was typed stays, and can be saved on top of that. */
export function ChangeProblem({ change, besideFields, undecided = false }: ChangeProblemProps) {
  const { changes, latest } = useOthersChanges();
  if (change.problem?.id !== "control_revision_changed")
    return (
      <ProblemNotice
        problem={change.problem}
        {...(besideFields === undefined ? {} : { besideFields })}
      />
    );
  const made = latest.flatMap((name) => changes.get(name) ?? []);
  return (
    <Notice kind="bad" urgent>
      <p>
        Nothing was saved, because the project was changed in the meantime. What you entered is
        still here. <code class="quiet">{change.problem.id}</code>
      </p>
      <ul>
        {made.map((one) => (
          <li key={one.name}>
            {makerOf(one)} changed {labelOf(one.name)} from <code>{valueText(one.before)}</code> to{" "}
            <code>{valueText(one.after)}</code>
            {one.at !== undefined && ` at ${clockTime(one.at)}`}.
          </li>
        ))}
      </ul>
      <p>
        {undecided
          ? "Choose a value for each marked field, then save again."
          : "None of your own changes is affected. Save again to make them too."}
      </p>
    </Notice>
  );
}
