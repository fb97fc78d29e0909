// The errors that the control plane answers with, in Ory's shape. A check compares them with docs/reference/errors.md.

import { problemCharactersMax, problemsMax } from "./limits.ts";

/** Status, reason and message of one error. */
export interface ControlError {
  readonly status: number;
  /** The name of the status, as Ory's errors carry it. */
  readonly statusText: string;
  readonly reason: string;
  readonly message: string;
}

/** Every error of the control plane, by its id. The sentences are fixed. What varies is in `details`. */
export const controlErrors = {
  control_key_required: {
    status: 401,
    statusText: "Unauthorized",
    reason:
      "The request has no API key, or one that is wrong, revoked or expired, and it is not signed in to the Console.",
    message: "Send a valid API key as Authorization: Bearer, or sign in to the Console again.",
  },
  control_key_insufficient: {
    status: 403,
    statusText: "Forbidden",
    reason: "The API key of this request is valid, but it may not do this.",
    message:
      "Use an API key with the permission that the details name, or ask an operator for one.",
  },
  control_csrf: {
    status: 403,
    statusText: "Forbidden",
    reason:
      "The request came with the Console's cookie but without a valid CSRF token, so nothing was changed.",
    message: "Send the csrf_token of the sign-in as X-Csrf-Token, or use an API key.",
  },
  feature_not_available: {
    status: 403,
    statusText: "Forbidden",
    reason: "The request turns Edge Sessions on, and the project's plan does not include it.",
    message: "Give the project a plan that includes it, or ask an operator to do so.",
  },
  control_not_found: {
    status: 404,
    statusText: "Not Found",
    reason: "Nothing is at this path, or this API key may not see it.",
    message:
      "Check the path, and the id or slug of the project in it. A project's key sees only its own project.",
  },
  control_method_not_allowed: {
    status: 405,
    statusText: "Method Not Allowed",
    reason: "The request has a method that this path does not accept.",
    message: "Use a method that the Allow header lists.",
  },
  control_conflict: {
    status: 409,
    statusText: "Conflict",
    reason:
      "The request conflicts with something that exists already or is under way, or it would exceed a limit.",
    message: "Fix what the details name, and send it again.",
  },
  control_signing_off: {
    status: 409,
    statusText: "Conflict",
    reason: "The control plane has no secret to seal signing keys with, so it makes none.",
    message: "Start it, and the edges that follow it, with the same --signing-secret-file.",
  },
  control_revision_changed: {
    status: 412,
    statusText: "Precondition Failed",
    reason:
      "The project was changed after the revision that the request names, so this change was not made.",
    message: "Read the project again, and apply the change to its current revision.",
  },
  control_body_malformed: {
    status: 400,
    statusText: "Bad Request",
    reason: "The body, the query or the patch of the request is not valid for this path.",
    message: "Fix what the details list, and send the request again.",
  },
  control_body_too_large: {
    status: 413,
    statusText: "Content Too Large",
    reason: "The body of the request is longer than 256 KiB.",
    message: "Send a shorter body, or split the request.",
  },
  control_content_type_refused: {
    status: 415,
    statusText: "Unsupported Media Type",
    reason: "The request does not say that its body is JSON.",
    message: "Send the body with Content-Type: application/json.",
  },
  control_settings_refused: {
    status: 400,
    statusText: "Bad Request",
    reason: "The request has settings that are not valid for a project, so nothing was changed.",
    message: "Fix what the details list, and send the request again.",
  },
  control_sign_in_limited: {
    status: 429,
    statusText: "Too Many Requests",
    reason: "Too many wrong API keys were tried from this address in a minute.",
    message: "Use a valid API key, which is accepted at once, or wait as long as Retry-After says.",
  },
  control_failed: {
    status: 500,
    statusText: "Internal Server Error",
    reason: "The control plane failed while it handled this request.",
    message: "Try again. If it fails again, look at the log of the control plane.",
  },
  control_page_not_built: {
    status: 503,
    statusText: "Service Unavailable",
    reason: "The Console has not been built in this checkout.",
    message: "Run npm run build:console.",
  },
} as const satisfies Record<string, ControlError>;

/** The id of an error, as it is in `error.id`. */
export type ControlErrorId = keyof typeof controlErrors;

/** One thing that is wrong, and where it is: a JSON pointer, or a member of the body. */
export interface PlacedProblem {
  readonly path: string;
  readonly problem: string;
}

/** A request that is refused, and what is wrong with it. */
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

/** Problems may name members that the request made up, and these can have any length. */
function clipped({ path, problem }: PlacedProblem): PlacedProblem {
  return { path: clip(path), problem: clip(problem) };
}

function clip(text: string): string {
  return text.length > problemCharactersMax ? `${text.slice(0, problemCharactersMax)}…` : text;
}
