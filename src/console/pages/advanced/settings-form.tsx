// A form of settings that are saved together.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { useProject } from "../../state/project.ts";
import { ChangeProblem } from "./change-problem.tsx";
import { isBeside, isTouched, patchOf, problemsOf, withDraft, type Draft } from "./draft.ts";
import { SettingField } from "./setting-field.tsx";
import { useChange } from "./use-change.ts";
import type { SettingText } from "./setting-texts.ts";

interface SettingsFormProps {
  readonly title: string;
  /** In the order shown. */
  readonly settings: readonly SettingText[];
  readonly why: string | undefined;
}

/** Sends only the settings that were changed. */
export function SettingsForm({ title, settings, why }: SettingsFormProps) {
  const { project, edgeSessions } = useProject();
  const [draft, setDraft] = useState<Draft>({});
  const change = useChange();
  const stored = project.services.identity.config.feature_flags;
  const patch = patchOf(stored, draft);
  const current = edgeSessions.value?.revision ?? project.revision;

  const save = async () => {
    if (patch.length === 0) return;
    if (await change.run(patch, "Settings saved.")) setDraft({});
  };
  const discard = () => {
    setDraft({});
    change.forget();
  };

  return (
    <Section title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset class="bare wide-fields" disabled={why !== undefined || change.busy}>
          <legend class="unseen">{title}</legend>
          {settings.map((setting) => (
            <SettingField
              key={setting.name}
              setting={setting}
              flags={withDraft(stored, draft)}
              touched={isTouched(stored, draft, setting.name)}
              problems={problemsOf(change.problem?.problems ?? [], setting.name)}
              onChange={(touched) => setDraft((before) => ({ ...before, ...touched }))}
            />
          ))}
        </fieldset>
        <ChangeProblem change={change} besideFields={(path) => isBeside(path, settings)} />
        {current > project.revision && patch.length > 0 && change.problem === undefined && (
          <Notice kind="note">
            <p>Someone else has changed these settings. The current revision is {current}.</p>
          </Notice>
        )}
        <div class="buttons">
          <Button
            kind="primary"
            busy={change.busy}
            disabled={why !== undefined || patch.length === 0}
            label={`Save changes: ${title}`}
          >
            Save changes
          </Button>
          {patch.length > 0 && (
            <Button onClick={discard} disabled={change.busy} label={`Discard changes: ${title}`}>
              Discard
            </Button>
          )}
        </div>
      </form>
    </Section>
  );
}
