// Something that is loaded from the API, and polled while the page is shown.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { problemOf, type ApiProblem } from "../api/problem.ts";
import { useServices } from "./services.ts";
import { pageHidden, whenShown } from "./visibility.ts";

/** The last value and the last problem. After a failure the value stays. */
export interface Live<Value> {
  readonly value: Value | undefined;
  readonly problem: ApiProblem | undefined;
  /** Loads it now. Resolves when that is over, even if it failed. */
  readonly reload: () => Promise<void>;
  /** Sets a newer value that did not come from loading. */
  readonly put: (value: Value) => void;
}

/**
 * Loads at once, then every `everyMs` (only once if undefined), and when the page is shown or the connection is back.
 * Nothing is loaded while the page is hidden or the connection is lost. `load` must be stable, as from `useCallback`.
 */
export function useLive<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  everyMs?: number,
): Live<Value> {
  const { connection } = useServices();
  const [known, setKnown] = useState<{ value?: Value; problem?: ApiProblem }>({});
  const latest = useRef<AbortController | undefined>(undefined);

  const reload = useCallback(async () => {
    latest.current?.abort();
    const controller = new AbortController();
    latest.current = controller;
    try {
      const value = await load(controller.signal);
      // A value that is the same as before draws nothing again.
      if (!controller.signal.aborted)
        setKnown((before) =>
          Object.is(before.value, value) && before.problem === undefined ? before : { value },
        );
    } catch (error) {
      if (controller.signal.aborted) return;
      const problem = problemOf(error);
      // A lost connection has a banner, and the last value stays.
      if (problem.id !== "unreachable") setKnown((before) => ({ ...before, problem }));
    } finally {
      if (latest.current === controller) latest.current = undefined;
    }
  }, [load]);

  useEffect(() => {
    const resume = () => {
      if (!pageHidden() && connection.state.get() === "held") void reload();
    };
    resume();
    const endings = [connection.state.subscribe(resume)];
    if (everyMs !== undefined) {
      // One that is under way goes on, however slow the network is.
      const poll = () => {
        if (latest.current === undefined) resume();
      };
      const timer = setInterval(poll, everyMs);
      endings.push(() => clearInterval(timer), whenShown(resume));
    }
    return () => {
      latest.current?.abort();
      for (const end of endings) end();
    };
  }, [connection, everyMs, reload]);

  const put = useCallback((value: Value) => {
    latest.current?.abort(); // an answer that is under way is older
    latest.current = undefined;
    setKnown({ value });
  }, []);
  return { value: known.value, problem: known.problem, reload, put };
}
