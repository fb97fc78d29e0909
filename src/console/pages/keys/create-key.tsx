// The form for a new API key.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field, Tick } from "../../parts/field.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { useAction } from "../../state/action.ts";
import { useServices } from "../../state/services.ts";
import { useWho } from "../../state/who.ts";
import { MadeKeyNotice } from "./made-key-notice.tsx";
import { expiries, scopeMeanings, scopes } from "./scope-meanings.ts";
import type { MadeKey, Scope } from "../../api/key.ts";

interface CreateKeyProps {
  readonly project: string | undefined;
  readonly why: string | undefined;
  readonly onCreated: () => Promise<void>;
}

/** A key can give only the scopes that it has itself. The new key is shown once, and is gone when the page is left. */
export function CreateKey({ project, why, onCreated }: CreateKeyProps) {
  const { api } = useServices();
  const own = useWho().key.scopes;
  const [name, setName] = useState("");
  const [days, setDays] = useState(0);
  const [chosen, setChosen] = useState<readonly Scope[]>(["read"]);
  const [made, setMade] = useState<MadeKey>();
  const create = useAction(async () => {
    setMade(undefined);
    const key = await api.createKey(project, {
      name: name.trim(),
      scopes: chosen,
      ...(days === 0 ? {} : { expires_at: new Date(Date.now() + days * 86_400_000).toISOString() }),
    });
    setMade(key);
    setName("");
    await onCreated();
    return `Created the key ${key.name}. It is shown only once.`;
  });
  return (
    <Section title="Create a key">
      {made !== undefined && <MadeKeyNotice made={made} onStored={() => setMade(undefined)} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void create.run();
        }}
      >
        <fieldset class="bare" disabled={why !== undefined || create.busy}>
          <legend class="unseen">Key to create</legend>
          <Field
            label="Name"
            meaning="Where you will use the key. The name is shown in the list of keys and in the activity."
          >
            {(ids) => (
              <input
                {...ids}
                class="long"
                required
                value={name}
                autocomplete="off"
                onInput={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label="Expires">
            {(ids) => (
              <select
                {...ids}
                value={String(days)}
                onChange={(event) => setDays(Number(event.currentTarget.value))}
              >
                {expiries.map(([value, words]) => (
                  <option key={value} value={String(value)}>
                    {words}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <fieldset class="scopes">
            <legend>Scopes</legend>
            {scopes.map((scope) => (
              <Tick
                key={scope}
                label={scope}
                meaning={`${scopeMeanings[scope]}${own.includes(scope) ? "" : " Your own key does not have it."}`}
                checked={chosen.includes(scope)}
                disabled={!own.includes(scope)}
                onChange={(checked) =>
                  setChosen(
                    scopes.filter((one) => (one === scope ? checked : chosen.includes(one))),
                  )
                }
              />
            ))}
          </fieldset>
        </fieldset>
        <ProblemNotice problem={create.problem} />
        <div class="buttons">
          <Button
            kind="primary"
            busy={create.busy}
            disabled={why !== undefined || chosen.length === 0}
          >
            Create key
          </Button>
        </div>
      </form>
    </Section>
  );
}
