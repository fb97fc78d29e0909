// What keeps a form from being saved while a conflict is not decided.
import { Notice } from "../../parts/notice.tsx";

/** Says why nothing was saved. */
export function Undecided() {
  return (
    <Notice kind="warning" urgent>
      <p>Nothing was saved. Choose a value for each field that someone else changed too.</p>
    </Notice>
  );
}

/** Moves the focus to the first conflict of a form. */
export function focusConflict(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>(".conflict button")?.focus();
}
