// Asks for confirmation before something that cannot be undone.
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./notice.tsx";
import type { ApiProblem } from "../api/problem.ts";

interface ConfirmProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ComponentChildren;
  /** The text of the button that confirms. */
  readonly doIt: string;
  readonly busy: boolean;
  readonly problem: ApiProblem | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** A modal dialog. The browser keeps the focus inside and closes it on Escape. */
export function Confirm(props: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    const opener = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      // A dialog that is removed from the page does not give the focus back by itself.
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
      onClose={props.onClose} // on Escape, for which browsers need not send a cancel event
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

/** The element that opened the dialog may be gone, such as a row that was deleted. */
function focusTitleIfLost(): void {
  if (document.activeElement === document.body) document.querySelector("h1")?.focus();
}
