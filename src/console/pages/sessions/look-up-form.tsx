// The field for everything that can be looked up.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Id } from "../../parts/id.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { projectHref, type LookUp } from "../../state/route.ts";
import { useProject } from "../../state/project.ts";
import type { Meant } from "./recognise.ts";
import type { LookingUp } from "./use-look-up.ts";

interface LookUpFormProps {
  /** What the address names. */
  readonly lookUp: LookUp | undefined;
  readonly looking: LookingUp;
}

const choices: readonly (readonly [Meant, string])[] = [
  ["auto", "Detect it"],
  ["identity", "Identity id"],
  ["session", "Session id"],
  ["email", "E-mail address"],
  ["cookie", "Session cookie"],
  ["token", "Session token"],
];

/** Shows the field, the choice of what is in it, and what was wrong with it. */
export function LookUpForm({ lookUp, looking }: LookUpFormProps) {
  const [meant, setMeant] = useState<Meant>("auto");
  const [text, setText] = useState(lookUp?.id ?? "");
  useEffect(() => {
    // A link led to another look-up.
    if (lookUp !== undefined) setText(lookUp.id);
  }, [lookUp?.by, lookUp?.id]);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Screen readers then read what was wrong, which belongs to the field.
    if (looking.words !== undefined) input.current?.focus();
  }, [looking.words]);
  const submit = async (): Promise<void> => {
    const isSecret = looking.run(text, meant);
    if (await isSecret) setText("");
  };
  return (
    <form
      class="look-up"
      role="search"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field
        label="Id, e-mail address, cookie or token"
        problems={looking.words === undefined ? [] : [looking.words]}
        meaning="The id of an identity or a session, an e-mail address, a Cookie header, or a session token. Of a cookie or token, only a digest leaves this page."
      >
        {(ids) => (
          <input
            {...ids}
            ref={input}
            class="long"
            required
            value={text}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="look-up-act">
        <Field label="What it is">
          {(ids) => (
            <select
              {...ids}
              value={meant}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setMeant(choices.find(([choice]) => choice === value)?.[0] ?? "auto");
              }}
            >
              {choices.map(([choice, words]) => (
                <option key={choice} value={choice}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button kind="primary" busy={looking.busy}>
          Look up
        </Button>
      </div>
      <Findings looking={looking} />
    </form>
  );
}

function Findings({ looking: { needs, problem, identities } }: Pick<LookUpFormProps, "looking">) {
  const { project } = useProject();
  const settings = <a href={projectHref(project.slug, "advanced")}>Advanced Settings</a>;
  return (
    <>
      <ProblemNotice problem={problem} />
      {needs === "session_lookup_by_email" && (
        <Notice kind="warning" urgent>
          <p>
            This looks like an e-mail address. Look-up by e-mail is off for this project. Turn on
            “Look up sessions by e-mail” in {settings}, or paste an id.
          </p>
        </Notice>
      )}
      {needs === "admin_origin_url" && (
        <Notice kind="warning" urgent>
          <p>
            An e-mail address is looked up through the identity server’s admin API, and this project
            has no URL for it. Enter one in {settings}, or paste an id.
          </p>
        </Notice>
      )}
      {identities?.length === 0 && (
        <Notice kind="note" urgent>
          <p>No identity has this e-mail address. Look at its spelling.</p>
        </Notice>
      )}
      {identities !== undefined && identities.length > 1 && (
        <Notice kind="note" urgent>
          <p>{identities.length} identities have this e-mail address:</p>
          <ul>
            {identities.map((id) => (
              <li key={id}>
                <a href={projectHref(project.slug, "sessions", { by: "identity", id })}>
                  <Id value={id} />
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
