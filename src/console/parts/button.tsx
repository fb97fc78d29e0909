// A button that does something.
import type { ComponentChildren } from "preact";

interface ButtonProps {
  readonly children: ComponentChildren;
  /** Absent for the button that submits its form. */
  readonly onClick?: () => void;
  readonly kind?: "plain" | "primary" | "danger";
  /** What it does is under way. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** A name for screen readers where the words alone do not tell which of several it is. */
  readonly label?: string;
  /** Id of an element that says more, such as why it is disabled. */
  readonly describedBy?: string | undefined;
}

/** Disabled, and marked, while busy. */
export function Button(props: ButtonProps) {
  const { kind = "plain", busy = false, disabled = false, onClick } = props;
  return (
    <button
      type={onClick === undefined ? "submit" : "button"}
      class={`button ${kind}`}
      disabled={disabled || busy}
      aria-busy={busy}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      onClick={onClick}
    >
      {props.children}
    </button>
  );
}
