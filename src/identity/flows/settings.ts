// Settings: profile, password, second factors.

import { endOtherSessions, isTaken, saveIdentity } from "../accounts.ts";
import { satisfies } from "../assurance.ts";
import { millisecondsOf } from "../clock.ts";
import { uiUrl, type Context } from "../context.ts";
import { signedIn, type SignedIn } from "../credential.ts";
import { hookContext, hooksBeside, runHooks } from "../hooks.ts";
import { json, redirect, type Answer } from "../http/answer.ts";
import {
  badRequest,
  errorAnswer,
  forbidden,
  noActiveSession,
  secondFactorRequired,
} from "../http/errors.ts";
import { wantsJson, type Request } from "../http/request.ts";
import type { Flow, Identity, Session } from "../model.ts";
import { issueSessionCookie } from "../session-cookie.ts";
import { identityJson, sessionJson } from "../session-json.ts";
import { flowJson } from "./flow-json.ts";
import {
  answersJson,
  findFlow,
  flowPage,
  newFlow,
  openFlow,
  refuseFlow,
  requestUrl,
  showFlow,
} from "./flow.ts";
import { newTotpSecret } from "./second-factor.ts";
import { settingsChange, type SettingsChange } from "./settings-methods.ts";

/** GET /self-service/settings/browser and …/api */
export function beginSettings(context: Context, request: Request, type: "browser" | "api"): Answer {
  const who = permitted(context, request, type === "api" || wantsJson(request));
  if (who.kind === "refused") return who.answer;
  const begun = newFlow(context, request, "settings", type);
  return showFlow(
    context,
    request,
    { ...begun, flow: own(begun.flow, who.identity) },
    who.identity,
  );
}

/** A settings flow for an identity, as recovery begins it too. */
export function own(flow: Flow, identity: Identity): Flow {
  const totpSecret = identity.credentials.totp === undefined ? newTotpSecret() : undefined;
  return {
    ...flow,
    identityId: identity.id,
    ...(totpSecret === undefined ? {} : { totpSecret }),
  };
}

/** GET /self-service/settings/flows, which only the flow's owner may read. */
export function readSettings(context: Context, request: Request, id: string): Answer {
  const who = permitted(context, request, true);
  if (who.kind === "refused") return who.answer;
  const found = findFlow(context, request, "settings", id);
  if (found.kind === "refused") return found.answer;
  if (found.flow.identityId !== who.identity.id) return notOwner(request);
  return json(200, flowJson(context, found.flow, who.identity));
}

/** POST /self-service/settings */
export async function submitSettings(context: Context, request: Request): Promise<Answer> {
  const found = context.store.flows.get(queryOf(request));
  const who = permitted(context, request, found?.type === "api" || wantsJson(request));
  if (who.kind === "refused") return who.answer;
  const opened = openFlow(context, request, "settings");
  if (opened.kind === "refused") return opened.answer;
  const { submission } = opened;
  if (opened.flow.identityId !== who.identity.id) return notOwner(request);
  const method = submission.text("method");
  const flow: Flow = { ...opened.flow, messages: [], fieldMessages: {}, fieldValues: {} };
  const change = await settingsChange(context, flow, submission, who.identity);
  switch (change.kind) {
    case "unknown":
      return badRequest(request, "Could not find a strategy to update your settings.");
    case "wrong":
      return refuseFlow(context, request, change.flow, change, who.identity);
    case "offer":
      context.store.flows.put(change.flow);
      return answersJson(request, flow)
        ? json(200, flowJson(context, change.flow, who.identity))
        : redirect(request.method, 303, flowPage(context, flow));
    case "change": {
      const stale = change.privileged && !isRecent(context, who.session);
      if (stale) return refreshRequired(context, request, flow);
      return applyChange(context, request, flow, method, who, change);
    }
    default:
      return change satisfies never;
  }
}

