// A form of settings that are saved together.
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Section } from "../../parts/page.tsx";
import { useProject } from "../../state/project.ts";
import { ChangeProblem } from "./change-problem.tsx";
import { useUnsaved } from "../../state/unsaved.ts";
import { isBeside, patchOf, problemsOf, type FormFlags } from "./draft.ts";
import { focusConflict, Undecided } from "./undecided.tsx";
import { FieldChange } from "./field-change.tsx";
import { SettingField } from "./setting-field.tsx";
import { useChange } from "./use-change.ts";
import { useEdits } from "./use-edits.ts";
import type { SettingText } from "./setting-texts.ts";

interface SettingsFormProps {
  readonly title: string;
  /** In the order shown. */
  readonly settings: readonly SettingText[];
  readonly why: string | undefined;
}

/** Sends only the settings that were changed, when every conflict with what others changed is decided. */
export function SettingsForm({ title, settings, why }: SettingsFormProps) {
  const { project } = useProject();
  const form = useRef<HTMLFormElement>(null);
  const change = useChange();
  const stored = project.services.identity.config.feature_flags;
  const edits = useEdits<FormFlags>(stored);
  const patch = patchOf(stored, edits.draft);
  const [asked, setAsked] = useState(false);
  const undecided = edits.conflicts.length > 0;
  useUnsaved(patch.length > 0);

  const save = async () => {
    if (patch.length === 0) return;
    setAsked(undecided);
    if (undecided) focusConflict(form.current);
    else if (await change.run(patch, "Settings saved.")) edits.clear();
  };
  const discard = () => {
    edits.clear();
    change.forget();
  };

  return (
    <Section title={title}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset class="bare wide-fields" disabled={why !== undefined || change.busy}>
          <legend class="unseen">{title}</legend>
          {settings.map((setting) => (
            <div key={setting.name} class="setting">
              <SettingField
                setting={setting}
                flags={edits.shown}
                touched={edits.isTouched(setting.name)}
                problems={problemsOf(change.problem?.problems ?? [], setting.name)}
                onChange={edits.change}
              />
              <FieldChange
                name={setting.name}
                label={setting.label}
                theirs={stored[setting.name]}
                mine={edits.shown[setting.name]}
                touched={edits.isTouched(setting.name)}
                inConflict={edits.conflicts.includes(setting.name)}
                onKeepMine={() => edits.keepMine(setting.name)}
                onTakeTheirs={() => edits.takeTheirs(setting.name)}
              />
            </div>
          ))}
        </fieldset>
        <ChangeProblem
          change={change}
          besideFields={(path) => isBeside(path, settings)}
          undecided={undecided}
        />
        {asked && undecided && <Undecided />}
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
