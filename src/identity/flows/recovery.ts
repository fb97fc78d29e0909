// Getting back into an account with a code, mailed or handed out by an administrator.

import type { Context } from "../context.ts";
import { signedIn } from "../credential.ts";
import { newCsrfSecret } from "../csrf.ts";
import { hookContext, hooksBeside, runHooks } from "../hooks.ts";
import { redirect, type Answer } from "../http/answer.ts";
import { browserMustGo } from "../http/errors.ts";
import { wantsJson, type Request } from "../http/request.ts";
import type { Flow, Identity } from "../model.ts";
import { completed, newSession } from "../new-session.ts";
import { issueSessionCookie } from "../session-cookie.ts";
import { identityJson } from "../session-json.ts";
import { flowJson } from "./flow-json.ts";
import {
  alreadySignedIn,
  flowPage,
  newFlow,
  openFlow,
  protection,
  refuseFlow,
  requestUrl,
  showFlow,
} from "./flow.ts";
import { identityOfCode, sendCode, wrongCode } from "./mailed-code.ts";
import { error } from "./nodes.ts";
import { own } from "./settings.ts";
import { markVerified } from "./verification.ts";

/** GET /self-service/recovery/browser and …/api */
export function beginRecovery(context: Context, request: Request, type: "browser" | "api"): Answer {
  if (type === "browser" && signedIn(context, request) !== undefined) {
    return alreadySignedIn(context, request, wantsJson(request));
  }
  const begun = newFlow(context, request, "recovery", type);
  return showFlow(context, request, { ...begun, flow: { ...begun.flow, active: "code" } });
}

/** POST /self-service/recovery */
export async function submitRecovery(context: Context, request: Request): Promise<Answer> {
  const opened = openFlow(context, request, "recovery");
  if (opened.kind === "refused") return opened.answer;
  const { flow, submission } = opened;
  const code = submission.text("code");
  if (code !== "") return recover(context, request, flow, code);
  return sendCode(context, request, "recovery", flow, submission);
}

async function recover(
  context: Context,
  request: Request,
  flow: Flow,
  code: string,
): Promise<Answer> {
  const identity = identityOfCode(context, flow, code);
  if (identity === undefined) {
    return refuseFlow(context, request, flow, { messages: [wrongCode("recovery")] });
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
