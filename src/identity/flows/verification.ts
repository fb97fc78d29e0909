// Proving an address with a mailed code. Nobody needs to be signed in for it.

import type { Context } from "../context.ts";
import { hookContext, hooksBeside, runHooks } from "../hooks.ts";
import { redirect, type Answer } from "../http/answer.ts";
import { queryValue, type Request } from "../http/request.ts";
import type { Flow, Identity } from "../model.ts";
import { identityJson } from "../session-json.ts";
import { flowJson } from "./flow-json.ts";
import { findFlow, flowPage, newFlow, openFlow, protection, requestUrl, showFlow } from "./flow.ts";
import { identityOfCode, sendCode, wrongCode } from "./mailed-code.ts";

/** GET /self-service/verification/browser and …/api */
export function beginVerification(
  context: Context,
  request: Request,
  type: "browser" | "api",
): Answer {
  const begun = newFlow(context, request, "verification", type);
  return showFlow(context, request, { ...begun, flow: { ...begun.flow, active: "code" } });
}

/** GET /self-service/verification, the mailed link: shows the page with the code filled in. */
export function followVerification(context: Context, request: Request): Answer {
  const found = findFlow(context, request, "verification", queryValue(request, "flow"));
  if (found.kind === "refused") return found.answer;
  const code = encodeURIComponent(queryValue(request, "code"));
  return redirect(request.method, 303, `${flowPage(context, found.flow)}&code=${code}`);
}

/** POST /self-service/verification */
export async function submitVerification(context: Context, request: Request): Promise<Answer> {
  const opened = openFlow(context, request, "verification");
  if (opened.kind === "refused") return opened.answer;
  const { flow, submission } = opened;
  const code = submission.text("code");
  if (code !== "") return proveAddress(context, request, flow, code);
  return sendCode(context, request, "verification", flow, submission);
}

async function proveAddress(
  context: Context,
  request: Request,
  flow: Flow,
  code: string,
): Promise<Answer> {
  const identity = identityOfCode(context, flow, code);
  if (identity === undefined) {
    return showFlow(context, request, { flow: { ...flow, messages: [wrongCode("verification")] } });
  }
  markVerified(context, identity, flow.email);
  const done: Flow = {
    ...flow,
    ...protection(flow.csrf),
    state: "passed_challenge",
    messages: [
      { id: 1080002, text: "You successfully verified your email address.", type: "success" },
    ],
  };
  delete done.code;
  context.store.flows.put(done);
  const about = hookContext(request, requestUrl(context, request), {
    flow: flowJson(context, done, undefined),
    identity: identityJson(context, identity),
  });
  const after = await runHooks(context, request, "after", "verification", "code", about);
  if (after.kind === "failed") return after.answer;
  const afterwards = hooksBeside(context, request, "verification", "code", about);
  return { ...showFlow(context, request, { flow: done }), afterwards };
}

/** Marks an address as verified. `updated_at` stays as it is, also the identity's (recording 13a). */
export function markVerified(
  context: Context,
  identity: Identity,
  email: string | undefined,
): void {
  for (const address of identity.verifiable) {
    if (address.value !== email || address.verifiedAt !== undefined) continue;
    address.status = "completed";
    address.verifiedAt = context.clock.nano();
  }
  context.store.identities.update(identity);
}
