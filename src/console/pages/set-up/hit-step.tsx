// Sends two checks of a live session. The second is the first hit.
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import { cookieValue } from "../../text/cookie-value.ts";
import { headerOf, TwoChecks } from "./two-checks.tsx";
import type { LiveCheck } from "../../api/edge.ts";
import type { StepProps } from "./set-up-page.tsx";

/** It uses the session that was pasted before. Without one, it has a field for its cookie. */
export function HitStep({ session, onSession, refresh }: StepProps) {
  const { api } = useServices();
  const { project } = useProject();
  const why = lacks(useWho(), "invalidate");
  const field = useRef<HTMLInputElement>(null);
  const [checks, setChecks] = useState<readonly LiveCheck[]>([]);
  const { cookie_name: name } = project.services.identity.config.feature_flags;
  const check = useAction(async (cookie: string) => {
    const answer = await api.liveCheck(project.id, { cookie });
    setChecks(answer.checks);
    const [first] = answer.checks;
    if (first === undefined) throw new Error("No edge serves this project yet.");
    const identity = headerOf(first, identityHeader);
    if (first.status === 200) onSession({ cookie, identity });
    await refresh();
    return `Two checks were answered: ${answer.checks.map(({ status }) => status).join(", ")}.`;
  });
  return (
    <>
      {why !== undefined && (
        <Notice kind="note">
          <p>{why} You cannot send checks.</p>
        </Notice>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const cookie = session?.cookie ?? cookieValue(field.current?.value ?? "", name);
          if (field.current !== null) field.current.value = "";
          void check.run(cookie);
        }}
      >
        {session === undefined ? (
          <Field
            label="Session cookie"
            meaning={
              <>
                The value of <code>{name}</code>, or a whole Cookie header. It is sent to the
                project’s edge and not stored.
              </>
            }
          >
            {(ids) => (
              <input
                {...ids}
                ref={field}
                class="long"
                type="password"
                required
                autocomplete="off"
                spellcheck={false}
                disabled={why !== undefined || check.busy}
              />
            )}
          </Field>
        ) : (
          <p>The checks use the session cookie that you pasted. Only this page has it.</p>
        )}
        <ProblemNotice problem={check.problem} />
        <div class="buttons">
          <Button kind="primary" busy={check.busy} disabled={why !== undefined}>
            Send two checks
          </Button>
        </div>
      </form>
      <TwoChecks checks={checks} />
    </>
  );
}

/** The header in which Kratos names the identity of a session. */
const identityHeader = "x-kratos-authenticated-identity-id";
