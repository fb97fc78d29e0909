// The steps from a new project to its first hit. The list ticks itself.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Notice } from "../../parts/notice.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { projectHref } from "../../state/route.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import { ChangesStep } from "./changes-step.tsx";
import { CookieStep } from "./cookie-step.tsx";
import { HitStep } from "./hit-step.tsx";
import { ChangeStep } from "./change-step.tsx";
import { Step } from "./step.tsx";
import { SwitchStep } from "./switch-step.tsx";
import { stateWords } from "./words.ts";
import { UrlStep } from "./url-step.tsx";
import type { SetUp, SetUpStep } from "../../api/set-up.ts";
import "../../style/set-up.css";

const everyMs = 2_000;

/** A session that the operator pasted. It is only in the memory of this page, and gone when the page is left. */
interface PastedSession {
  /** The value of the session cookie. */
  readonly cookie: string;
  /** The identity that a check of it named. */
  readonly identity: string | undefined;
}

/** What every step gets. */
export interface StepProps {
  readonly step: SetUpStep;
  readonly session: PastedSession | undefined;
  readonly onSession: (session: PastedSession) => void;
  /** Asks for the steps again. */
  readonly refresh: () => Promise<void>;
}

/** Leads from the URL of the identity server to the first hit. */
export function SetUpPage() {
  const { api } = useServices();
  const { project } = useProject();
  const why = lacks(useWho(), "settings");
  const live = useLive(
    useCallback((signal: AbortSignal) => api.setUp(project.id, signal), [api, project.id]),
    everyMs,
  );
  return (
    <Page title="Set-up" of={project.name}>
      {why !== undefined && (
        <Notice kind="note" id="settings-why">
          <p>{why} You can view these steps but not change settings.</p>
        </Notice>
      )}
      <Loaded live={live}>
        {(setUp) => <Steps setUp={setUp} slug={project.slug} refresh={live.reload} />}
      </Loaded>
    </Page>
  );
}

interface StepsProps {
  readonly setUp: SetUp;
  readonly slug: string;
  readonly refresh: () => Promise<void>;
}

function Steps({ setUp, slug, refresh }: StepsProps) {
  const { steps, done, total } = setUp;
  const [session, setSession] = useState<PastedSession>();
  const finished = done === total;
  return (
    <>
      {finished ? (
        <Notice kind="good">
          <p>
            <strong>Everything is set up.</strong> Session checks are answered at the edge, and
            changes show at once. <a href={projectHref(slug, "overview")}>Go to Overview</a>
          </p>
        </Notice>
      ) : (
        <p>
          {done} of {total} steps are done. This list follows what happens. You can leave it and
          come back.
        </p>
      )}
      <Announcer steps={steps} />
      <ol class="steps">
        {steps.map((step, index) => {
          const given = { step, session, onSession: setSession, refresh };
          return (
            <Step key={step.id} step={step} number={index + 1}>
              {controlsOf(given)}
            </Step>
          );
        })}
      </ol>
    </>
  );
}

/** The controls of a step. Undefined if there is nothing to do about it here, or not yet. */
function controlsOf(props: StepProps) {
  const { id, state } = props.step;
  switch (id) {
    case "identity-server-url":
      return <UrlStep {...props} />;
    case "identity-server":
      return undefined;
    case "cookie-name":
      return state === "waiting" ? undefined : <CookieStep {...props} />;
    case "own-changes":
      return state === "waiting" ? undefined : <ChangesStep />;
    case "switch":
      return <SwitchStep {...props} />;
    case "hit":
      return state === "waiting" ? undefined : <HitStep {...props} />;
    case "change":
      return state === "waiting" ? undefined : <ChangeStep {...props} />;
    default:
      return id satisfies never;
  }
}

/** Tells screen readers which steps have changed. */
function Announcer({ steps }: { readonly steps: readonly SetUpStep[] }) {
  const before = useRef(steps);
  const [text, setText] = useState("");
  useEffect(() => {
    const changed = steps.filter(
      ({ id, state }) => before.current.find((one) => one.id === id)?.state !== state,
    );
    before.current = steps;
    if (changed.length > 0) {
      const sentences = changed.map(({ title, state }) => `${title}: ${stateWords[state]}.`);
      setText(sentences.join(" "));
    }
  }, [steps]);
  return (
    <p class="unseen" role="log">
      {text}
    </p>
  );
}
