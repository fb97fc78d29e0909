// Changes the slug of a project, or deletes it. Both say before what they do to its hosts.
import { useCallback } from "preact/hooks";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { isOperator, lacks, useWho } from "../../state/who.ts";
import { DeleteForm } from "./delete-form.tsx";
import { SlugForm } from "./slug-form.tsx";

const everyMs = 3_000;

/** Only an operator key with the scope `settings` can do either. */
export function ManagePage() {
  const { api } = useServices();
  const { project } = useProject();
  const who = useWho();
  const why = isOperator(who)
    ? lacks(who, "settings")
    : "You are signed in with the key of one project. Only an operator key can do this.";
  const { id } = project;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const { projects } = await api.projectList(`q=${encodeURIComponent(id)}`, signal);
      return projects.find((one) => one.id === id);
    },
    [api, id],
  );
  const listed = useLive(load, everyMs).value;
  return (
    <Page title="Rename or delete" of={project.name}>
      {why !== undefined && (
        <Notice kind="note">
          <p>{why} You can see what would happen.</p>
        </Notice>
      )}
      <SlugForm why={why} listed={listed} />
      <DeleteForm why={why} listed={listed} />
    </Page>
  );
}
