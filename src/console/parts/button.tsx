// A button that does something.
import type { ComponentChildren } from "preact";

interface ButtonProps {
  readonly children: ComponentChildren;
  /** Undefined for the button that submits its form. */
  readonly onClick?: () => void;
  readonly kind?: "plain" | "primary" | "danger";
  /** Whether its action is under way. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** A name for screen readers, if its text is not enough to tell it from other buttons. */
  readonly label?: string;
  /** The id of an element that says more, such as why it is disabled. */
  readonly describedBy?: string | undefined;
}

/** It is disabled and marked while it is busy. */
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
