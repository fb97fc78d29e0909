// A switch. It acts at once.
import { useId } from "preact/hooks";
import type { ComponentChildren } from "preact";

interface SwitchProps {
  readonly label: string;
  readonly meaning: ComponentChildren;
  readonly on: boolean;
  readonly busy: boolean;
  readonly disabled: boolean;
  /** The id of an element that says why it is disabled. */
  readonly describedBy?: string | undefined;
  readonly onSwitch: (on: boolean) => void;
}

/** Shows the current state. It moves only when the change has been made. */
export function Switch(props: SwitchProps) {
  const id = useId();
  const { on, busy, disabled, describedBy, onSwitch } = props;
  return (
    <div class="switch">
      <input
        type="checkbox"
        role="switch"
        id={id}
        checked={on}
        disabled={disabled || busy}
        aria-busy={busy}
        aria-describedby={[
          `${id}-meaning`,
          ...(describedBy === undefined ? [] : [describedBy]),
        ].join(" ")}
        onChange={(event) => {
          const asked = event.currentTarget.checked;
          event.currentTarget.checked = on;
          onSwitch(asked);
        }}
      />
      <div>
        <label for={id}>{props.label}</label>
        <p class="meaning" id={`${id}-meaning`}>
          {props.meaning}
        </p>
      </div>
    </div>
  );
}
