// The project's name and plan.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Section } from "../../parts/page.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { isOperator, useWho } from "../../state/who.ts";
import { ChangeProblem } from "./change-problem.tsx";
import { useChange } from "./use-change.ts";
import type { Replacement } from "../../api/project.ts";

interface ProjectFormProps {
  readonly why: string | undefined;
}

/** Only an operator key can change the plan. */
export function ProjectForm({ why }: ProjectFormProps) {
  const { api } = useServices();
  const { project } = useProject();
  const operator = isOperator(useWho());
  const plans = useLive(api.plans);
  const [name, setName] = useState<string>();
  const [plan, setPlan] = useState<string>();
  const change = useChange();
  const patch: Replacement[] = [];
  if (name !== undefined && name.trim() !== project.name)
    patch.push({ op: "replace", path: "/name", value: name.trim() });
  if (plan !== undefined && plan !== project.subscription_plan)
    patch.push({ op: "replace", path: "/subscription_plan", value: plan });
  const problemsAt = (path: string) =>
    (change.problem?.problems ?? []).filter((one) => one.path === path).map((one) => one.problem);
  const listed = plans.value ?? [];
  const known = listed.some((one) => one.name === project.subscription_plan);

  const save = async () => {
    if (patch.length === 0 || !(await change.run(patch, "Project saved."))) return;
    setName(undefined);
    setPlan(undefined);
  };
  return (
    <Section title="Project">
      <form
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
                value={name ?? project.name}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
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
                value={plan ?? project.subscription_plan}
                disabled={!operator}
                onChange={(event) => setPlan(event.currentTarget.value)}
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
        </fieldset>
        <ChangeProblem
          change={change}
          besideFields={(path) => path === "/name" || path === "/subscription_plan"}
        />
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
