// The form control of a duration that the edge can also choose by itself.
import { useState } from "preact/hooks";
import { Field, Tick } from "../../parts/field.tsx";

interface IntervalFieldProps {
  readonly label: string;
  readonly meaning: string;
  readonly problems: readonly string[];
  /** A duration, or `auto`. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const usual = "1s";

/** Shows a duration, and a check box below it that gives the choice to the edge. */
export function IntervalField({ label, meaning, problems, value, onChange }: IntervalFieldProps) {
  const auto = value === "auto";
  // What is entered again if the box is unticked.
  const [duration, setDuration] = useState(auto ? usual : value);
  return (
    <>
      <Field label={label} meaning={meaning} problems={problems}>
        {(ids) => (
          <input
            {...ids}
            class="short"
            inputMode="text"
            value={value}
            disabled={auto}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => {
              const entered = event.currentTarget.value.trim();
              setDuration(entered);
              onChange(entered);
            }}
          />
        )}
      </Field>
      <Tick
        label="Choose the interval automatically"
        meaning="It is 1s at first, and grows to half of the cache duration while refreshes find no change that bypassed the edges. One such change brings it back to 1s. The first one may show that much later."
        checked={auto}
        onChange={(checked) => onChange(checked ? "auto" : duration)}
      />
    </>
  );
}
