// Changes the slug of a project, and with it its own host.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Field } from "../../parts/field.tsx";
import { Section } from "../../parts/page.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { projectHref } from "../../state/route.ts";
import { useServices } from "../../state/services.ts";
import { useWho } from "../../state/who.ts";
import { rate } from "../../text/numbers.ts";
import type { ListedProject } from "../../api/project.ts";

interface SlugFormProps {
  /** Why it cannot be changed. */
  readonly why: string | undefined;
  readonly listed: ListedProject | undefined;
}

/** It asks before it changes anything. The name is a setting, because it changes nothing for clients. */
export function SlugForm({ why, listed }: SlugFormProps) {
  const { api } = useServices();
  const { project } = useProject();
  const domain = useWho().edge.projects_domain;
  const [slug, setSlug] = useState(project.slug);
  const [asking, setAsking] = useState(false);
  const change = useAction(async () => {
    const patch = [{ op: "replace", path: "/slug", value: slug.trim() }] as const;
    const made = await api.patchProject(project.id, project.revision, patch);
    location.hash = projectHref(made.project.slug, "manage");
    return ["Slug changed.", ...made.warnings.map(({ message }) => message)].join(" ");
  });
  const problems = (change.problem?.problems ?? []).filter(({ path }) => path === "/slug");
  const run = async () => {
    await change.run();
    setAsking(false);
  };
  return (
    <Section title="Slug">
      <p>
        The project’s own host begins with its slug: <code>{`${project.slug}.${domain}`}</code>. To
        change only the name that people read, go to{" "}
        <a href={projectHref(project.slug, "advanced")}>Advanced Settings</a>.
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          change.forget();
          setAsking(true);
        }}
      >
        <fieldset class="bare" disabled={why !== undefined || change.busy}>
          <legend class="unseen">Slug</legend>
          <Field
            label="Slug"
            problems={problems.map(({ problem }) => problem)}
            meaning="1 to 40 of a-z, 0-9 and -, starting with a letter."
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
        </fieldset>
        <div class="buttons">
          <Button
            kind="primary"
            busy={change.busy}
            disabled={why !== undefined || slug.trim() === "" || slug.trim() === project.slug}
          >
            Change slug
          </Button>
        </div>
      </form>
      {problems.length === 0 && !asking && change.problem !== undefined && (
        <p class="problem">{change.problem.message}</p>
      )}
      {asking && (
        <Confirm
          title="Change the slug?"
          doIt="Change the slug"
          busy={change.busy}
          problem={undefined}
          onConfirm={() => void run()}
          onClose={() => setAsking(false)}
        >
          <p>
            <code>{`${project.slug}.${domain}`}</code> stops working: clients that use it get 404.
            The new host is <code>{`${slug.trim()}.${domain}`}</code>.
          </p>
          {listed !== undefined && (
            <p>
              The project answers {rate(listed.checks_per_second)} checks per second now, under all
              of its hosts.
            </p>
          )}
        </Confirm>
      )}
    </Section>
  );
}
