// The steps of a set-up, as far as doctor has seen them. The Console shows the same list.
import { setUpSteps, type SetUpFacts, type SetUpStep } from "../core/health/set-up-steps.ts";
import type { Facts } from "./facts.ts";
import { isCookieNameWrong } from "./session-findings.ts";
import { leadsToEdge } from "./way-findings.ts";

/** The steps. What doctor has not examined is not done. */
export function stepsOf(facts: Facts): readonly SetUpStep[] {
  const { setUp, origin, flow, admin } = facts;
  const counts = admin?.metrics.kind === "counts" ? admin.metrics.counts : undefined;
  const hit = hitOf(facts);
  return setUpSteps({
    originUrl: setUp.originUrl,
    identityServer: origin,
    // Doctor asks only the public API, which does not tell it.
    version: undefined,
    cookieName: setUp.cookieName,
    ...cookieFacts(facts),
    flowUrl: flow?.baseUrl,
    flowLeadsToEdge: leadsToEdge(facts),
    edgeUrl: setUp.edgeUrl,
    hookArrived: (counts?.hooks ?? 0) > 0,
    edgeSessions: edgeSessionsOf(facts),
    plan: undefined,
    hit,
    change: (counts?.mutations ?? 0) + (counts?.hooks ?? 0) > 0 ? "seen" : "unknown",
  });
}

function cookieFacts({ live, setUp }: Facts): Pick<SetUpFacts, "cookieNameIs" | "rightCookieName"> {
  if (live?.kind !== "active") return { cookieNameIs: "unknown", rightCookieName: undefined };
  return isCookieNameWrong(live.cookieName, setUp.cookieName, live.edge)
    ? { cookieNameIs: "contradicted", rightCookieName: live.cookieName }
    : { cookieNameIs: "confirmed", rightCookieName: undefined };
}

function edgeSessionsOf({ edge, admin }: Facts): SetUpFacts["edgeSessions"] {
  if (edge?.kind === "answer" && edge.cacheStatus !== undefined) return "on";
  const counted = admin?.metrics.kind === "counts" ? admin.metrics.counts.cacheable : undefined;
  if (counted === false || (edge?.kind === "answer" && edge.kratos)) return "off";
  return "unknown";
}

function hitOf({ live }: Facts): SetUpFacts["hit"] {
  if (live?.kind !== "active" || live.edge === undefined) return "unknown";
  return live.edge.second?.hit === true ? "seen" : "missed";
}
