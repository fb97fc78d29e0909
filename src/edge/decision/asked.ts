// Which policy a target names.
import type { EdgeErrorId } from "../../core/errors.ts";
import { authorizePath, isOwnTarget, readPolicyTarget } from "../../core/policy/decision-path.ts";
import type { ProjectSettings } from "../../core/settings.ts";
import { hasSignedSessions, isKeySetTarget, tokenPath } from "../../core/tokens/token-paths.ts";
import type { DecisionQuestion } from "./decision-answer.ts";

/** What a target names, or the error that it is answered with. */
export type Asked = Omit<DecisionQuestion, "request"> | EdgeErrorId;

/** What a target asks for. Undefined if it is for something else, such as the key set. */
export function askedOf(
  target: string,
  { policies, basePath }: ProjectSettings,
): Asked | undefined {
  const forToken = hasSignedSessions(policies)
    ? readPolicyTarget(target, basePath, tokenPath)
    : undefined;
  const named = forToken ?? readPolicyTarget(target, basePath, authorizePath);
  if (named === undefined) {
    const keySet = hasSignedSessions(policies) && isKeySetTarget(target, basePath);
    return !keySet && isOwnTarget(target, basePath) ? "edge_policy_unknown" : undefined;
  }
  const wantsToken = forToken !== undefined;
  const place = policies.findIndex(({ name }) => name === named.policy);
  const policy = policies[place];
  if (policy === undefined) return "edge_policy_unknown";
  if (policy.unreadable) return "edge_policy_unreadable";
  const lacksToken = policy.signedSession === undefined || named.rest !== "";
  if (wantsToken && lacksToken) return "edge_policy_unknown";
  return { policy, place, pathAfterPolicy: named.rest, wantsToken };
}
