// What a decision says, and what to do about it.
import { explainCacheStatus } from "./cache-status.ts";
import { explainCheck } from "./check-outcome.ts";
import type { TriedDecision } from "../api/policy.ts";

/** Sentences about a decision. `originUrl` is the project's identity server URL, empty if it has none. */
export function explainDecision({ decision }: TriedDecision, originUrl: string): readonly string[] {
  const { status, error_id: id, headers } = decision;
  const valueOf = (name: string) => headers.find(([one]) => one.toLowerCase() === name)?.[1];
  const location = valueOf("location");
  const said = id === null ? undefined : byId[id];
  if (status === 200)
    return ["The request may go on, with the headers below.", ...how(valueOf("cache-status"))];
  if (said === undefined) return explainCheck(decision, originUrl);
  return [said, ...leads(status, location), ...how(valueOf("cache-status"))];
}

const byId: Readonly<Record<string, string>> = {
  edge_session_required: "The request has no valid session, so it may not go on.",
  edge_aal_required: "The session’s assurance level is too low, so the request may not go on.",
  edge_authentication_too_old:
    "The last authentication is too long ago, so the request may not go on.",
  edge_policy_refused:
    "The session is valid, but the policy does not allow it. Check its schemas, organizations and conditions.",
  edge_policy_unknown:
    "The edge does not have this policy yet. Wait a second and try again. If it stays, check that the plan includes Edge Sessions.",
  edge_policy_unreadable:
    "This policy was written by another version, and it allows nothing. Edit it, or run the same version everywhere.",
  edge_signing_key_missing:
    "The session is valid, but the edge has no key to sign it with. Make a signing key, or start the edge with the secret that opens it.",
  edge_origin_unexpected:
    "The identity server answered with neither a session nor a refusal, so nothing is decided. Check the identity server URL.",
};

function leads(status: number, location: string | undefined): readonly string[] {
  if (location === undefined) return [];
  const back = /[?&]return_to=/.test(location)
    ? "It comes back to the original URL."
    : "It does not come back to an original URL: there was none, or it is not below one of the return URLs.";
  return [
    status === 302
      ? `The browser is sent to ${location}. ${back}`
      : `The gateway can send the browser to ${location}. ${back}`,
  ];
}

function how(cacheStatus: string | undefined): readonly string[] {
  const text = cacheStatus === undefined ? undefined : explainCacheStatus(cacheStatus);
  return text === undefined ? [] : [text];
}