async function applyChange(
  context: Context,
  request: Request,
  flow: Flow,
  method: string,
  who: SignedIn,
  change: SettingsChange & { kind: "change" },
): Promise<Answer> {
  const saved = "Your changes have been saved!";
  const done: Flow = {
    ...flow,
    state: "success",
    messages: [{ id: 1050001, text: saved, type: "success" }],
  };
  const draft = structuredClone(who);
  change.apply(draft.identity, draft.session);
  const about = hookContext(request, requestUrl(context, request), {
    flow: flowJson(context, done, who.identity),
    identity: identityJson(context, draft.identity),
    session: sessionJson(context, who.session, who.identity),
  });
  const before = await runHooks(context, request, "before", "settings", method, about);
  if (before.kind === "refused") return refuseFlow(context, request, flow, before, who.identity);
  if (before.kind === "failed") return before.answer;
  // Read again: hashing and hooks take time, and what others stored meanwhile must not be undone.
  const identity = context.store.identities.get(who.identity.id);
  const session = context.store.sessions.get(who.session.id);
  if (identity === undefined || session === undefined) return noActiveSession(request);
  change.apply(identity, session);
  if (isTaken(context, identity)) {
    return badRequest(request, "The address has been taken by somebody else meanwhile.");
  }
  identity.updatedAt = context.clock.micro();
  saveIdentity(context, identity);
  context.store.sessions.put(session);
  if (method === "password" && context.config.revokeSessionsOnPasswordChange) {
    endOtherSessions(context, identity.id, session.id);
  }
  context.store.flows.put(done);
  const after = await runHooks(context, request, "after", "settings", method, about);
  if (after.kind === "failed") return after.answer;
  const afterwards = hooksBeside(context, request, "settings", method, about);
  const headers = flow.type === "browser" ? [issueSessionCookie(context, session)] : [];
  if (!answersJson(request, flow)) {
    return { ...redirect(request.method, 303, flowPage(context, flow), headers), afterwards };
  }
  const next = { action: "redirect_browser_to", redirect_browser_to: flowPage(context, flow) };
  const beside = flow.type === "browser" ? { continue_with: [next] } : { continue_with: null };
  const body = {
    ...flowJson(context, done, identity, beside),
    ui: nextForm(context, request, done, identity),
  };
  return { ...json(200, body, headers), afterwards };
}

/** The form shown after a change: as in Kratos it belongs to another, fresh flow. */
function nextForm(context: Context, request: Request, done: Flow, identity: Identity): unknown {
  const fresh: Flow = {
    ...own(newFlow(context, request, "settings", done.type).flow, identity),
    messages: done.messages,
  };
  context.store.flows.put(fresh);
  return flowJson(context, fresh, identity)["ui"];
}

type Permitted = ({ kind: "permitted" } & SignedIn) | { kind: "refused"; answer: Answer };

/** The request's session, if it is good enough for settings. */
function permitted(context: Context, request: Request, asJson: boolean): Permitted {
  const who = signedIn(context, request);
  const login = `${context.publicBase()}/self-service/login/browser`;
  if (who === undefined) {
    const answer = asJson
      ? noActiveSession(request)
      : redirect(request.method, 303, uiUrl(context, "login"));
    return { kind: "refused", answer };
  }
  if (!satisfies(who.session, who.identity, context.config.settingsRequiredAal)) {
    const answer = asJson
      ? secondFactorRequired(request, context.publicBase())
      : redirect(request.method, 303, `${login}?aal=aal2`);
    return { kind: "refused", answer };
  }
  return { kind: "permitted", ...who };
}

function isRecent(context: Context, session: Session): boolean {
  const ageMs = context.clock.now() - millisecondsOf(session.authenticatedAt);
  return ageMs <= context.config.privilegedSessionMaxAgeMs;
}

function refreshRequired(context: Context, request: Request, flow: Flow): Answer {
  const location = `${context.publicBase()}/self-service/login/browser?refresh=true`;
  if (!answersJson(request, flow)) return redirect(request.method, 303, location);
  return errorAnswer(request, 403, {
    id: "session_refresh_required",
    reason:
      "The login session is too old and thus not allowed to update these fields. Please re-authenticate.",
    message: "The requested action was forbidden",
    beside: { redirect_browser_to: location },
  });
}

function notOwner(request: Request): Answer {
  return forbidden(
    request,
    "The request was made for another identity and has been blocked for security reasons.",
  );
}

function queryOf(request: Request): string {
  return new URLSearchParams(request.rawQuery ?? "").get("flow") ?? "";
}
