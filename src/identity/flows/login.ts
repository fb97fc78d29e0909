// Signing in: with a password, again with a password (refresh), or with a second factor (aal2).

import { satisfies } from "../assurance.ts";
import { uiUrl, type Context } from "../context.ts";
import { signedIn, type SignedIn } from "../credential.ts";
import { newCsrfSecret } from "../csrf.ts";
import { hookContext, hooksBeside, runHooks } from "../hooks.ts";
import { json, redirect, type Answer } from "../http/answer.ts";
import { badRequest, browserMustGo, noActiveSession } from "../http/errors.ts";
import { queryValue, wantsJson, type Request } from "../http/request.ts";
import type { Flow, Identity, MethodUse, Session } from "../model.ts";
import { completed, newSession, signedInAgain } from "../new-session.ts";
import { passwordMatches } from "../passwords.ts";
import { issueSessionCookie } from "../session-cookie.ts";
import { identityJson, sessionJson } from "../session-json.ts";
import { flowJson } from "./flow-json.ts";
import { unstoredId } from "../device.ts";
import {
  alreadySignedIn,
  answersJson,
  newFlow,
  openFlow,
  refuseFlow,
  requestUrl,
  showFlow,
} from "./flow.ts";
import { error, info } from "./nodes.ts";
import { passReturnUrl, readReturnUrl } from "./return-url.ts";
import { proveSecondFactor } from "./second-factor.ts";
import type { Submission } from "./submission.ts";

/** GET /self-service/login/browser and …/api */
export function beginLogin(context: Context, request: Request, type: "browser" | "api"): Answer {
  const asJson = type === "api" || wantsJson(request);
  const current = signedIn(context, request);
  const refresh = queryValue(request, "refresh") === "true";
  const requestedAal = queryValue(request, "aal") === "aal2" ? "aal2" : "aal1";
  const wanted = readReturnUrl(context, request);
  if (wanted.kind === "refused") return wanted.answer;
  if (requestedAal === "aal2" && current === undefined) {
    return asJson
      ? noActiveSession(request)
      : redirect(request.method, 303, uiUrl(context, "login"));
  }
  if (
    current !== undefined &&
    !refresh &&
    (requestedAal === "aal1" || current.session.aal === "aal2")
  ) {
    return alreadySignedIn(context, request, asJson, wanted.url);
  }
  const begun = newFlow(context, request, "login", type);
  const flow: Flow = {
    ...begun.flow,
    refresh,
    requestedAal,
    ...(wanted.url === undefined ? {} : { returnTo: wanted.url }),
  };
  if (current !== undefined) flow.identityId = current.identity.id;
  const again = "Please confirm this action by verifying that it is you.";
  if (requestedAal === "aal2") {
    flow.messages = [info(1010004, "Please complete the second authentication challenge.")];
  } else if (refresh && current !== undefined) {
    flow.messages = [info(1010003, again)];
    flow.fieldValues = { identifier: current.identity.recovery[0]?.value ?? "" };
  }
  return showFlow(context, request, { flow, headers: begun.headers }, current?.identity);
}

/** POST /self-service/login */
export async function submitLogin(context: Context, request: Request): Promise<Answer> {
  const opened = openFlow(context, request, "login");
  if (opened.kind === "refused") return opened.answer;
  const { submission } = opened;
  const method = submission.text("method");
  const flow = { ...opened.flow, active: method };
  const current = signedIn(context, request);
  switch (method) {
    case "password":
      if (current !== undefined && !flow.refresh) {
        return alreadySignedIn(context, request, answersJson(request, flow), flow.returnTo);
      }
      return withPassword(context, request, flow, submission, current);
    case "totp":
    case "lookup_secret":
      if (current === undefined) return noActiveSession(request);
      return withSecondFactor(context, request, flow, submission, current, method);
    default:
      return badRequest(request, "Could not find a strategy to log you in with.");
  }
}

