// Finds the name of the session cookie among pasted cookies.
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import { cookieValue } from "../../text/cookie-value.ts";
import { ChangeProblem } from "../advanced/change-problem.tsx";
import { flagsPath } from "../advanced/draft.ts";
import { useChange } from "../advanced/use-change.ts";
import type { CookieNameFound } from "../../api/set-up.ts";
import type { StepProps } from "./set-up-page.tsx";

/** The cookies go to the control plane once. The page keeps only the session's, for the check after it. */
export function CookieStep({ onSession, refresh }: StepProps) {
  const { api } = useServices();
  const { project } = useProject();
  const why = lacks(useWho(), "settings");
  const field = useRef<HTMLInputElement>(null);
  const [found, setFound] = useState<CookieNameFound>();
  const change = useChange();
  const { cookie_name: expected } = project.services.identity.config.feature_flags;
  const find = useAction(async (cookies: string) => {
    const answer = await api.findCookieName(project.id, cookies);
    setFound(answer);
    if (answer.name !== null && answer.result === "session") {
      onSession({ cookie: cookieValue(cookies, answer.name), identity: undefined });
    }
    await refresh();
    return foundWords(answer);
  });
  const use = async (name: string) => {
    const patch = [{ op: "replace", path: `${flagsPath}/cookie_name`, value: name }] as const;
    if (await change.run(patch, `The cookie name is ${name}.`)) await refresh();
  };
  return (
    <>
      <p>
        Sign in at your app. In the browser’s developer tools, open <em>Network</em>, choose a
        request to the identity server, and copy the value of its <code>Cookie</code> header. The
        cookies are sent once and not stored.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const cookies = field.current?.value ?? "";
          if (field.current !== null) field.current.value = "";
          setFound(undefined);
          void find.run(cookies);
        }}
      >
        <Field label="Cookies of a signed-in browser">
          {(ids) => (
            <input
              {...ids}
              ref={field}
              class="long"
              type="password"
              required
              autocomplete="off"
              spellcheck={false}
              placeholder="name=value; name2=value2"
              disabled={why !== undefined || find.busy}
            />
          )}
        </Field>
        <ProblemNotice problem={find.problem} />
        <div class="buttons">
          <Button
            kind="primary"
            busy={find.busy}
            disabled={why !== undefined}
            describedBy={why === undefined ? undefined : "settings-why"}
          >
            Find the name
          </Button>
        </div>
      </form>
      {found !== undefined && (
        <Notice kind={found.name === null ? "warning" : "good"}>
          <p>{foundWords(found)}</p>
          {found.name !== null && found.name !== expected && (
            <Button busy={change.busy} onClick={() => void use(found.name ?? "")}>
              Use this name
            </Button>
          )}
        </Notice>
      )}
      <ChangeProblem change={change} />
    </>
  );
}

function foundWords({ result, name }: CookieNameFound): string {
  switch (result) {
    case "session":
      return `The session cookie is named ${name ?? ""}.`;
    case "second-factor":
      return `The session cookie is named ${name ?? ""}. Its session lacks the second factor, so its answers are not stored. For the check below, use a session that has it.`;
    case "refused":
      return "The identity server accepts none of these cookies. Sign in again, and copy all cookies of a request to the identity server.";
    case "unknown":
      return "The identity server did not say if one of these cookies is a session’s. Try again.";
    default:
      return result satisfies never;
  }
}
