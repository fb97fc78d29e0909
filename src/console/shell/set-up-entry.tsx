// The link to the set-up of a project, while it is not finished.
import { useCallback } from "preact/hooks";
import { useLive } from "../state/live.ts";
import { projectHref } from "../state/route.ts";
import { useServices } from "../state/services.ts";
import { Entry } from "./navigation-list.tsx";

interface SetUpEntryProps {
  readonly project: string;
  /** Whether its page is the one that is shown. */
  readonly here: boolean;
}

const everyMs = 30_000;
const hereEveryMs = 2_000;

/** Says how many steps are done. Nothing is shown once all of them are, unless the page itself is. */
export function SetUpEntry({ project, here }: SetUpEntryProps) {
  const { api } = useServices();
  const live = useLive(
    useCallback((signal: AbortSignal) => api.setUp(project, signal), [api, project]),
    here ? hereEveryMs : everyMs,
  );
  const setUp = live.value;
  const open = setUp !== undefined && setUp.done < setUp.total;
  if (!open && !here) return null;
  const name = open ? `Set-up ${setUp.done} of ${setUp.total}` : "Set-up";
  return <Entry href={projectHref(project, "set-up")} name={name} here={here} />;
}
