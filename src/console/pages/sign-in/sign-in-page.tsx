// Signing in with an API key.
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { useAction } from "../../state/action.ts";
import { useServices } from "../../state/services.ts";
import { keyForm, wrongKeyWords, type KeyForm } from "../../text/wrong-key.ts";
import type { ApiProblem } from "../../api/problem.ts";

interface SignInPageProps {
  /** Whether it is not known yet if someone is signed in. */
  readonly asking: boolean;
  /** Why the operator was signed out. */
  readonly why: string | undefined;
}

/** The key goes from the field to the control plane and is not stored. The address stays, so that the page it names opens after the sign-in. */
export function SignInPage({ asking, why }: SignInPageProps) {
  const { api, follow } = useServices();
  const field = useRef<HTMLInputElement>(null);
  const [form, setForm] = useState<KeyForm>("other");
  const signIn = useAction(async (key: string) => {
    const who = await api.signIn(key);
    follow(who);
    return { text: `Signed in as ${who.key.name}.`, unseen: true };
  });

  if (asking) return <p class="asking quiet">Loading…</p>;
  return (
    <main class="sign-in">
      <Page title="Edge Sessions">
        <p>Sign in with an API key of the control plane.</p>
        {why !== undefined && (
          <Notice kind="warning" urgent>
            <p>{why}</p>
          </Notice>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const input = field.current;
            if (input === null) return;
            const key = input.value.trim();
            input.value = ""; // the page must not keep the key, even if signing in fails
            setForm(keyForm(key));
            void signIn.run(key);
          }}
        >
          <Field
            label="API key"
            meaning={
              <>
                When the control plane first started, it created the first operator key and wrote it
                to a file or printed it. Keys begin with <code>es_key_</code>.
              </>
            }
          >
            {(ids) => (
              <input
                {...ids}
                ref={field}
                type="password"
                required
                autocomplete="off"
                spellcheck={false}
                autocapitalize="off"
                disabled={signIn.busy}
              />
            )}
          </Field>
          <Refused problem={signIn.problem} form={form} />
          <div class="buttons">
            <Button kind="primary" busy={signIn.busy}>
              Sign in
            </Button>
          </div>
        </form>
      </Page>
    </main>
  );
}

interface RefusedProps {
  readonly problem: ApiProblem | undefined;
  /** The form of the text that was tried last. */
  readonly form: KeyForm;
}

/** For a wrong key it says what was pasted instead of one. Other problems are shown as they are. */
function Refused({ problem, form }: RefusedProps) {
  if (problem?.id !== "control_key_required") return <ProblemNotice problem={problem} />;
  return (
    <Notice kind="bad" urgent>
      <p>
        {wrongKeyWords(form)} <code class="quiet">{problem.id}</code>
      </p>
    </Notice>
  );
}
