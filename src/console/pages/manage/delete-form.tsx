// Deletes a project after its slug was typed.
import { useCallback, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { useAction } from "../../state/action.ts";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { count, rate } from "../../text/numbers.ts";
import type { ListedProject } from "../../api/project.ts";

interface DeleteFormProps {
  /** Why it cannot be deleted. */
  readonly why: string | undefined;
  readonly listed: ListedProject | undefined;
}

/** It says what happens to everything that the project has. */
export function DeleteForm({ why, listed }: DeleteFormProps) {
  const { api } = useServices();
  const { project } = useProject();
  const [typed, setTyped] = useState("");
  const remove = useAction(async () => {
    await api.deleteProject(project.id);
    location.hash = "#/projects";
    return `Deleted the project ${project.name}.`;
  });
  return (
    <Section title="Delete the project">
      <p>
        This cannot be undone. To send checks to the identity server again, turn Edge Sessions off.
      </p>
      <WhatEnds listed={listed} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void remove.run();
        }}
      >
        <fieldset class="bare" disabled={why !== undefined || remove.busy}>
          <legend class="unseen">Delete the project</legend>
          <Field label={`Type ${project.slug} to confirm`}>
            {(ids) => (
              <input
                {...ids}
                value={typed}
                autocomplete="off"
                spellcheck={false}
                autocapitalize="off"
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            )}
          </Field>
        </fieldset>
        <ProblemNotice problem={remove.problem} />
        <div class="buttons">
          <Button
            kind="danger"
            busy={remove.busy}
            disabled={why !== undefined || typed.trim() !== project.slug}
          >
            Delete the project
          </Button>
        </div>
      </form>
    </Section>
  );
}

function WhatEnds({ listed }: Pick<DeleteFormProps, "listed">) {
  const { api } = useServices();
  const { project } = useProject();
  const { id } = project;
  const keys = useLive(useCallback((signal: AbortSignal) => api.keys(id, signal), [api, id])).value;
  return (
    <dl class="ends">
      <dt>Checks</dt>
      <dd>
        {listed === undefined
          ? "…"
          : `${rate(listed.checks_per_second)} per second now. They will get 404.`}
      </dd>
      <dt>Hosts</dt>
      <dd>
        {listed === undefined ? (
          "…"
        ) : (
          <>
            {listed.hosts.map((host) => (
              <code key={host}>{host}</code>
            ))}
            They are free for another project at once.
          </>
        )}
      </dd>
      <dt>Stored answers</dt>
      <dd>
        Removed at every edge. An edge that is cut off removes them when it reaches the bus again.
      </dd>
      <dt>API keys</dt>
      <dd>
        {keys === undefined
          ? "All are revoked."
          : keys.length === 0
            ? "There are none."
            : `${count(keys.length)} ${keys.length === 1 ? "is" : "are"} revoked, and sign-ins with them end.`}
      </dd>
      <dt>Users’ sessions</dt>
      <dd>Not affected. They are in the identity server.</dd>
      <dt>Activity</dt>
      <dd>Stays, and operators can read it under All activity.</dd>
    </dl>
  );
}
