// Fields that were changed and not saved, and the question before they are lost.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { createStore, useStore } from "./store.ts";

/** Something that would lose what was typed, and waits for an answer. */
export interface LeaveQuestion {
  readonly leave: () => void;
  readonly stay: () => void;
  /** The field that was edited last. It gets the focus back if the operator stays. */
  readonly field: HTMLElement | undefined;
}

const forms = new Set<object>();
const question = createStore<LeaveQuestion | undefined>(undefined);
let lastField: HTMLElement | undefined;

/** Says that a form has fields that are not saved, as long as `unsaved` is true and the form is shown. */
export function useUnsaved(unsaved: boolean): void {
  useLayoutEffect(() => {
    if (!unsaved) return undefined;
    const form = {};
    forms.add(form);
    if (forms.size === 1) addEventListener("beforeunload", askBrowser);
    return () => {
      forms.delete(form);
      if (forms.size === 0) removeEventListener("beforeunload", askBrowser);
    };
  }, [unsaved]);
}

/** Calls `leave` at once if everything is saved. If not, it asks first, and then calls one of the two. */
export function askToLeave(leave: () => void, stay: () => void = () => undefined): void {
  if (forms.size === 0) {
    leave();
    return;
  }
  // A dialog reports that it was closed after it has been answered too.
  let answered = false;
  const answer = (act: () => void) => () => {
    if (answered) return;
    answered = true;
    question.set(undefined);
    act();
  };
  const field = lastField?.isConnected === true ? lastField : undefined;
  question.set({ leave: answer(leave), stay: answer(stay), field });
}

/** The question that waits for an answer. */
export function useLeaveQuestion(): LeaveQuestion | undefined {
  return useStore(question);
}

/**
 * The part of the address after `#`, which changes only after the operator has agreed to lose what is not saved. The browser
 * has moved already when it asks, so it is moved back if the operator stays. Each entry of its history is numbered, so that
 * the way back is known.
 */
export function useGuardedHash(): string {
  const [shown, setShown] = useState(location.hash);
  const place = useRef({ hash: location.hash, at: numberOf(history.state) ?? 0 });
  useEffect(() => {
    number(place.current.at);
    const follow = () => {
      const was = place.current;
      const standing = numberOf(history.state);
      const at = standing ?? was.at + 1;
      if (standing === undefined) number(at);
      const is = { hash: location.hash, at };
      if (is.hash === was.hash) {
        place.current = is;
        return;
      }
      askToLeave(
        () => {
          place.current = is;
          setShown(is.hash);
        },
        () => history.go(was.at - at),
      );
    };
    const noteField = ({ target }: Event) => {
      if (target instanceof HTMLElement && target.matches("main :is(input, textarea, select)"))
        lastField = target;
    };
    addEventListener("hashchange", follow);
    addEventListener("input", noteField);
    return () => {
      removeEventListener("hashchange", follow);
      removeEventListener("input", noteField);
    };
  }, []);
  return shown;
}

/** Changes the part of the address after `#`, without a new entry in the history of the browser. */
export function replaceHash(hash: string): void {
  history.replaceState(history.state, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

const numberName = "edge-sessions";

function number(at: number): void {
  history.replaceState({ [numberName]: at }, "");
}

function numberOf(state: unknown): number | undefined {
  const at: unknown = Reflect.get(Object(state), numberName);
  return typeof at === "number" ? at : undefined;
}

/** The browser asks in its own words before it closes the page or loads another one. */
function askBrowser(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
