// Policies back in the form in which people write them, without what is the default anyway.
import type { MappedHeader, Policy, SignedSession } from "../../core/policy/policy.ts";
import { formatDuration } from "../values/duration.ts";
import type { WrittenPointers, WrittenPolicies, WrittenPolicy } from "./written-policy.ts";

/**
 * The policies as `policiesOfConfiguration` reads them. Throws for a policy that was not understood, because its form would
 * allow what the policy does not.
 */
export function writePolicies(policies: readonly Policy[]): WrittenPolicies {
  return Object.fromEntries(policies.map((policy) => [policy.name, writePolicy(policy)]));
}

function writePolicy(policy: Policy): WrittenPolicy {
  const { requiredAal, authenticatedWithinMs, maxAgeMs, signInUrl, signedSession } = policy;
  if (policy.unreadable) throw new Error(`The policy ${policy.name} was not understood.`);
  const { schemas, organizations, returnUrls: return_urls } = policy;
  const conditions = policy.conditions.map(({ pointer, oneOf }) => ({
    field: pointer,
    one_of: oneOf,
  }));
  return {
    ...(policy.headers.length > 0 && { headers: pointersOf(policy.headers) }),
    ...(requiredAal !== undefined && { required_aal: requiredAal }),
    ...(authenticatedWithinMs !== undefined && {
      authenticated_within: formatDuration(authenticatedWithinMs),
    }),
    ...(schemas.length > 0 && { schemas }),
    ...(organizations.length > 0 && { organizations }),
    ...(conditions.length > 0 && { conditions }),
    ...(maxAgeMs !== undefined && { max_age: formatDuration(maxAgeMs) }),
    ...(policy.anonymous && { anonymous: true }),
    browsers: policy.browsers,
    ...(signInUrl !== undefined && { sign_in_url: signInUrl }),
    ...(return_urls.length > 0 && { return_urls }),
    ...(signedSession !== undefined && { signed_session: writeSignedSession(signedSession) }),
  };
}

function writeSignedSession(signed: SignedSession): NonNullable<WrittenPolicy["signed_session"]> {
  const { header, issuer, audience, claims, lifetimeMs } = signed;
  return {
    ...(header !== undefined && { header }),
    ...(issuer !== undefined && { issuer }),
    audience,
    ...(claims.length > 0 && { claims: pointersOf(claims) }),
    lifetime: formatDuration(lifetimeMs),
  };
}

function pointersOf(named: readonly MappedHeader[]): WrittenPointers {
  return Object.fromEntries(named.map(({ name, pointer }) => [name, pointer]));
}
