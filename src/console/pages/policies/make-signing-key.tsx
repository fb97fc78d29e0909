// Makes a signing key of a project, where a decision says that there is none.
import { Button } from "../../parts/button.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";

/** A button, and why it cannot be used or what went wrong. */
export function MakeSigningKey() {
  const { api } = useServices();
  const { project } = useProject();
  const why = lacks(useWho(), "keys");
  const make = useAction(async () => {
    const key = await api.makeSigningKey(project.id);
    return `Made the signing key ${key.key_id}. Ask for the decision again.`;
  });
  return (
    <>
      {why !== undefined && (
        <Notice kind="note">
          <p>{why} You cannot make signing keys.</p>
        </Notice>
      )}
      <ProblemNotice problem={make.problem} />
      <div class="buttons">
        <Button busy={make.busy} disabled={why !== undefined} onClick={() => void make.run()}>
          Make a signing key
        </Button>
      </div>
    </>
  );
}