async function withPassword(
  context: Context,
  request: Request,
  flow: Flow,
  submission: Submission,
  current: SignedIn | undefined,
): Promise<Answer> {
  const identifier = submission.text("identifier");
  const identity = context.store.identities.byIdentifier(identifier);
  const stored = identity?.credentials.password;
  const tried = { ...flow, fieldValues: { ...flow.fieldValues, identifier } };
  const matches =
    stored !== undefined && (await passwordMatches(submission.text("password"), stored.hash));
  if (identity === undefined || !matches) {
    const text =
      "The provided credentials are invalid, check for spelling mistakes in your password or username, email address, or phone number.";
    return refuseFlow(context, request, tried, { messages: [error(4000006, text)] });
  }
  if (identity.state !== "active") {
    const text = "This account has been disabled. Please contact support for assistance.";
    return refuseFlow(context, request, flow, {
      messages: [error(4010011, text)],
      keepToken: true,
    });
  }
  const use = completed(context, "password", "aal1");
  const same = current?.identity.id === identity.id ? current.session : undefined;
  return finish(context, request, flow, identity, same, use);
}

async function withSecondFactor(
  context: Context,
  request: Request,
  flow: Flow,
  submission: Submission,
  current: SignedIn,
  method: "totp" | "lookup_secret",
): Promise<Answer> {
  const fault = proveSecondFactor(context, current.identity, submission, method);
  if (fault !== undefined) {
    return refuseFlow(context, request, flow, { messages: [fault] }, current.identity);
  }
  const use = completed(context, method, "aal2");
  return finish(context, request, flow, current.identity, current.session, use);
}

/** Runs the hooks, stores the session and answers; `existing` is the session that is signed in again. */
async function finish(
  context: Context,
  request: Request,
  flow: Flow,
  identity: Identity,
  existing: Session | undefined,
  use: MethodUse,
): Promise<Answer> {
  const again = existing && signedInAgain(context, request, existing, use);
  const stored = again?.stored ?? newSession(context, request, identity, use);
  const shown = again?.shown ?? stored;
  const seen = again ? shown : withoutIds(shown);
  const about = hookContext(request, requestUrl(context, request), {
    flow: flowJson(context, flow, identity),
    identity: identityJson(context, identity),
    session: sessionJson(context, seen, identity),
  });
  const before = await runHooks(context, request, "before", "login", use.method, about);
  if (before.kind === "refused") return refuseFlow(context, request, flow, before, identity);
  if (before.kind === "failed") return before.answer;
  if (existing !== undefined) {
    // The session may have ended while a password was checked or a hook ran: it stays ended.
    const latest = context.store.sessions.get(existing.id);
    if (latest?.active !== true) return noActiveSession(request);
  }
  context.store.sessions.put(stored);
  const afterwards = hooksBeside(context, request, "login", use.method, about);
  return {
    ...signedInAnswer(context, request, flow, identity, shown, again === undefined),
    afterwards,
  };
}

function signedInAnswer(
  context: Context,
  request: Request,
  flow: Flow,
  identity: Identity,
  session: Session,
  isNew: boolean,
): Answer {
  const enough = satisfies(session, identity, context.config.whoamiRequiredAal);
  if (flow.type === "api") {
    return json(200, {
      session_token: session.token,
      session: sessionJson(context, session, enough ? identity : null),
      continue_with: null,
    });
  }
  const headers = [
    ...(isNew ? [newCsrfSecret(context).header] : []),
    issueSessionCookie(context, session),
  ];
  const next = enough
    ? (flow.returnTo ?? uiUrl(context, ""))
    : passReturnUrl(`${context.publicBase()}/self-service/login/browser?aal=aal2`, flow.returnTo);
  if (!answersJson(request, flow)) return redirect(request.method, 303, next, headers);
  if (!enough) return browserMustGo(request, next, headers);
  const body = {
    session: sessionJson(context, session, identity),
    continue_with: [{ action: "redirect_browser_to", redirect_browser_to: next }],
  };
  return json(200, body, headers);
}

/** A new session as a hook sees it: it has no id yet. */
function withoutIds(session: Session): Session {
  const devices = session.devices.map((device) => ({ ...device, id: unstoredId }));
  return { ...session, id: unstoredId, devices };
}
