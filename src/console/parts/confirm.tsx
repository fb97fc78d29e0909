// Asks before something that can not be taken back.
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./notice.tsx";
import type { ApiProblem } from "../api/problem.ts";

interface ConfirmProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ComponentChildren;
  /** The words on the button that does it. */
  readonly doIt: string;
  readonly busy: boolean;
  readonly problem: ApiProblem | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** A modal dialog: the browser keeps the focus inside and ends it with Escape. */
export function Confirm(props: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    const opener = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      // Taken off the page, it gives the focus back to nobody by itself.
      if (opener instanceof HTMLElement) opener.focus();
      requestAnimationFrame(focusTitleIfLost);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        if (props.busy) event.preventDefault();
      }}
      onClose={props.onClose} // by Escape; browsers need not ask before
    >
      <h2 id={`${id}-title`}>{props.title}</h2>
      <div id={`${id}-text`}>{props.children}</div>
      <ProblemNotice problem={props.problem} />
      <div class="buttons">
        <Button onClick={props.onClose} disabled={props.busy}>
          Cancel
        </Button>
        <Button kind="danger" busy={props.busy} onClick={props.onConfirm}>
          {props.doIt}
        </Button>
      </div>
    </dialog>
  );
}

/** What opened the dialog may have gone with what was done, such as a row. */
function focusTitleIfLost(): void {
  if (document.activeElement === document.body) document.querySelector("h1")?.focus();
}
