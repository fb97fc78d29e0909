// What all flows share: beginning one, finding the one a request is about, and answering with it.

import { randomUUID } from "node:crypto";
import { later, millisecondsOf } from "../clock.ts";
import { uiUrl, type Context } from "../context.ts";
import { csrfSecret, maskedToken, newCsrfSecret, tokenMatches } from "../csrf.ts";
import { json, redirect, type Answer } from "../http/answer.ts";
import { badRequest, csrfViolation, errorAnswer } from "../http/errors.ts";
import { headerLines, queryValue, wantsJson, type Request } from "../http/request.ts";
import type { Flow, FlowKind, Identity, UiMessage } from "../model.ts";
import { flowJson } from "./flow-json.ts";
import { readSubmission, type Submission } from "./submission.ts";

const flowLifeMs = 60 * 60_000;

/** A flow that is not stored yet, and the header that gives its browser an anti-CSRF secret. */
export function newFlow(
  context: Context,
  request: Request,
  kind: FlowKind,
  type: "browser" | "api",
): { flow: Flow; headers: [string, string][] } {
  const at = context.clock.nano();
  const known = csrfSecret(context, request);
  const fresh = type === "browser" && known === undefined ? newCsrfSecret(context) : undefined;
  const flow: Flow = {
    id: randomUUID(),
    kind,
    type,
    issuedAt: at,
    expiresAt: later(at, flowLifeMs),
    createdAt: context.clock.micro(),
    requestUrl: requestUrl(context, request),
    ...protection(type === "browser" ? (fresh?.secret ?? known) : undefined),
    fromAdmin: false,
    state: kind === "settings" ? "show_form" : "choose_method",
    messages: [],
    fieldMessages: {},
    fieldValues: {},
    refresh: false,
    requestedAal: "aal1",
  };
  return { flow, headers: fresh === undefined ? [] : [fresh.header] };
}

/** A browser's secret, and a masked copy of it for one showing of a form. */
export function protection(secret: string | undefined): Pick<Flow, "csrf" | "formToken"> {
  return secret === undefined || secret === ""
    ? { csrf: "", formToken: "" }
    : { csrf: secret, formToken: maskedToken(secret) };
}

/** The URL of a request as its client wrote it. */
export function requestUrl(context: Context, request: Request): string {
  const query = request.rawQuery === undefined ? "" : `?${request.rawQuery}`;
  return `${context.publicBase()}${request.path}${query}`;
}

/** Stores a flow and answers with it: the flow itself, or a redirect to its page. */
export function showFlow(
  context: Context,
  request: Request,
  shown: { readonly flow: Flow; readonly headers?: [string, string][] },
  identity?: Identity,
): Answer {
  const { flow, headers = [] } = shown;
  context.store.flows.put(flow);
  if (answersJson(request, flow)) return json(200, flowJson(context, flow, identity), headers);
  return redirect(request.method, 303, flowPage(context, flow), headers);
}

/** The page that shows a flow. */
export function flowPage(context: Context, flow: Flow): string {
  return uiUrl(context, `${flow.kind}?flow=${flow.id}`);
}

/** Whether a flow's client reads JSON. */
export function answersJson(request: Request, flow: Flow): boolean {
  return flow.type === "api" || wantsJson(request);
}

/** A flow that a request may submit to, with what it submits; or the answer that refuses it. */
export type Opened =
  | { readonly kind: "open"; readonly flow: Flow; readonly submission: Submission }
  | { readonly kind: "refused"; readonly answer: Answer };

/** Finds the flow of a submission and checks that it came from the client that began it. */
export function openFlow(context: Context, request: Request, kind: FlowKind): Opened {
  const found = findFlow(context, request, kind, queryValue(request, "flow"));
  if (found.kind === "refused") return found;
  const submission = readSubmission(request);
  if (submission === undefined) {
    return refused(badRequest(request, "Unable to decode the body of the request."));
  }
  const { flow } = found;
  if (flow.type === "browser" && !flow.fromAdmin) {
    const secret = csrfSecret(context, request);
    if (!tokenMatches(secret, submission.text("csrf_token"))) {
      return refused(csrfViolation(request));
    }
  }
  if (flow.type === "api" && headerLines(request.headers, "cookie").some((line) => line !== "")) {
    return refused(badRequest(request, "An API flow must not be submitted with cookies."));
  }
  return { kind: "open", flow, submission };
}

/** Finds an unexpired flow. */
export function findFlow(
  context: Context,
  request: Request,
  kind: FlowKind,
  id: string,
): { kind: "found"; flow: Flow } | { kind: "refused"; answer: Answer } {
  const flow = context.store.flows.get(id);
  if (flow?.kind !== kind) {
    return refused(errorAnswer(request, 404, { message: "Unable to locate the resource" }));
  }
  if (millisecondsOf(flow.expiresAt) > context.clock.now()) return { kind: "found", flow };
  return refused(
    errorAnswer(request, 410, {
      id: "self_service_flow_expired",
      reason: "The self-service flow has expired, initialize a new one.",
      message: "self-service flow expired",
    }),
  );
}

/** Shows a flow again, with what is wrong with the submission. */
export function refuseFlow(
  context: Context,
  request: Request,
  flow: Flow,
  wrong: { messages?: UiMessage[]; fields?: Record<string, UiMessage[]>; keepToken?: boolean },
  identity?: Identity,
): Answer {
  const again: Flow = {
    ...flow,
    ...(wrong.keepToken === true ? {} : protection(flow.csrf)),
    messages: wrong.messages ?? [],
    fieldMessages: wrong.fields ?? {},
  };
  context.store.flows.put(again);
  if (answersJson(request, flow)) return json(400, flowJson(context, again, identity));
  return redirect(request.method, 303, flowPage(context, flow));
}

/** 400 for a client that is signed in already; browsers are sent on. */
export function alreadySignedIn(
  context: Context,
  request: Request,
  asJson: boolean,
  returnTo?: string,
): Answer {
  if (!asJson) return redirect(request.method, 303, returnTo ?? uiUrl(context, ""));
  return errorAnswer(request, 400, {
    id: "session_already_available",
    reason:
      "A valid session was detected and thus login is not possible. Did you forget to set `?refresh=true`?",
    message: "you are already logged in",
  });
}

function refused(answer: Answer): { kind: "refused"; answer: Answer } {
  return { kind: "refused", answer };
}
