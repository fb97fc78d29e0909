// Asks for confirmation before something that cannot be undone, or that costs something.
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
  /** The text of the other button. */
  readonly cancel?: string;
  /** What gets the focus if it is cancelled. If not set, it is what had the focus before. */
  readonly returnTo?: HTMLElement | undefined;
  readonly busy: boolean;
  readonly problem: ApiProblem | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** A modal dialog. The browser keeps the focus inside and closes it on Escape. */
export function Confirm(props: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { returnTo } = props;
  useLayoutEffect(() => {
    const shown = dialog.current;
    const opener = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      // A dialog that is removed from the page does not give the focus back by itself.
      const back = returnTo ?? opener;
      if (back instanceof HTMLElement) back.focus();
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
          {props.cancel ?? "Cancel"}
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
