// Shows that a change is in force at once: invalidates the identity of the pasted session, and checks it again.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import { TwoChecks } from "./two-checks.tsx";
import type { LiveCheck } from "../../api/edge.ts";
import type { StepProps } from "./set-up-page.tsx";

/** A change by the user completes the step too. */
export function ChangeStep({ session, refresh }: StepProps) {
  const { api } = useServices();
  const { project } = useProject();
  const why = lacks(useWho(), "invalidate");
  const [checks, setChecks] = useState<readonly LiveCheck[]>([]);
  const identity = session?.identity;
  const show = useAction(async () => {
    if (session === undefined || identity === undefined) return "";
    await api.invalidate(project.id, { scope: "identity", id: identity });
    const answer = await api.liveCheck(project.id, { cookie: session.cookie });
    setChecks(answer.checks);
    await refresh();
    return "Invalidated the identity, and checked its session again.";
  });
  return (
    <>
      <p>
        Change something as that user, such as the name in the settings of your app. Or invalidate
        the identity here, as a web hook would. The next check is then not a hit: it gets a fresh
        answer from the identity server.
      </p>
      {why !== undefined && (
        <Notice kind="note" id="change-why">
          <p>{why} You cannot send invalidations.</p>
        </Notice>
      )}
      {identity === undefined && why === undefined && (
        <p class="meaning" id="change-why">
          To invalidate an identity here, send two checks in the step above first.
        </p>
      )}
      <ProblemNotice problem={show.problem} />
      <div class="buttons">
        <Button
          kind="primary"
          busy={show.busy}
          disabled={why !== undefined || identity === undefined}
          describedBy={why === undefined && identity !== undefined ? undefined : "change-why"}
          onClick={() => void show.run()}
        >
          Invalidate the identity and check again
        </Button>
      </div>
      <TwoChecks checks={checks} />
    </>
  );
}
