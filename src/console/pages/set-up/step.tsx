// One step: its number, its title, its state in a word, its sentence, and its controls.
import { useId, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Badge } from "../../parts/badge.tsx";
import { stateWords } from "./words.ts";
import type { SetUpStep } from "../../api/set-up.ts";

interface StepProps {
  readonly step: SetUpStep;
  readonly number: number;
  /** The controls. Undefined if there are none. */
  readonly children: ComponentChildren;
}

const badgeKinds = { done: "good", todo: "warning", problem: "bad", waiting: "off" } as const;

/**
 * A step that is done hides its controls when the page is opened. Later they are hidden only by the operator, so that nothing
 * moves under their hands.
 */
export function Step({ step, number, children }: StepProps) {
  const { title, state, sentence } = step;
  const [open, setOpen] = useState(state !== "done");
  const id = useId();
  const hasControls = children !== undefined;
  return (
    <li class={`step ${state}`}>
      <section aria-labelledby={id}>
        <div class="step-head">
          <h2 id={id}>
            {number}. {title}
          </h2>
          <Badge kind={badgeKinds[state]}>{stateWords[state]}</Badge>
          {hasControls && (
            <button
              type="button"
              class="step-toggle"
              aria-expanded={open}
              aria-label={`${open ? "Hide" : "Show"} the controls of ${title}`}
              onClick={() => setOpen(!open)}
            >
              {open ? "Hide" : "Show"}
            </button>
          )}
        </div>
        <p>{sentence}</p>
        {hasControls && open && <div class="step-controls">{children}</div>}
      </section>
    </li>
  );
}
