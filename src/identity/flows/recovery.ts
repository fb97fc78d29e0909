// Getting back into an account with a code, mailed or handed out by an administrator.

import { normalAddress } from "../accounts.ts";
import type { Context } from "../context.ts";
import { signedIn } from "../credential.ts";
import { newCsrfSecret } from "../csrf.ts";
import { hookContext, hooksBeside, runHooks } from "../hooks.ts";
import { json, redirect, type Answer } from "../http/answer.ts";
import { badRequest, browserMustGo } from "../http/errors.ts";
import { wantsJson, type Request } from "../http/request.ts";
import type { Flow, Identity } from "../model.ts";
import { completed, newSession } from "../new-session.ts";
import { mailRecoveryCode } from "../outbox.ts";
import { issueSessionCookie } from "../session-cookie.ts";
import { identityJson } from "../session-json.ts";
import { flowJson } from "./flow-json.ts";
import {
  alreadySignedIn,
  answersJson,
  begunAnswer,
  flowPage,
  newFlow,
  openFlow,
  protection,
  refuseFlow,
  requestUrl,
} from "./flow.ts";
import { error, info } from "./nodes.ts";
import { own } from "./settings.ts";
import { markVerified } from "./verification.ts";

const sentText =
  "An email containing a recovery code has been sent to the email address you provided. If you have not received an email, check the spelling of the address and make sure to use the address you registered with.";

/** GET /self-service/recovery/browser and …/api */
export function beginRecovery(context: Context, request: Request, type: "browser" | "api"): Answer {
  if (type === "browser" && signedIn(context, request) !== undefined) {
    return alreadySignedIn(context, request, wantsJson(request));
  }
  const begun = newFlow(context, request, "recovery", type);
  return begunAnswer(context, request, { ...begun, flow: { ...begun.flow, active: "code" } });
}

/** POST /self-service/recovery */
export async function submitRecovery(context: Context, request: Request): Promise<Answer> {
  const opened = openFlow(context, request, "recovery");
  if (opened.kind === "refused") return opened.answer;
  const { flow, submission } = opened;
  const code = submission.text("code");
  if (code !== "") return recover(context, request, flow, code);
  const email = normalAddress(submission.text("email"));
  if (email === "")
    return badRequest(request, "Could not find a strategy to recover your account.");
  const owner = context.store.identities.byIdentifier(email);
  // Unknown addresses get the same answer, so that nobody can find out who has an account.
  const mailed = owner === undefined ? { ...flow, email } : mailRecoveryCode(context, flow, owner);
  const sent: Flow = {
    ...mailed,
    ...protection(flow.csrf),
    state: "sent_email",
    active: "code",
    messages: [info(1060003, sentText)],
  };
  context.store.flows.put(sent);
  if (answersJson(request, flow)) return json(200, flowJson(context, sent, undefined));
  return redirect(request.method, 303, flowPage(context, sent));
}

async function recover(
  context: Context,
  request: Request,
  flow: Flow,
  code: string,
): Promise<Answer> {
  const identity =
    flow.identityId === undefined ? undefined : context.store.identities.get(flow.identityId);
  if (flow.code === undefined || flow.code !== code || identity === undefined) {
    const text = "The recovery code is invalid or has already been used. Please try again.";
    return refuseFlow(context, request, flow, { messages: [error(4060006, text)] });
  }
  if (identity.state !== "active") {
    const text = "This account has been disabled. Please contact support for assistance.";
    return refuseFlow(context, request, flow, { messages: [error(4010011, text)] });
  }
  // A mailed code proves the address; one from an administrator does not (recordings 13b, 13c).
  if (!flow.fromAdmin) markVerified(context, identity, flow.email);
  return signIn(context, request, flow, identity);
}

async function signIn(
  context: Context,
  request: Request,
  flow: Flow,
  identity: Identity,
): Promise<Answer> {
  const done: Flow = { ...flow, state: "passed_challenge" };
  delete done.code;
  context.store.flows.put(done);
  const session = newSession(
    context,
    request,
    identity,
    completed(context, "code_recovery", "aal1"),
  );
  const about = hookContext(request, requestUrl(context, request), {
    flow: flowJson(context, done, undefined),
    identity: identityJson(context, identity),
  });
  const before = await runHooks(context, request, "before", "recovery", "code", about);
  if (before.kind === "refused") return refuseFlow(context, request, flow, before);
  if (before.kind === "failed") return before.answer;
  context.store.sessions.put(session);
  const afterwards = hooksBeside(context, request, "recovery", "code", about);
  const csrf = newCsrfSecret(context);
  const settings: Flow = {
    ...own(newFlow(context, request, "settings", flow.type).flow, identity),
    ...protection(flow.type === "browser" ? csrf.secret : undefined),
  };
  context.store.flows.put(settings);
  const page = flowPage(context, settings);
  // An app gets no session this way: Kratos sends it to a browser (recording 13d).
  if (flow.type === "api") return { ...browserMustGo(request, page), afterwards };
  const headers = [csrf.header, issueSessionCookie(context, session)];
  const answer = wantsJson(request)
    ? browserMustGo(request, page, headers)
    : redirect(request.method, 303, page, headers);
  return { ...answer, afterwards };
}
