// The field for the URL of the identity server.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { useProject } from "../../state/project.ts";
import { lacks, useWho } from "../../state/who.ts";
import { ChangeProblem } from "../advanced/change-problem.tsx";
import { flagsPath, problemsOf } from "../advanced/draft.ts";
import { useChange } from "../advanced/use-change.ts";
import type { StepProps } from "./set-up-page.tsx";

/** Saves the URL, and asks for the steps at once. */
export function UrlStep({ refresh }: StepProps) {
  const { project } = useProject();
  const why = lacks(useWho(), "settings");
  const change = useChange();
  const saved = project.services.identity.config.feature_flags.origin_url;
  // Undefined while nothing was typed, so that the field follows what others save.
  const [typed, setTyped] = useState<string>();
  const save = async () => {
    const value = (typed ?? saved).trim();
    const patch = [{ op: "replace", path: `${flagsPath}/origin_url`, value }] as const;
    if (!(await change.run(patch, "Saved the URL."))) return;
    setTyped(undefined);
    await refresh();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label="URL of the public API"
        meaning="The edges send session checks there. In Kratos it is serve.public, usually port 4433. Include its path if it has one."
        problems={problemsOf(change.problem?.problems ?? [], "origin_url")}
      >
        {(ids) => (
          <input
            {...ids}
            class="long"
            inputMode="url"
            required
            placeholder="http://kratos.internal:4433"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            disabled={why !== undefined || change.busy}
            value={typed ?? saved}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      <ChangeProblem change={change} besideFields={(path) => path === `${flagsPath}/origin_url`} />
      <div class="buttons">
        <Button
          kind="primary"
          busy={change.busy}
          disabled={why !== undefined}
          describedBy={why === undefined ? undefined : "settings-why"}
        >
          Save the URL
        </Button>
      </div>
    </form>
  );
}
