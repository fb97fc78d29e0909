// Changes the project by a JSON Patch for the revision that is shown.
import { useAction, type Action } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { problemOf } from "../../api/problem.ts";
import type { Operation } from "../../api/project.ts";

/** `done` is the text that reports success. */
export type ProjectChangeAction = Action<[patch: readonly Operation[], done: string]>;

/** Sends the patch, shows the project as it is then, and reports the control plane's warnings. */
export function useChange(): ProjectChangeAction {
  const { api } = useServices();
  const { project, settings, edgeSessions } = useProject();
  return useAction(async (patch: readonly Operation[], done: string) => {
    const change = await api
      .patchProject(project.id, project.revision, patch)
      .catch(async (error: unknown) => {
        // The page then says who changed what.
        if (problemOf(error).id === "control_revision_changed") await settings.reload();
        throw error;
      });
    settings.put(change.project);
    await edgeSessions.reload();
    return [done, ...change.warnings.map(({ message }) => message)].join(" ");
  });
}
