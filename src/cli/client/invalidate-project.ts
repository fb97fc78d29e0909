// One invalidation, sent to the control plane, which publishes it to every edge of the project.
import { readAnswer } from "./answers.ts";
import { createAsk, type ControlAccess } from "./control-client.ts";
import { failureText } from "./failure-text.ts";
import { invalidated, type Sent } from "./reached.ts";
import type { Target } from "./send-invalidation.ts";

/** Sends it. Resolves when it is applied, or with the text that says why it is not. */
export async function invalidateProject(
  { scope, id }: Target,
  project: string,
  access: ControlAccess,
): Promise<Sent> {
  const path = `/projects/${project}/invalidations`;
  const reply = await createAsk(access)({ method: "POST", path, body: { scope, id } });
  const read = readAnswer(invalidated, reply);
  return read.kind === "failed"
    ? {
        kind: "failed",
        text: failureText(read.failure, { command: "invalidate", url: access.url }),
      }
    : { kind: "applied", answer: read.value };
}
