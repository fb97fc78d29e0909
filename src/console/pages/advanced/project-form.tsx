// The project's name and plan.
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Section } from "../../parts/page.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { isOperator, useWho } from "../../state/who.ts";
import { useUnsaved } from "../../state/unsaved.ts";
import { ChangeProblem } from "./change-problem.tsx";
import { FieldChange } from "./field-change.tsx";
import { focusConflict, Undecided } from "./undecided.tsx";
import { useChange } from "./use-change.ts";
import { useEdits } from "./use-edits.ts";
import type { Replacement } from "../../api/project.ts";

interface ProjectFormProps {
  readonly why: string | undefined;
}

interface ProjectValues {
  readonly name: string;
  readonly subscription_plan: string;
}

/** Only an operator key can change the plan. */
export function ProjectForm({ why }: ProjectFormProps) {
  const { api } = useServices();
  const { project } = useProject();
  const operator = isOperator(useWho());
  const plans = useLive(api.plans);
  const form = useRef<HTMLFormElement>(null);
  const stored = { name: project.name, subscription_plan: project.subscription_plan };
  const edits = useEdits<ProjectValues>(stored);
  const { name, subscription_plan: plan } = edits.shown;
  const [asked, setAsked] = useState(false);
  const undecided = edits.conflicts.length > 0;
  const change = useChange();
  const patch: Replacement[] = [];
  if (name.trim() !== project.name)
    patch.push({ op: "replace", path: "/name", value: name.trim() });
  if (plan !== project.subscription_plan)
    patch.push({ op: "replace", path: "/subscription_plan", value: plan });
  useUnsaved(patch.length > 0);
  const problemsAt = (path: string) =>
    (change.problem?.problems ?? []).filter((one) => one.path === path).map((one) => one.problem);
  const listed = plans.value ?? [];
  const known = listed.some((one) => one.name === project.subscription_plan);

  const save = async () => {
    if (patch.length === 0) return;
    setAsked(undecided);
    if (undecided) focusConflict(form.current);
    else if (await change.run(patch, "Project saved.")) edits.clear();
  };
  const changeOf = (member: keyof ProjectValues, label: string) => (
    <FieldChange
      name={member}
      label={label}
      theirs={stored[member]}
      mine={edits.shown[member]}
      touched={edits.isTouched(member)}
      inConflict={edits.conflicts.includes(member)}
      onKeepMine={() => edits.keepMine(member)}
      onTakeTheirs={() => edits.takeTheirs(member)}
    />
  );
  return (
    <Section title="Project">
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset class="bare wide-fields" disabled={why !== undefined || change.busy}>
          <legend class="unseen">Project</legend>
          <Field label="Name" problems={problemsAt("/name")}>
            {(ids) => (
              <input
                {...ids}
                class="long"
                value={name}
                onInput={(event) => edits.change({ name: event.currentTarget.value })}
              />
            )}
          </Field>
          {changeOf("name", "Name")}
          <Field
            label="Plan"
            problems={problemsAt("/subscription_plan")}
            meaning={
              operator
                ? "Decides whether the project may use Edge Sessions. A plan that does not include it turns it off at the edges."
                : "Only an operator key can change the plan."
            }
          >
            {(ids) => (
              <select
                {...ids}
                value={plan}
                disabled={!operator}
                onChange={(event) => edits.change({ subscription_plan: event.currentTarget.value })}
              >
                {!known && (
                  <option value={project.subscription_plan}>{project.subscription_plan}</option>
                )}
                {listed.map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.title}
                    {one.cacheable_sessions ? "" : " (without Edge Sessions)"}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {changeOf("subscription_plan", "Plan")}
        </fieldset>
        <ChangeProblem
          change={change}
          besideFields={(path) => path === "/name" || path === "/subscription_plan"}
          undecided={undecided}
        />
        {asked && undecided && <Undecided />}
        <div class="buttons">
          <Button
            kind="primary"
            busy={change.busy}
            disabled={why !== undefined || patch.length === 0}
            label="Save changes: Project"
          >
            Save changes
          </Button>
        </div>
      </form>
    </Section>
  );
}
