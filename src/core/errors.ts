// The table of all errors that an edge makes itself. Their sentences are fixed, so they reveal no address, credential
// or cause. docs/reference/errors.md documents them for users, and a test compares the two.

/** Status, reason and message of one error. */
export interface EdgeError {
  readonly status: number;
  /** The name of the status, as Ory's errors carry it. */
  readonly statusText: string;
  readonly reason: string;
  readonly message: string;
  /** Whether the connection must not be used for another request. */
  readonly close?: true;
  /** Seconds after which it makes sense to try again. */
  readonly retryAfterSeconds?: number;
}

/** Every error that an edge answers with, by its id. */
export const edgeErrors = {
  edge_request_malformed: {
    status: 400,
    statusText: "Bad Request",
    reason: "The request is not well-formed HTTP/1.1, or it can be read in more than one way.",
    message:
      "Send one Host header, Content-Length or Transfer-Encoding but not both, and a path in plain ASCII.",
    close: true,
  },
  edge_target_refused: {
    status: 400,
    statusText: "Bad Request",
    reason: "The request's path could lead outside the base path of the identity server.",
    message: "Send the path without dot segments, backslashes or encoded slashes.",
  },
  edge_method_refused: {
    status: 405,
    statusText: "Method Not Allowed",
    reason: "The request asks for a tunnel, and the edge opens none.",
    message: "Send the request itself instead of CONNECT.",
    close: true,
  },
  edge_host_unknown: {
    status: 404,
    statusText: "Not Found",
    reason: "The request names a host that no project has.",
    message: "Check the host name in the URL, and the hosts of the project.",
  },
  edge_body_timeout: {
    status: 408,
    statusText: "Request Timeout",
    reason: "The request's body did not arrive in time.",
    message: "Send the request again, with its whole body.",
    close: true,
  },
  edge_body_too_large: {
    status: 413,
    statusText: "Content Too Large",
    reason: "The edge must read the body of this request, and the body is larger than its limit.",
    message: "Send a smaller body, or split the request.",
  },
  edge_head_too_large: {
    status: 431,
    statusText: "Request Header Fields Too Large",
    reason: "The request's headers are larger than the edge accepts.",
    message: "Send fewer or shorter cookies and headers.",
    close: true,
  },
  edge_failed: {
    status: 500,
    statusText: "Internal Server Error",
    reason: "The edge failed while it handled this request.",
    message: "Try again. If it fails again, tell the operator.",
  },
  edge_origin_unreachable: {
    status: 502,
    statusText: "Bad Gateway",
    reason: "The identity server could not be reached, or its answer was cut off.",
    message: "Try again in a moment.",
  },
  edge_origin_disobeyed: {
    status: 502,
    statusText: "Bad Gateway",
    reason: "The identity server's answer was older than the request allows.",
    message:
      "Find the cache between the edge and the identity server that ignores Cache-Control, and turn it off.",
  },
  edge_busy: {
    status: 503,
    statusText: "Service Unavailable",
    reason: "Too many requests are waiting for the identity server.",
    message: "Try again in a moment.",
    retryAfterSeconds: 1,
  },
  edge_project_incomplete: {
    status: 503,
    statusText: "Service Unavailable",
    reason: "The project of this host has no identity server yet.",
    message: "Set the URL of its identity server (origin_url), in the Console on the page Set-up.",
    retryAfterSeconds: 10,
  },
  edge_not_stored: {
    status: 504,
    statusText: "Gateway Timeout",
    reason: "The request accepts only a stored answer, and there is none that is fresh enough.",
    message: "Send the request without only-if-cached.",
  },
  edge_origin_timeout: {
    status: 504,
    statusText: "Gateway Timeout",
    reason: "The identity server did not answer in time.",
    message: "Try again in a moment.",
  },
  edge_loop: {
    status: 508,
    statusText: "Loop Detected",
    reason: "The request has passed through this edge several times already.",
    message: "Set the edge's origin to the identity server, not to an edge that leads back here.",
  },
  edge_session_required: {
    status: 401,
    statusText: "Unauthorized",
    reason: "The request has no session, and the policy requires one.",
    message: "Sign in, and send the session cookie or the session token.",
  },
  edge_aal_required: {
    status: 403,
    statusText: "Forbidden",
    reason: "The session's assurance level is lower than the policy requires.",
    message: "Sign in with a second factor (aal=aal2 of the login flow).",
  },
  edge_authentication_too_old: {
    status: 403,
    statusText: "Forbidden",
    reason: "The session was authenticated longer ago than the policy allows.",
    message: "Sign in again (refresh=true of the login flow).",
  },
  edge_policy_refused: {
    status: 403,
    statusText: "Forbidden",
    reason: "The policy does not allow the identity of this session.",
    message: "Check the schemas, organizations and conditions of the policy.",
  },
  edge_policy_unknown: {
    status: 404,
    statusText: "Not Found",
    reason: "The path names no policy of the project.",
    message: "Check the name in the gateway's configuration, and the policies of the project.",
  },
  edge_decision_body_refused: {
    status: 400,
    statusText: "Bad Request",
    reason: "The question for a decision has a body.",
    message: "Configure the gateway so that it asks without the body of the original request.",
    close: true,
  },
  edge_origin_unexpected: {
    status: 502,
    statusText: "Bad Gateway",
    reason:
      "The identity server's answer is neither a session nor a refusal, so nothing is decided.",
    message: "Find what answers in the place of the identity server, and let the edge through.",
  },
  edge_policy_unreadable: {
    status: 503,
    statusText: "Service Unavailable",
    reason: "Another version wrote this policy, and this edge does not understand all of it.",
    message: "Run the same version on the control plane and on all edges.",
    retryAfterSeconds: 10,
  },
  edge_signing_key_missing: {
    status: 503,
    statusText: "Service Unavailable",
    reason: "The project has no key with which this edge can sign the session.",
    message:
      "Make a signing key for the project, or start the edge with the file of the key or of the secret that opens it.",
    retryAfterSeconds: 10,
  },
  edge_admin_host_refused: {
    status: 421,
    statusText: "Misdirected Request",
    reason:
      "Without admin keys, the admin listener answers only requests whose Host is localhost or a loopback address.",
    message: "Use the host localhost, 127.0.0.1 or [::1], or start the edge with --admin-key-file.",
  },
  edge_not_found: {
    status: 404,
    statusText: "Not Found",
    reason: "The request names a path at which the admin listener has nothing.",
    message:
      "Check the path. At a control plane, check the project in the path too. The public API is on the other listener.",
  },
  edge_project_required: {
    status: 404,
    statusText: "Not Found",
    reason: "This edge serves the projects of a control plane, so the path must name one of them.",
    message:
      "Use /projects/{id}/invalidations, /projects/{id}/hooks/kratos, /projects/{id}/hooks/ory or /projects/{id}/admin/.",
  },
  edge_method_not_allowed: {
    status: 405,
    statusText: "Method Not Allowed",
    reason: "The request has a method that this path does not accept.",
    message: "Use a method that the Allow header names.",
  },
  edge_key_required: {
    status: 401,
    statusText: "Unauthorized",
    reason: "The request has no key, or one that is not accepted here.",
    message:
      "Send one of the edge's admin keys as Authorization: Bearer, or an API key at a control plane.",
  },
  edge_key_insufficient: {
    status: 403,
    statusText: "Forbidden",
    reason: "The key of this request is valid, but does not have the scope that this path needs.",
    message: "Use a key with that scope.",
  },
  edge_content_type_refused: {
    status: 415,
    statusText: "Unsupported Media Type",
    reason: "The request does not say that its body is JSON.",
    message: "Send the body with Content-Type: application/json.",
  },
  edge_body_malformed: {
    status: 400,
    statusText: "Bad Request",
    reason: "The body of the request is not valid for this path.",
    message: "Fix what the details list, and send the request again.",
  },
  edge_hook_names_nobody: {
    status: 400,
    statusText: "Bad Request",
    reason: "The web hook does not name an identity or a session.",
    message: "Send identity_id in the body, as the hook template in deploy/kratos does.",
  },
  edge_streams_many: {
    status: 503,
    statusText: "Service Unavailable",
    reason: "Too many streams of endings are open.",
    message: "Close streams that are no longer read, or open this one at another edge.",
    retryAfterSeconds: 10,
  },
  edge_caep_off: {
    status: 404,
    statusText: "Not Found",
    reason: "This edge has no transmitters of security event tokens.",
    message: "Start the edge with --caep-transmitter-file.",
  },
  edge_intake_off: {
    status: 404,
    statusText: "Not Found",
    reason: "This edge has no admin keys, so it does not accept invalidations or web hooks.",
    message: "Start the edge with --admin-key-file.",
  },
  edge_gateway_off: {
    status: 404,
    statusText: "Not Found",
    reason: "This edge is not a gateway to an admin API.",
    message:
      "Start the edge with --admin-origin. At a control plane, set the project's admin_origin_url.",
  },
} as const satisfies Record<string, EdgeError>;

/** The id of an error that an edge makes. It is sent as `error.id`. */
export type EdgeErrorId = keyof typeof edgeErrors;

/** The error in the form that Ory's clients parse: `{"error":{"code","status","id",…}}` and a newline. */
export function errorText(id: EdgeErrorId): string {
  const { status, statusText, reason, message } = edgeErrors[id];
  return `${JSON.stringify({ error: { code: status, status: statusText, id, reason, message } })}\n`;
}
