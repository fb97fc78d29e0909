// Asks the edge for a decision, as a gateway would, and shows it.
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field, Tick } from "../../parts/field.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import { cookieValue } from "../../text/cookie-value.ts";
import { explainDecision } from "../../text/decision-outcome.ts";
import { milliseconds } from "../../text/numbers.ts";
import { MakeSigningKey } from "./make-signing-key.tsx";
import type { TriedDecision } from "../../api/policy.ts";

/** The credential goes from its field to the control plane and is not stored anywhere. */
export function TryPolicy({ names }: { readonly names: readonly string[] }) {
  const { api } = useServices();
  const { project } = useProject();
  const why = lacks(useWho(), "invalidate");
  const field = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState("");
  const [isToken, setIsToken] = useState(false);
  const [browser, setBrowser] = useState(true);
  const [originalUrl, setOriginalUrl] = useState("");
  const [tried, setTried] = useState<TriedDecision>();
  const { cookie_name: name, origin_url: originUrl } =
    project.services.identity.config.feature_flags;
  const policy = names.includes(chosen) ? chosen : (names[0] ?? "");
  const ask = useAction(async (credential: string) => {
    const answer = await api.tryPolicy(project.id, policy, {
      browser,
      ...(credential === "" ? {} : isToken ? { token: credential } : { cookie: credential }),
      ...(originalUrl.trim() === "" ? {} : { original_url: originalUrl.trim() }),
    });
    setTried(answer);
    const by = answer.edge === null ? "" : ` by ${answer.edge}`;
    return `Decided${by}: ${answer.decision.status}.`;
  });
  return (
    <Section title="Try a policy">
      <p>
        Asks this control plane’s own edge for a decision, as a gateway that is a trusted proxy
        would, and shows its answer.
      </p>
      {why !== undefined && (
        <Notice kind="note">
          <p>{why} You cannot try policies.</p>
        </Notice>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const given = field.current?.value ?? "";
          const credential = isToken ? given.trim() : cookieValue(given, name);
          if (field.current !== null) field.current.value = "";
          setTried(undefined);
          void ask.run(credential);
        }}
      >
        <fieldset class="bare wide-fields" disabled={why !== undefined || ask.busy}>
          <legend class="unseen">Try a policy</legend>
          <Field label="Policy">
            {(ids) => (
              <select
                {...ids}
                value={policy}
                onChange={(event) => setChosen(event.currentTarget.value)}
              >
                {names.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field
            label="Session cookie or token (optional)"
            meaning={
              <>
                The value of <code>{name}</code>, a whole Cookie header, or a session token. It is
                sent once and not stored. Without it, the request is anonymous.
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
            label="It is a session token"
            meaning="It is sent as X-Session-Token."
            checked={isToken}
            onChange={setIsToken}
          />
          <Tick
            label="As a browser that opens a page"
            meaning="Otherwise as a program, which is never redirected."
            checked={browser}
            onChange={setBrowser}
          />
          <Field
            label="Original URL (optional)"
            meaning="What the browser wanted, such as https://app.example.com/orders/7."
          >
            {(ids) => (
              <input
                {...ids}
                class="long"
                inputMode="url"
                value={originalUrl}
                autocomplete="off"
                autocapitalize="off"
                spellcheck={false}
                onInput={(event) => setOriginalUrl(event.currentTarget.value)}
              />
            )}
          </Field>
        </fieldset>
        <ProblemNotice problem={ask.problem} />
        <div class="buttons">
          <Button kind="primary" busy={ask.busy} disabled={why !== undefined}>
            Ask for a decision
          </Button>
        </div>
      </form>
      {tried !== undefined && <Decision tried={tried} originUrl={originUrl} />}
    </Section>
  );
}

interface DecisionProps {
  readonly tried: TriedDecision;
  readonly originUrl: string;
}

function Decision({ tried, originUrl }: DecisionProps) {
  const { status, error_id: errorId, headers, duration_ms: durationMs } = tried.decision;
  return (
    <div class="answer">
      <h3>
        Decision: {status} in {milliseconds(durationMs)}
      </h3>
      {explainDecision(tried, originUrl).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {errorId !== null && (
        <p class="quiet">
          Error <code>{errorId}</code>
        </p>
      )}
      {errorId === "edge_signing_key_missing" && <MakeSigningKey />}
      <Table caption="Headers of the decision" quiet columns={["Header", "Value"]}>
        {headers.map(([name, value], index) => (
          <tr key={index} class={name.toLowerCase() === "location" ? "marked" : undefined}>
            <th scope="row">{name}</th>
            <td>
              <code>{value}</code>
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
