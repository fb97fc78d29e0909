// Registration with a password.

import { isTaken, newIdentity, saveIdentity, setPassword } from "../accounts.ts";
import { uiUrl, type Context } from "../context.ts";
import { signedIn } from "../credential.ts";
import { newCsrfSecret } from "../csrf.ts";
import { hookContext, hooksBeside, runHooks } from "../hooks.ts";
import { json, redirect, type Answer } from "../http/answer.ts";
import { badRequest } from "../http/errors.ts";
import { wantsJson, type Request } from "../http/request.ts";
import { memberOf, stringOf, type JsonTree } from "../json-tree.ts";
import type { Flow, Identity, UiMessage } from "../model.ts";
import { completed, newSession } from "../new-session.ts";
import { mailVerificationCode } from "../outbox.ts";
import { hashPassword, passwordFault } from "../passwords.ts";
import { traitFault } from "../person-schema.ts";
import { issueSessionCookie } from "../session-cookie.ts";
import { identityJson, sessionJson } from "../session-json.ts";
import { flowJson } from "./flow-json.ts";
import {
  alreadySignedIn,
  answersJson,
  newFlow,
  openFlow,
  refuseFlow,
  requestUrl,
  showFlow,
} from "./flow.ts";
import { error } from "./nodes.ts";
import { readReturnUrl } from "./return-url.ts";

/** GET /self-service/registration/browser and …/api */
export function beginRegistration(
  context: Context,
  request: Request,
  type: "browser" | "api",
): Answer {
  const wanted = readReturnUrl(context, request);
  if (wanted.kind === "refused") return wanted.answer;
  if (signedIn(context, request) !== undefined) {
    return alreadySignedIn(context, request, type === "api" || wantsJson(request), wanted.url);
  }
  const { flow, headers } = newFlow(context, request, "registration", type);
  const returning = wanted.url === undefined ? flow : { ...flow, returnTo: wanted.url };
  return showFlow(context, request, { flow: returning, headers });
}

/** POST /self-service/registration */
export async function submitRegistration(context: Context, request: Request): Promise<Answer> {
  const opened = openFlow(context, request, "registration");
  if (opened.kind === "refused") return opened.answer;
  const { submission } = opened;
  if (signedIn(context, request) !== undefined) {
    return alreadySignedIn(context, request, answersJson(request, opened.flow));
  }
  if (submission.text("method") !== "password") {
    return badRequest(request, "Could not find a strategy to register with.");
  }
  const traits = memberOf(submission.tree, "traits");
  const password = submission.text("password");
  const flow = { ...opened.flow, active: "password", fieldValues: shownTraits(traits) };
  const fields = wrongFields(traits, password);
  if (traits === undefined || fields !== undefined) {
    return refuseFlow(context, request, flow, fields ?? {});
  }
  const hash = await hashPassword(context, password);
  const identity = newIdentity(context, traits);
  setPassword(context, identity, hash);
  if (isTaken(context, identity)) return refuseTaken(context, request, flow);
  return store(context, request, flow, identity);
}

async function store(
  context: Context,
  request: Request,
  flow: Flow,
  identity: Identity,
): Promise<Answer> {
  const about = hookContext(request, requestUrl(context, request), {
    flow: flowJson(context, flow, undefined),
    identity: identityJson(context, identity),
  });
  const before = await runHooks(context, request, "before", "registration", "password", about);
  if (before.kind === "refused") return refuseFlow(context, request, flow, before);
  if (before.kind === "failed") return before.answer;
  // Asked again: somebody may have been quicker while the hooks ran.
  if (isTaken(context, identity)) return refuseTaken(context, request, flow);
  saveIdentity(context, identity);
  // The browser's secret does not matter here: the mailed link opens a page, it submits nothing.
  const verification = newFlow(context, request, "verification", "browser").flow;
  verification.state = "sent_email";
  context.store.flows.put(mailVerificationCode(context, verification, identity));
  const session = newSession(context, request, identity, completed(context, "password", "aal1"));
  context.store.sessions.put(session);
  const after = await runHooks(context, request, "after", "registration", "password", about);
  if (after.kind === "failed") return after.answer;
  const afterwards = hooksBeside(context, request, "registration", "password", about);
  const body = {
    session: sessionJson(context, session, identity),
    identity: identityJson(context, identity),
  };
  if (flow.type === "api") {
    const token = { action: "set_ory_session_token", ory_session_token: session.token };
    const full = { session_token: session.token, ...body, continue_with: [token] };
    return { ...json(200, full), afterwards };
  }
  const headers = [newCsrfSecret(context).header, issueSessionCookie(context, session)];
  const home = flow.returnTo ?? uiUrl(context, "");
  if (!answersJson(request, flow)) {
    return { ...redirect(request.method, 303, home, headers), afterwards };
  }
  const next = { action: "redirect_browser_to", redirect_browser_to: home };
  return { ...json(200, { ...body, continue_with: [next] }, headers), afterwards };
}

function refuseTaken(context: Context, request: Request, flow: Flow): Answer {
  const text = "An account with the same identifier (email, phone, username, ...) exists already.";
  return refuseFlow(context, request, flow, { messages: [error(4000007, text)] });
}

function wrongFields(
  traits: JsonTree | undefined,
  password: string,
): { messages?: UiMessage[]; fields?: Record<string, UiMessage[]> } | undefined {
  const fault = traitFault(traits);
  if (fault !== undefined) {
    const message = error(fault.trait === "email" ? 4000040 : 4000001, fault.text);
    return fault.trait === ""
      ? { messages: [message] }
      : { fields: { [`traits.${fault.trait}`]: [message] } };
  }
  const wrong = passwordFault(password);
  return wrong === undefined ? undefined : { fields: { password: [error(4000005, wrong)] } };
}

/** The submitted traits, to be shown again. */
export function shownTraits(traits: JsonTree | undefined): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const trait of ["email", "name"]) {
    const value = stringOf(memberOf(traits, trait));
    if (value !== undefined) shown[`traits.${trait}`] = value;
  }
  return shown;
}
