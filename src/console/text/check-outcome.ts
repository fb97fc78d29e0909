// What the answer to a live check says about the set-up, and what to do about it.
import { explainCacheStatus, noCacheStatus } from "./cache-status.ts";

/** The part of an answer that matters. */
interface Outcome {
  readonly status: number;
  /** The id of the error in its body. Null if it has none. */
  readonly error_id: string | null;
  readonly headers: readonly (readonly [string, string])[];
}

/**
 * Sentences that say what happened and what to do. Empty if nothing is known about such an answer. `originUrl` is the project's
 * identity server URL, empty if it has none.
 */
export function explainCheck(
  { status, error_id: given, headers }: Outcome,
  originUrl: string,
): readonly string[] {
  const id =
    originUrl === "" && given === "edge_origin_unreachable" ? "edge_project_incomplete" : given;
  const cacheStatus = headers.find(([name]) => name.toLowerCase() === "cache-status")?.[1];
  const refused =
    (id === null ? undefined : byId(originUrl)[id]) ?? byStatus[status] ?? failure(status);
  // What the edge itself refuses has no Cache-Status, and says nothing about Edge Sessions.
  const how =
    cacheStatus !== undefined
      ? explainCacheStatus(cacheStatus)
      : id?.startsWith("edge_") === true
        ? undefined
        : noCacheStatus;
  return [refused, how].filter((text) => text !== undefined);
}

/** Errors that the edge answers with. */
const byId = (originUrl: string): Readonly<Record<string, string>> => ({
  edge_origin_unreachable: `The edge could not reach the identity server at ${originUrl}. Check that it runs, that its host name is spelled correctly and known to the edge’s name server, and that no firewall is in between.`,
  edge_origin_timeout:
    "The identity server did not answer in time. Check its load and its database, and the network between it and the edge.",
  edge_origin_disobeyed:
    "The identity server’s answer was older than the check allows. Find the cache between the edge and the identity server, and turn it off.",
  edge_project_incomplete:
    "The project has no identity server URL, so no check can be answered. Set it under “Identity server”.",
  edge_host_unknown:
    "No project is served under this project’s host yet. Wait a second and try again. If it stays, look at the edge under “Edges”.",
  edge_busy:
    "Too many requests are waiting for the identity server. It is too slow, or gets too many calls.",
  edge_loop:
    "The identity server URL leads back to this edge. Set it to the identity server itself.",
  edge_failed: "The edge failed while it handled this check. Look at the log of the edge.",
});

/** Answers of an identity server. */
const byStatus: Readonly<Record<number, string>> = {
  200: "The session is valid.",
  401: "There is no valid session for this cookie. It has expired, it was signed out or revoked, or it was copied incompletely. Sign in again and copy the new cookie.",
  403: "The identity server knows the session but refuses it, usually because the user must complete a second factor first. Sign in with it and copy the cookie again.",
  404: "The identity server has no session check at this URL. Check that the identity server URL is that of the public API of Kratos.",
  502: "A server between the edge and the identity server answered “bad gateway”. Check the proxy in front of the identity server.",
  503: "The identity server is not ready, or a proxy in front of it has no server to send the check to. Check that it runs.",
  504: "A proxy in front of the identity server waited too long for it. Check its load and its database.",
};

function failure(status: number): string | undefined {
  if (status >= 500)
    return "The identity server failed while it answered the check. Look at its log.";
  if (status >= 400)
    return "The identity server refused the check. Check the identity server URL, and look at its log.";
  return status >= 300
    ? "The identity server answered with a redirect, which a session check never gets. Check the identity server URL."
    : undefined;
}
