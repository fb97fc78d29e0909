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
    reason: "The request has no valid API key, and is not signed in to the Console.",
    message: "Send a valid API key as Authorization: Bearer, or sign in again.",
  },
  control_key_insufficient: {
    status: 403,
    statusText: "Forbidden",
    reason: "The API key of this request may not do this.",
    message: "Use an API key with the permission that the details name.",
  },
  control_csrf: {
    status: 403,
    statusText: "Forbidden",
    reason:
      "The request would change something with the Console's cookie, but has no valid CSRF token.",
    message: "Send the csrf_token of the sign-in as X-Csrf-Token, or use an API key.",
  },
  feature_not_available: {
    status: 403,
    statusText: "Forbidden",
    reason: "The project's plan does not include Edge Sessions.",
    message: "Choose a plan that includes it, or ask the operator.",
  },
  control_not_found: {
    status: 404,
    statusText: "Not Found",
    reason: "There is nothing at this path that this API key may see.",
    message: "Check the path and the project's id or slug.",
  },
  control_method_not_allowed: {
    status: 405,
    statusText: "Method Not Allowed",
    reason: "This path does not accept this method.",
    message: "Use a method that the Allow header lists.",
  },
  control_conflict: {
    status: 409,
    statusText: "Conflict",
    reason: "The request conflicts with something that exists already, or with a limit.",
    message: "Fix what the details name.",
  },
  control_revision_changed: {
    status: 412,
    statusText: "Precondition Failed",
    reason: "The project has changed since the revision that the request names.",
    message: "Read the project again, and apply the change to its current revision.",
  },
  control_body_malformed: {
    status: 400,
    statusText: "Bad Request",
    reason: "The body, the query or the patch is not valid for this path.",
    message: "Fix what the details list.",
  },
  control_body_too_large: {
    status: 413,
    statusText: "Content Too Large",
    reason: "The body of the request is too long.",
    message: "Send a body of at most 256 KiB.",
  },
  control_content_type_refused: {
    status: 415,
    statusText: "Unsupported Media Type",
    reason: "The body of the request must be JSON.",
    message: "Send the body with Content-Type: application/json.",
  },
  control_settings_refused: {
    status: 400,
    statusText: "Bad Request",
    reason: "The change is not valid for a project.",
    message: "Fix what the details list. Nothing was changed.",
  },
  control_sign_in_limited: {
    status: 429,
    statusText: "Too Many Requests",
    reason: "Too many wrong API keys came from this address.",
    message: "Use a valid API key. It is accepted at once.",
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
