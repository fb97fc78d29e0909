// What someone else did to a field of a form: a mark, or a conflict with what was typed.
import { useId } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Notice } from "../../parts/notice.tsx";
import { clockTime } from "../../text/time.ts";
import { makerOf, useOthersChanges, type OthersChange } from "./others-changes.ts";

interface FieldChangeProps {
  readonly name: string;
  readonly label: string;
  /** The stored value. */
  readonly theirs: unknown;
  /** What was typed here. */
  readonly mine: unknown;
  readonly touched: boolean;
  /** Whether both changed it, and nobody has decided. */
  readonly inConflict: boolean;
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}

/** Draws nothing if nobody else has changed the field lately. */
export function FieldChange(props: FieldChangeProps) {
  const id = useId();
  const change = useOthersChanges().changes.get(props.name);
  const { label, mine, theirs } = props;
  if (props.inConflict)
    return (
      <div class="conflict" role="group" aria-labelledby={id}>
        <Notice kind="warning">
          <p id={id}>
            <strong>{makerOf(change)} changed this while you were editing it</strong>
            {change?.at !== undefined && `, at ${clockTime(change.at)}`}.
          </p>
          <dl>
            <dt>Yours</dt>
            <dd>
              <code>{valueText(mine)}</code>
            </dd>
            <dt>Theirs</dt>
            <dd>
              <code>{valueText(theirs)}</code>
              {change !== undefined && <Before change={change} />}
            </dd>
          </dl>
          <div class="buttons">
            <Button onClick={props.onKeepMine} label={`Keep mine: ${label}`}>
              Keep mine
            </Button>
            <Button onClick={props.onTakeTheirs} label={`Take theirs: ${label}`}>
              Take theirs
            </Button>
          </div>
        </Notice>
      </div>
    );
  if (change === undefined || props.touched) return null;
  return <ChangeMark change={change} />;
}

/** Says that a value has just been changed. Draws nothing if that was some time ago. */
export function ChangeMark({ change }: { readonly change: OthersChange | undefined }) {
  if (change?.isNew !== true) return null;
  return (
    <p class="just-changed">
      Changed by {makerOf(change)} just now
      {change.at !== undefined && ` (${clockTime(change.at)})`}
      <Before change={change} />.
    </p>
  );
}

function Before({ change }: { readonly change: OthersChange }) {
  return (
    <span class="quiet">
      , it was <code>{valueText(change.before)}</code>
    </span>
  );
}

/** A value as people read it. */
export function valueText(value: unknown): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.length === 0 ? "(none)" : value.map(String).join(", ");
  if (value === undefined || value === null) return "(none)";
  if (typeof value === "string") return value === "" ? "(empty)" : value;
  return JSON.stringify(value);
}
