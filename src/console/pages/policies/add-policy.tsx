// Chooses what a new policy starts from.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { presetsFor, type Preset } from "./presets.ts";

interface AddPolicyProps {
  readonly edgeUrl: string | undefined;
  readonly why: string | undefined;
  readonly onAdd: (preset: Preset) => void;
}

/** Nothing is saved before the form that it opens. */
export function AddPolicy({ edgeUrl, why, onAdd }: AddPolicyProps) {
  const presets = presetsFor(edgeUrl);
  const [chosen, setChosen] = useState(presets[0]?.id ?? "");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const preset = presets.find(({ id }) => id === chosen);
        if (preset !== undefined) onAdd(preset);
      }}
    >
      <fieldset class="bare" disabled={why !== undefined}>
        <legend class="unseen">New policy</legend>
        <Field label="Start from" meaning="You can change everything before you save.">
          {(ids) => (
            <select
              {...ids}
              class="long"
              value={chosen}
              onChange={(event) => setChosen(event.currentTarget.value)}
            >
              {presets.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
      </fieldset>
      <div class="buttons">
        <Button
          disabled={why !== undefined}
          describedBy={why === undefined ? undefined : "policies-why"}
        >
          Add a policy
        </Button>
      </div>
    </form>
  );
}
