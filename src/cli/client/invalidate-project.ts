// One invalidation, sent to the control plane, which publishes it to every edge of the project.
import { z } from "zod";
import { readAnswer } from "./answers.ts";
import { createAsk, type ControlAccess } from "./control-client.ts";
import { failureText } from "./failure-text.ts";
import type { Target } from "./send-invalidation.ts";

const applied = z.object({ applied: z.number() });

/** Sends it; resolves when it is applied, or with the text that says why it is not. */
export async function invalidateProject(
  { scope, id }: Target,
  project: string,
  access: ControlAccess,
): Promise<string | undefined> {
  const path = `/projects/${project}/invalidations`;
  const reply = await createAsk(access)({ method: "POST", path, body: { scope, id } });
  const read = readAnswer(applied, reply);
  return read.kind === "failed"
    ? failureText(read.failure, { command: "invalidate", url: access.url })
    : undefined;
}
