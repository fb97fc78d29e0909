// The form control of one setting.
import { useState } from "preact/hooks";
import { Field, Tick } from "../../parts/field.tsx";
import { linesOf, type Draft, type FormFlags } from "./draft.ts";
import { IntervalField } from "./interval-field.tsx";
import type { SettingText } from "./setting-texts.ts";

interface SettingFieldProps {
  readonly setting: SettingText;
  readonly flags: FormFlags;
  /** Whether it differs from the stored value. */
  readonly touched: boolean;
  readonly problems: readonly string[];
  readonly onChange: (change: Draft) => void;
}

/** Shows the label, the control and the meaning. The label says if the value is not saved yet. */
export function SettingField({ setting, flags, touched, problems, onChange }: SettingFieldProps) {
  const { name, kind, meaning } = setting;
  const value = flags[name];
  const label = touched ? `${setting.label} (not saved)` : setting.label;
  if (typeof value === "boolean")
    return (
      <Tick
        label={label}
        meaning={meaning}
        problems={problems}
        checked={value}
        onChange={(checked) => onChange({ [name]: checked })}
      />
    );
  if (typeof value !== "string")
    return (
      <ListField
        label={label}
        meaning={meaning}
        problems={problems}
        value={value}
        onChange={(list) => onChange({ [name]: list })}
      />
    );
  if (kind === "interval")
    return (
      <IntervalField
        label={label}
        meaning={meaning}
        problems={problems}
        value={value}
        onChange={(entered) => onChange({ [name]: entered })}
      />
    );
  return (
    <Field label={label} meaning={meaning} problems={problems}>
      {(ids) => (
        <input
          {...ids}
          class={kind === "duration" ? "short" : "long"}
          inputMode={kind === "url" ? "url" : "text"}
          value={value}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => onChange({ [name]: event.currentTarget.value.trim() })}
        />
      )}
    </Field>
  );
}

interface ListFieldProps {
  readonly label: string;
  readonly meaning: string;
  readonly problems: readonly string[];
  readonly value: readonly string[];
  readonly onChange: (list: readonly string[]) => void;
}

function ListField({ label, meaning, problems, value, onChange }: ListFieldProps) {
  // The text as it was typed, so that an unfinished line stays. A different value from outside replaces it.
  const [text, setText] = useState(value.join("\n"));
  const shown = linesOf(text).join("\n") === value.join("\n") ? text : value.join("\n");
  return (
    <Field label={label} meaning={meaning} problems={problems}>
      {(ids) => (
        <textarea
          {...ids}
          class="long"
          rows={Math.min(Math.max(2, shown.split("\n").length), 8)}
          value={shown}
          spellcheck={false}
          onInput={(event) => {
            setText(event.currentTarget.value);
            onChange(linesOf(event.currentTarget.value));
          }}
        />
      )}
    </Field>
  );
}
