// The form for a new project.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { useAction } from "../../state/action.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import type { NewProject } from "../../api/project.ts";

interface CreateProjectProps {
  readonly onCreated: (slug: string) => void;
  /** Whether its first field takes the focus, because an operator has opened it. */
  readonly focused: boolean;
  /** Undefined if it cannot be closed. */
  readonly onClose?: () => void;
}

const environments: readonly (readonly [NewProject["environment"], string])[] = [
  ["prod", "Production"],
  ["stage", "Staging"],
  ["dev", "Development"],
];

/** In a new project, Edge Sessions is off and there is no identity server URL. */
export function CreateProject({ onCreated, focused, onClose }: CreateProjectProps) {
  const { api } = useServices();
  const who = useWho();
  const why = lacks(who, "settings");
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) first.current?.focus();
  }, [focused]);
  const [name, setName] = useState("");
  const [slug, setSlug] = useState("");
  const [environment, setEnvironment] = useState<NewProject["environment"]>("prod");
  const create = useAction(async () => {
    const project = await api.createProject({
      name: name.trim(),
      environment,
      ...(slug.trim() === "" ? {} : { slug: slug.trim() }),
    });
    onCreated(project.slug);
    return `Created the project ${project.name}.`;
  });
  const beside = (path: string) => path === "/name" || path === "/slug";
  const problemsAt = (path: string) =>
    (create.problem?.problems ?? []).filter((one) => one.path === path).map((one) => one.problem);

  return (
    <Section title="Create a project">
      {why !== undefined && (
        <Notice kind="note">
          <p>{why} You cannot create projects.</p>
        </Notice>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void create.run();
        }}
      >
        <fieldset class="bare row" disabled={why !== undefined || create.busy}>
          <legend class="unseen">New project</legend>
          <Field label="Name" problems={problemsAt("/name")}>
            {(ids) => (
              <input
                {...ids}
                ref={first}
                required
                value={name}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field
            label="Slug (optional)"
            problems={problemsAt("/slug")}
            meaning={
              <>
                The project’s host is <code>‹slug›.{who.edge.projects_domain}</code>. If this is
                empty, a slug is made from the name.
              </>
            }
          >
            {(ids) => (
              <input
                {...ids}
                value={slug}
                spellcheck={false}
                autocapitalize="off"
                onInput={(event) => setSlug(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label="Environment">
            {(ids) => (
              <select
                {...ids}
                value={environment}
                onChange={({ currentTarget }) => {
                  const chosen = environments.find(([value]) => value === currentTarget.value);
                  if (chosen !== undefined) setEnvironment(chosen[0]);
                }}
              >
                {environments.map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </fieldset>
        <ProblemNotice problem={create.problem} besideFields={beside} />
        <div class="buttons">
          <Button kind="primary" busy={create.busy} disabled={why !== undefined}>
            Create project
          </Button>
          {onClose !== undefined && (
            <Button onClick={onClose} disabled={create.busy}>
              Cancel
            </Button>
          )}
        </div>
      </form>
    </Section>
  );
}
