// Error answers in Kratos' shape: `{"error":{…}}` with the same member order, and `Ory-Error-Id`.

import { STATUS_CODES } from "node:http";
import { encodeJson, headerText } from "../json-encode.ts";
import type { Answer } from "./answer.ts";
import { header, type Request } from "./request.ts";

/** What an error answer says. */
export interface ErrorContent {
  /** Also the value of `Ory-Error-Id`. */
  readonly id?: string;
  readonly reason?: string;
  readonly message: string;
  readonly details?: Record<string, unknown>;
  /** Members beside `error`. */
  readonly beside?: Record<string, unknown>;
  /** Status inside the body, where it differs from the answer's. */
  readonly code?: number;
  /** Kratos leaves `X-Request-ID` out of some errors. */
  readonly withoutRequestId?: boolean;
}

/** An error answer. */
export function errorAnswer(
  request: Request,
  status: number,
  content: ErrorContent,
  headers: [string, string][] = [],
): Answer {
  const code = content.code ?? status;
  const requestId = content.withoutRequestId === true ? "" : header(request, "x-request-id");
  const body = {
    error: {
      id: content.id,
      code,
      status: STATUS_CODES[code],
      request: requestId === "" ? undefined : headerText(requestId),
      reason: content.reason,
      details: content.details,
      message: content.message,
    },
    ...content.beside,
  };
  return {
    status,
    headers: [["Content-Type", "application/json"], ["Ory-Error-Id", content.id ?? ""], ...headers],
    body: `${encodeJson(body)}\n`,
  };
}

const badRequestMessage = "The request was malformed or contained invalid parameters";

/** 400 with a reason. */
export function badRequest(request: Request, reason: string): Answer {
  return errorAnswer(request, 400, { reason, message: badRequestMessage });
}

/** 404 as the database layer of Kratos words it. */
export function notFound(request: Request): Answer {
  return errorAnswer(request, 404, { message: "Unable to locate the resource" });
}

/** 401 of whoami; `headers` may carry the cache hint. */
export function noCredentials(request: Request, headers: [string, string][] = []): Answer {
  return unauthorized(request, "No valid session credentials found in the request.", headers);
}

/** 401 with a reason. */
export function unauthorized(
  request: Request,
  reason: string,
  headers: [string, string][] = [],
): Answer {
  const message = "The request could not be authorized";
  return errorAnswer(request, 401, { reason, message }, headers);
}

/** 401 of flows that need a session. */
export function noActiveSession(request: Request): Answer {
  return errorAnswer(request, 401, {
    id: "session_inactive",
    reason: "No active session was found in this request.",
    message: "request does not have a valid authentication session",
  });
}

/** 403 with a reason. */
export function forbidden(request: Request, reason: string): Answer {
  return errorAnswer(request, 403, { reason, message: "The requested action was forbidden" });
}

/** 403 of a session that lacks the second factor; tells where to prove it. */
export function secondFactorRequired(request: Request, publicBase: string): Answer {
  const redirect = { redirect_browser_to: `${publicBase}/self-service/login/browser?aal=aal2` };
  return errorAnswer(request, 403, {
    id: "session_aal2_required",
    reason:
      "An active session was found but it does not fulfill the requested Authenticator Assurance Level. Please verify yourself with a second factor to resolve this issue.",
    details: redirect,
    message: "Session does not fulfill the requested Authenticator Assurance Level",
    beside: redirect,
    withoutRequestId: true,
  });
}

/** 422 that tells a single-page app where to send its browser. */
export function browserMustGo(
  request: Request,
  location: string,
  headers: [string, string][] = [],
): Answer {
  const content = {
    id: "browser_location_change_required",
    reason: `In order to complete this flow please redirect the browser to: ${location}`,
    message: "browser location change required",
    beside: { redirect_browser_to: location },
    withoutRequestId: true,
  };
  return errorAnswer(request, 422, content, headers);
}

/** 403 of a browser request whose anti-CSRF token does not match its cookie. */
export function csrfViolation(request: Request): Answer {
  return errorAnswer(request, 403, {
    id: "security_csrf_violation",
    reason:
      "Please retry the flow and optionally clear your cookies. The request was rejected to protect you from Cross-Site-Request-Forgery (CSRF) which could cause account takeover, leaking personal information, and other serious security issues.",
    details: {
      docs: "https://www.ory.com/docs/troubleshooting/csrf",
      hint: "The anti-CSRF cookie is missing or does not belong to the token that was sent.",
      reject_reason: "The anti-CSRF token does not match the anti-CSRF cookie.",
    },
    message: "the request was rejected to protect you from Cross-Site-Request-Forgery",
    withoutRequestId: true,
  });
}
