// The one way in which the page changes anything: disable, wait, report, enable again.
import { useRef, useState } from "preact/hooks";
import { problemOf, type ApiProblem } from "../api/problem.ts";
import { useServices } from "./services.ts";

/** A change that somebody can make. */
export interface Action<Arguments extends readonly unknown[]> {
  /** While it is under way its controls are disabled. */
  readonly busy: boolean;
  /** Why the last try failed. */
  readonly problem: ApiProblem | undefined;
  /** Does it, unless it is under way; resolves with whether it was done. */
  readonly run: (...given: Arguments) => Promise<boolean>;
  /** Takes the problem off the page. */
  readonly forget: () => void;
}

/** `act` resolves with the words that report its success. */
export function useAction<Arguments extends readonly unknown[]>(
  act: (...given: Arguments) => Promise<string>,
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
        report.set({ text: await act(...given) });
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

/** A control that is disabled loses the focus; it gets it back once it is enabled again, unless the focus moved on. */
function returnFocus(to: Element | null): void {
  requestAnimationFrame(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && to instanceof HTMLElement && to.isConnected) to.focus();
  });
}
