// The lines of the audit log that were loaded so far, and those that were added since.
import { useCallback, useRef } from "preact/hooks";
import { useAction, type Action } from "../../state/action.ts";
import { useLive, type Live } from "../../state/live.ts";
import { useServices } from "../../state/services.ts";
import type { ActivityFilter, ActivityLine } from "../../api/activity.ts";

/** What others do must show within 2 s. Only lines after the newest known one are asked for. */
const everyMs = 1_500;
const pageLines = 50;
/** The most new lines that wait to be shown. If there are more, the list begins again. */
const waitingMax = 200;
/** How often the first page goes further back by itself, if nothing matched in what the API looked at. */
const emptyPagesMax = 5;

/** What is known of the log. */
interface Lines {
  /** What they match. */
  readonly filter: ActivityFilter;
  /** Newest first. */
  readonly shown: readonly ActivityLine[];
  /** Newer ones that are not shown yet, so that nothing moves while somebody reads. */
  readonly waiting: readonly ActivityLine[];
  /** Whether there are more new lines than are waiting. */
  readonly manyWaiting: boolean;
  /** Where older lines continue. Null if there are none. */
  readonly next: number | null;
  readonly newest: number | null;
}

/** The lines, and what can be done with them. */
export interface LoadedLines {
  readonly lines: Live<Lines>;
  /** Loads the next older lines. */
  readonly older: Action<[]>;
  /** Shows the lines that are waiting. */
  readonly showWaiting: () => void;
}

/** Loads the first page, and polls for new lines. `filter` must be the same object while it does not change. */
export function useLines(project: string | undefined, filter: ActivityFilter): LoadedLines {
  const { api } = useServices();
  const known = useRef<Lines | undefined>(undefined);

  const load = useCallback(
    async (signal: AbortSignal) => {
      const before = known.current;
      if (before?.filter === filter) {
        const after = before.newest === null ? {} : { after: before.newest };
        const query = { ...filter, ...after, limit: waitingMax };
        const { lines, next, newest } = await api.activity(project, query, signal);
        if (newest === null) return before;
        const waiting = [...lines, ...before.waiting].slice(0, waitingMax);
        const left = lines.length + before.waiting.length > waiting.length || next !== null;
        known.current = { ...before, waiting, manyWaiting: before.manyWaiting || left, newest };
        return lines.length === 0 ? before : known.current;
      }
      const first = await firstPage((query) =>
        api.activity(project, { ...filter, ...query, limit: pageLines }, signal),
      );
      known.current = { ...first, filter };
      return known.current;
    },
    [api, filter, project],
  );
  const lines = useLive(load, everyMs);

  const put = (next: Lines) => {
    known.current = next;
    lines.put(next);
  };
  const older = useAction(async () => {
    const now = known.current;
    if (now === undefined || now.next === null) return "There are no older lines.";
    const page = await api.activity(project, { ...now.filter, before: now.next, limit: pageLines });
    const latest = known.current;
    if (latest?.filter === now.filter)
      put({ ...latest, shown: [...latest.shown, ...page.lines], next: page.next });
    return page.lines.length === 0
      ? "Nothing was found there."
      : `Loaded ${page.lines.length} older lines.`;
  });
  const showWaiting = () => {
    const now = known.current;
    if (now === undefined) return;
    if (now.manyWaiting) {
      known.current = undefined;
      void lines.reload();
    } else put({ ...now, shown: [...now.waiting, ...now.shown], waiting: [] });
  };
  return { lines, older, showWaiting };
}

type Ask = (query: { readonly before?: number }) => Promise<Answered>;

interface Answered {
  readonly lines: readonly ActivityLine[];
  readonly next: number | null;
  readonly newest: number | null;
}

/** The first page that has lines. The API looks at a bounded number of lines each time. */
async function firstPage(ask: Ask): Promise<Omit<Lines, "filter">> {
  const first = await ask({});
  let { lines, next } = first;
  for (let pages = 1; lines.length === 0 && next !== null && pages < emptyPagesMax; pages += 1) {
    ({ lines, next } = await ask({ before: next }));
  }
  return { shown: lines, waiting: [], manyWaiting: false, next, newest: first.newest };
}
