// The errors that the control plane answers with, in Ory's shape. docs/reference/errors.md lists them too; a check compares.

import { problemCharactersMax, problemsMax } from "./limits.ts";

/** Status, reason and message of one error. */
export interface ControlError {
  readonly status: number;
  /** The status' own name, as Ory's errors carry it. */
  readonly statusText: string;
  readonly reason: string;
  readonly message: string;
}

/** Every error of the control plane, by its id. Their sentences are fixed. What varies is in `details`. */
export const controlErrors = {
  control_key_required: {
    status: 401,
    statusText: "Unauthorized",
    reason: "The request has no valid API key, and no sign-in of the Console.",
    message: "Send a key as Authorization: Bearer, or sign in again.",
  },
  control_key_insufficient: {
    status: 403,
    statusText: "Forbidden",
    reason: "This API key is not allowed to make this request.",
    message: "Use a key with the scope that the details name.",
  },
  control_csrf: {
    status: 403,
    statusText: "Forbidden",
    reason:
      "The request uses the cookie of a sign-in to change something, but does not have the sign-in's CSRF token.",
    message: "Send the CSRF token of the sign-in as X-Csrf-Token, or use an API key.",
  },
  feature_not_available: {
    status: 403,
    statusText: "Forbidden",
    reason: "The project's plan does not include Edge Sessions.",
    message: "Choose a plan that does, or ask the operator to change it.",
  },
  control_not_found: {
    status: 404,
    statusText: "Not Found",
    reason: "Nothing at this path is visible to this key.",
    message: "Check the path and the project's id or slug.",
  },
  control_method_not_allowed: {
    status: 405,
    statusText: "Method Not Allowed",
    reason: "This path does not take this method.",
    message: "Use a method that the Allow header names.",
  },
  control_conflict: {
    status: 409,
    statusText: "Conflict",
    reason: "The request conflicts with something that exists already.",
    message: "Fix what the details list.",
  },
  control_revision_changed: {
    status: 412,
    statusText: "Precondition Failed",
    reason: "The project has changed since the revision in If-Match.",
    message: "Read the project again, and apply the change to its current revision.",
  },
  control_body_malformed: {
    status: 400,
    statusText: "Bad Request",
    reason: "The request has parameters or a body that this path does not accept.",
    message: "Fix what the details list.",
  },
  control_body_too_large: {
    status: 413,
    statusText: "Content Too Large",
    reason: "The request's body is larger than the control plane accepts.",
    message: "Send a smaller body.",
  },
  control_content_type_refused: {
    status: 415,
    statusText: "Unsupported Media Type",
    reason: "The request's body must be JSON.",
    message: "Send the body with Content-Type: application/json.",
  },
  control_settings_refused: {
    status: 400,
    statusText: "Bad Request",
    reason: "Some of the project's settings would be unknown or invalid.",
    message: "Fix what the details list. Nothing was changed.",
  },
  control_sign_in_limited: {
    status: 429,
    statusText: "Too Many Requests",
    reason: "Too many requests with an invalid key came from this address.",
    message: "Use a valid key. It is accepted at once.",
  },
  control_failed: {
    status: 500,
    statusText: "Internal Server Error",
    reason: "The control plane failed while it handled this request.",
    message: "Try again. If it fails again, look at the control plane's log.",
  },
  control_page_not_built: {
    status: 503,
    statusText: "Service Unavailable",
    reason: "The Console's page has not been built in this checkout.",
    message: "Run npm run build:console once.",
  },
} as const satisfies Record<string, ControlError>;

/** The id of one of them, as it stands in `error.id`. */
export type ControlErrorId = keyof typeof controlErrors;

/** One thing that is wrong, and where: a JSON pointer, or a member of the body. */
export interface PlacedProblem {
  readonly path: string;
  readonly problem: string;
}

/** A request that is refused, and what about it is wrong. */
export interface ControlRefusal {
  readonly error: ControlErrorId;
  readonly problems?: readonly PlacedProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** The refusal as Ory's clients parse it. */
export function refusalBody({ error: id, problems }: ControlRefusal): unknown {
  const { status: code, statusText: status, reason, message } = controlErrors[id];
  const details =
    problems === undefined
      ? {}
      : { details: { problems: problems.slice(0, problemsMax).map(clipped) } };
  return { error: { code, status, id, reason, message, ...details } };
}

/** Problems may name members that the request made up, of any length. */
function clipped({ path, problem }: PlacedProblem): PlacedProblem {
  return { path: clip(path), problem: clip(problem) };
}

function clip(text: string): string {
  return text.length > problemCharactersMax ? `${text.slice(0, problemCharactersMax)}…` : text;
}
