// The lines of the audit log that were loaded so far.
import { useCallback, useRef, useState } from "preact/hooks";
import { useAction, type Action } from "../../state/action.ts";
import { useLive, type Live } from "../../state/live.ts";
import { useServices } from "../../state/services.ts";
import type { ActivityLine } from "../../api/activity.ts";

const everyMs = 5_000;

interface Lines {
  /** Newest first. */
  readonly lines: Live<readonly ActivityLine[]>;
  /** Loads the next older lines. */
  readonly more: Action<[]>;
  /** Whether there are older lines. */
  readonly hasMore: boolean;
}

/** Polls the newest lines, and keeps the ones that newer lines push off the first page. */
export function useLines(project: string | undefined): Lines {
  const { api } = useServices();
  const seen = useRef(new Map<number, ActivityLine>());
  const [next, setNext] = useState<number | null>(null);

  const load = useCallback(
    async (signal: AbortSignal) => {
      const page = await api.activity(project, undefined, signal);
      const known = seen.current;
      if (!page.lines.some(({ sequence }) => known.has(sequence))) {
        // This is the first page, or so much happened that lines in between are missing. Start again.
        known.clear();
        setNext(page.next);
      }
      return take(known, page.lines);
    },
    [api, project],
  );
  const lines = useLive(load, everyMs);
  const more = useAction(async () => {
    if (next === null) return "There are no older lines.";
    const page = await api.activity(project, next);
    setNext(page.next);
    lines.put(take(seen.current, page.lines));
    return `Loaded ${page.lines.length} older lines.`;
  });
  return { lines, more, hasMore: next !== null };
}

function take(
  seen: Map<number, ActivityLine>,
  lines: readonly ActivityLine[],
): readonly ActivityLine[] {
  for (const line of lines) seen.set(line.sequence, line);
  return [...seen.values()].sort((a, b) => b.sequence - a.sequence);
}
