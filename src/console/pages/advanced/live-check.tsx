// Sends two checks through the project's edge and shows the answers.
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field, Tick } from "../../parts/field.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import { cookieValue } from "../../text/cookie-value.ts";
import { CheckAnswer } from "./check-answer.tsx";
import type { LiveCheck } from "../../api/edge.ts";

/** The cookie goes from its field to the control plane and is not stored anywhere. */
export function LiveCheckSection() {
  const { api } = useServices();
  const { project } = useProject();
  const why = lacks(useWho(), "invalidate");
  const field = useRef<HTMLInputElement>(null);
  const [fresh, setFresh] = useState(false);
  const [checks, setChecks] = useState<readonly LiveCheck[]>();
  const name = project.services.identity.config.feature_flags.cookie_name;
  const check = useAction(async (cookie: string) => {
    const answer = await api.liveCheck(project.id, {
      ...(cookie === "" ? {} : { cookie }),
      ...(fresh ? { max_age: 0 } : {}),
    });
    setChecks(answer.checks);
    if (answer.checks.length === 0) throw new Error("No edge serves this project yet.");
    const by = answer.edge === null ? "" : ` by ${answer.edge}`;
    return `Two checks were answered${by}: ${answer.checks.map(({ status }) => status).join(", ")}.`;
  });
  return (
    <Section title="Live check">
      <p>
        Sends two checks through this control plane’s own edge, one after the other, and shows their
        headers. If Edge Sessions is on and you enter a valid session cookie, the second check is a
        hit.
      </p>
      {why !== undefined && (
        <Notice kind="note">
          <p>{why} You cannot send checks.</p>
        </Notice>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const cookie = cookieValue(field.current?.value ?? "", name);
          if (field.current !== null) field.current.value = "";
          setChecks(undefined);
          void check.run(cookie);
        }}
      >
        <fieldset class="bare wide-fields" disabled={why !== undefined || check.busy}>
          <legend class="unseen">Live check</legend>
          <Field
            label="Session cookie (optional)"
            meaning={
              <>
                The value of <code>{name}</code>, or a whole Cookie header. It is sent once and not
                stored. Without it, the checks are anonymous.
              </>
            }
          >
            {(ids) => (
              <input
                {...ids}
                ref={field}
                class="long"
                type="password"
                autocomplete="off"
                spellcheck={false}
              />
            )}
          </Field>
          <Tick
            label="Ask for fresh answers"
            meaning="Sends Cache-Control: max-age=0. Both checks then go to the identity server."
            checked={fresh}
            onChange={setFresh}
          />
        </fieldset>
        <ProblemNotice problem={check.problem} />
        <div class="buttons">
          <Button kind="primary" busy={check.busy} disabled={why !== undefined}>
            Send two checks
          </Button>
        </div>
      </form>
      {checks?.map((answer, index) => (
        <CheckAnswer
          key={index}
          place={index === 0 ? "First check" : "Second check"}
          answer={answer}
        />
      ))}
    </Section>
  );
}
