// Every change that the Console makes goes through here: disable the control, wait, report, and enable it again.
import { useRef, useState } from "preact/hooks";
import { problemOf, type ApiProblem } from "../api/problem.ts";
import { useServices, type Report } from "./services.ts";

/** A change that an operator can make. */
export interface Action<Arguments extends readonly unknown[]> {
  /** Whether it is under way. Its controls are disabled then. */
  readonly busy: boolean;
  /** Why the last try failed. */
  readonly problem: ApiProblem | undefined;
  /** Makes the change, unless it is under way. Resolves with whether it was made. */
  readonly run: (...given: Arguments) => Promise<boolean>;
  /** Removes the problem from the page. */
  readonly forget: () => void;
}

/** Makes an action of `act`, which resolves with the report of its success. */
export function useAction<Arguments extends readonly unknown[]>(
  act: (...given: Arguments) => Promise<string | Report>,
): Action<Arguments> {
  const { report } = useServices();
  const [state, setState] = useState<{ busy: boolean; problem?: ApiProblem }>({ busy: false });
  const underWay = useRef(false);

  return {
    busy: state.busy,
    problem: state.problem,
    run: async (...given) => {
      if (underWay.current) return false;
      underWay.current = true;
      const focused = document.activeElement;
      setState({ busy: true });
      try {
        const done = await act(...given);
        report.set(typeof done === "string" ? { text: done } : done);
        setState({ busy: false });
        return true;
      } catch (error) {
        setState({ busy: false, problem: problemOf(error) });
        return false;
      } finally {
        underWay.current = false;
        returnFocus(focused);
      }
    },
    forget: () => setState({ busy: false }),
  };
}

/** A control that is disabled loses the focus. It gets the focus back when it is enabled, unless the focus has moved. */
function returnFocus(to: Element | null): void {
  requestAnimationFrame(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && to instanceof HTMLElement && to.isConnected) to.focus();
  });
}
