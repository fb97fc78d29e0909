// A gateway's question in the place of a check: the same credentials and directives, at the path of a decision.
import { makePolicy, type Policy } from "../../../src/core/policy/policy.ts";
import {
  headerOf,
  keyOf,
  signedHeader,
  toldFields as fields,
  type DecisionFacts,
} from "../history.ts";
import type { Random } from "../random.ts";
import type { Built, Terms } from "./check-request.ts";

/** What the judge must know about the policies of a run, and the policies themselves. */
export interface Decider {
  readonly policies: readonly Policy[];
  readonly facts: ReadonlyMap<string, DecisionFacts>;
}

/** Draws the policies of a run. */
export function drawDecider(random: Random): Decider {
  const headers = fields.map(([name, pointer]) => ({ name, pointer }));
  const maxAgeMs = random.chance(0.5) ? 2_000 : undefined;
  const anonymous = random.chance(0.3);
  const open = { fields, requiredAal: undefined, anonymous, maxAgeMs, lifetimeMs: undefined };
  const strict = { ...open, requiredAal: 2, anonymous: false, maxAgeMs: undefined };
  const lifetimeMs = random.pick([5_000, 60_000]);
  const signed: DecisionFacts = { ...open, fields: [], maxAgeMs: undefined, lifetimeMs };
  const some: DecisionFacts = { ...open, fields: fields.slice(0, 2), maxAgeMs: undefined };
  return {
    policies: [
      makePolicy("strict", { headers, requiredAal: "aal2" }),
      makePolicy("open", { headers, anonymous, maxAgeMs }),
      makePolicy("some", { headers: headers.slice(0, 2), anonymous }),
      makePolicy("signed", {
        anonymous,
        signedSession: {
          header: signedHeader,
          audience: ["service"],
          claims: fields.map(([name, pointer]) => ({ name, pointer })),
          lifetimeMs,
        },
      }),
    ],
    facts: new Map([
      ["strict", strict],
      ["open", open],
      ["some", some],
      ["signed", signed],
    ]),
  };
}

/** The same check as a gateway asks it. Undefined if such a check is passed on, or may be. */
export function askInstead(
  built: Built,
  { project, basePath }: Terms,
  { facts }: Decider,
  random: Random,
): Built | undefined {
  const { check } = built;
  if (check?.cacheable !== true || check.asked.noStore === true) return undefined;
  const { origin: _page, ...presented } = check.presented;
  // Cookies of other names alone are passed on as long as the session cookie's name is not confirmed.
  const others = headerOf(built.headers, "cookie") !== undefined && presented.cookie === undefined;
  if (others) return undefined;
  const [policy, decision] = random.pick([...facts]);
  const { maxAgeMs = Infinity } = check.asked;
  const limitMs = Math.min(maxAgeMs, decision.maxAgeMs ?? Infinity);
  return {
    ...built,
    // An error to a HEAD has no body to tell it by.
    method: random.pick(["GET", "GET", "POST"]),
    target: `${basePath}/edge-sessions/authorize/${policy}${random.pick(["", "?a=1", "/app/page?b=2"])}`,
    check: {
      ...check,
      key: keyOf(project, presented),
      presented,
      requestId: undefined,
      asked: limitMs === Infinity ? check.asked : { ...check.asked, maxAgeMs: limitMs },
      decision,
    },
    note: () => `${built.note()}, by the policy ${policy}`,
  };
}
