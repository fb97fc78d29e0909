// A form control with its label, its meaning and its problems.
import { useId } from "preact/hooks";
import type { ComponentChildren } from "preact";

/** Attributes that the control itself must have. */
interface FieldIds {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
}

interface FieldProps {
  readonly label: string;
  readonly meaning?: ComponentChildren;
  readonly problems?: readonly string[];
  /** Makes the control. */
  readonly children: (ids: FieldIds) => ComponentChildren;
}

/** Shows label, control, meaning and problems, connected for screen readers. */
export function Field({ label, meaning, problems = [], children }: FieldProps) {
  const id = useId();
  const [meaningId, problemId] = [`${id}-meaning`, `${id}-problem`];
  const described = [
    ...(problems.length > 0 ? [problemId] : []),
    ...(meaning === undefined ? [] : [meaningId]),
  ];
  return (
    <div class={problems.length > 0 ? "field invalid" : "field"}>
      <label for={id}>{label}</label>
      {children({
        id,
        "aria-describedby": described.length > 0 ? described.join(" ") : undefined,
        "aria-invalid": problems.length > 0,
      })}
      {problems.length > 0 && (
        <p class="problem" id={problemId}>
          {problems.join("; ")}
        </p>
      )}
      {meaning !== undefined && (
        <p class="meaning" id={meaningId}>
          {meaning}
        </p>
      )}
    </div>
  );
}

interface TickProps {
  readonly label: string;
  readonly meaning?: ComponentChildren;
  readonly problems?: readonly string[];
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A check box with its label after it. */
export function Tick(props: TickProps) {
  const id = useId();
  const { meaning, problems = [] } = props;
  return (
    <div class={problems.length > 0 ? "field invalid" : "field"}>
      <div class="tick">
        <input
          type="checkbox"
          id={id}
          checked={props.checked}
          disabled={props.disabled}
          aria-describedby={meaning === undefined ? undefined : `${id}-meaning`}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
        />
        <label for={id}>{props.label}</label>
      </div>
      {problems.length > 0 && <p class="problem">{problems.join("; ")}</p>}
      {meaning !== undefined && (
        <p class="meaning" id={`${id}-meaning`}>
          {meaning}
        </p>
      )}
    </div>
  );
}
