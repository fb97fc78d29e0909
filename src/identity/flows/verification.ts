// Proving an address with a mailed code. Nobody needs to be signed in for it.

import { normalAddress } from "../accounts.ts";
import type { Context } from "../context.ts";
import { hookContext, hooksBeside, runHooks } from "../hooks.ts";
import { json, redirect, type Answer } from "../http/answer.ts";
import { badRequest } from "../http/errors.ts";
import { queryValue, type Request } from "../http/request.ts";
import type { Flow, Identity } from "../model.ts";
import { mailVerificationCode } from "../outbox.ts";
import { identityJson } from "../session-json.ts";
import { flowJson } from "./flow-json.ts";
import {
  answersJson,
  begunAnswer,
  findFlow,
  flowPage,
  newFlow,
  openFlow,
  protection,
  requestUrl,
} from "./flow.ts";
import { error, info } from "./nodes.ts";

const sentText =
  "An email containing a verification code has been sent to the email address you provided. If you have not received an email, check the spelling of the address and make sure to use the address you registered with.";

/** GET /self-service/verification/browser and …/api */
export function beginVerification(
  context: Context,
  request: Request,
  type: "browser" | "api",
): Answer {
  const begun = newFlow(context, request, "verification", type);
  return begunAnswer(context, request, { ...begun, flow: { ...begun.flow, active: "code" } });
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
  const email = normalAddress(submission.text("email"));
  if (email === "") return badRequest(request, "Could not find a strategy to verify your account.");
  const owner = context.store.identities.byIdentifier(email);
  // Unknown addresses get the same answer, so that nobody can find out who has an account.
  const mailed =
    owner === undefined ? { ...flow, email } : mailVerificationCode(context, flow, owner);
  const sent: Flow = {
    ...mailed,
    ...protection(flow.csrf),
    state: "sent_email",
    active: "code",
    messages: [info(1080003, sentText)],
  };
  return shown(context, request, sent);
}

async function proveAddress(
  context: Context,
  request: Request,
  flow: Flow,
  code: string,
): Promise<Answer> {
  const identity =
    flow.identityId === undefined ? undefined : context.store.identities.get(flow.identityId);
  if (flow.code === undefined || flow.code !== code || identity === undefined) {
    const text = "The verification code is invalid or has already been used. Please try again.";
    return shown(context, request, { ...flow, messages: [error(4070006, text)] });
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
  return { ...shown(context, request, done), afterwards };
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

function shown(context: Context, request: Request, flow: Flow): Answer {
  context.store.flows.put(flow);
  if (answersJson(request, flow)) return json(200, flowJson(context, flow, undefined));
  return redirect(request.method, 303, flowPage(context, flow));
}
