// The form for a new subscriber.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field, Tick } from "../../parts/field.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { useAction } from "../../state/action.ts";
import { useServices } from "../../state/services.ts";
import { MadeSecretNotice } from "./made-secret-notice.tsx";
import { chosenTypes, kindWords, typeMeanings, type ChosenType } from "./words.ts";
import type { MadeSubscriber, Subscriber } from "../../api/subscriber.ts";

interface AddSubscriberProps {
  readonly project: string;
  readonly why: string | undefined;
  readonly onAdded: () => Promise<void>;
}

const kinds = Object.keys(kindWords) as readonly Subscriber["kind"][];

/** Without a chosen type, all are sent. The secret of a web hook is shown once. */
export function AddSubscriber({ project, why, onAdded }: AddSubscriberProps) {
  const { api } = useServices();
  const [kind, setKind] = useState<Subscriber["kind"]>("web-hook");
  const [url, setUrl] = useState("");
  const [issuer, setIssuer] = useState("");
  const [audience, setAudience] = useState("");
  const [token, setToken] = useState("");
  const [types, setTypes] = useState<readonly ChosenType[]>([]);
  const [made, setMade] = useState<MadeSubscriber>();
  const add = useAction(async () => {
    setMade(undefined);
    const subscriber = await api.createSubscriber(project, {
      kind,
      url: url.trim(),
      ...(types.length === 0 ? {} : { types: [...types] }),
      ...(kind === "caep" ? { issuer: issuer.trim(), audience: audience.trim() } : {}),
      ...(kind === "caep" && token !== "" ? { bearer_token: token } : {}),
    });
    if (subscriber.secret !== null) setMade(subscriber);
    setUrl("");
    setToken("");
    await onAdded();
    return `Added the subscriber ${subscriber.url}.`;
  });
  return (
    <Section title="Add a subscriber">
      {made !== undefined && <MadeSecretNotice made={made} onStored={() => setMade(undefined)} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add.run();
        }}
      >
        <fieldset class="bare" disabled={why !== undefined || add.busy}>
          <legend class="unseen">Subscriber to add</legend>
          <Field label="Kind">
            {(ids) => (
              <select
                {...ids}
                value={kind}
                onChange={(event) => {
                  const chosen = kinds.find((one) => one === event.currentTarget.value);
                  if (chosen !== undefined) setKind(chosen);
                }}
              >
                {kinds.map((one) => (
                  <option key={one} value={one}>
                    {kindWords[one]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <TextField label="URL" value={url} onInput={setUrl} />
          {kind === "caep" && (
            <>
              <TextField label="Issuer" value={issuer} onInput={setIssuer} />
              <TextField label="Audience" value={audience} onInput={setAudience} />
              <TextField
                label="Bearer token"
                meaning="If the receiver asks for one. It is not shown again."
                secret
                value={token}
                onInput={setToken}
              />
            </>
          )}
          <fieldset class="scopes">
            <legend>Types (none: all)</legend>
            {chosenTypes.map((type) => (
              <Tick
                key={type}
                label={type}
                meaning={typeMeanings[type]}
                checked={types.includes(type)}
                onChange={(checked) =>
                  setTypes(
                    chosenTypes.filter((one) => (one === type ? checked : types.includes(one))),
                  )
                }
              />
            ))}
          </fieldset>
        </fieldset>
        <ProblemNotice problem={add.problem} />
        <div class="buttons">
          <Button kind="primary" busy={add.busy} disabled={why !== undefined}>
            Add subscriber
          </Button>
        </div>
      </form>
    </Section>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly meaning?: string;
  readonly secret?: true;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

function TextField({ label, meaning, secret, value, onInput }: TextFieldProps) {
  return (
    <Field label={label} {...(meaning === undefined ? {} : { meaning })}>
      {(ids) => {
        const given = {
          ...ids,
          class: "long",
          value,
          autocomplete: "off",
          onInput: (event: { readonly currentTarget: HTMLInputElement }) =>
            onInput(event.currentTarget.value),
        };
        return secret === undefined ? (
          <input {...given} required />
        ) : (
          <input {...given} type="password" />
        );
      }}
    </Field>
  );
}
