// Findings about the checks of a live session.
import type { Facts, LiveEdge } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** Whether the session is one, whether its cookie has the expected name, and whether the edge answers as the identity server does. */
export function sessionFindings(facts: Facts): readonly Finding[] {
  const { live, setUp } = facts;
  if (live === undefined) return [];
  switch (live.kind) {
    case "unknown":
      // The identity server answered neither yes nor no; there is a finding about itself if that lasts.
      return [];
    case "ended":
      return [sessionEnded(live.named, setUp.cookieName)];
    case "aal2":
      return [
        {
          id: "session-aal2",
          severity: "info",
          what: "The identity server refuses the session until its user has given a second factor (403).",
          why: "Such answers are never stored, so there was nothing to compare.",
          mend: "Complete the sign-in with the second factor, or use the cookie of another session.",
        },
      ];
    case "active": {
      const named = cookieNameFinding(live.cookieName, setUp.cookieName, live.edge);
      if (named !== undefined) return [named];
      return live.edge === undefined ? [] : edgeFindings(live.edge, facts);
    }
    default:
      return live satisfies never;
  }
}

function sessionEnded(named: boolean, cookieName: string): Finding {
  return {
    id: "session-ended",
    severity: "warning",
    what: named
      ? `The identity server refuses the cookie ${cookieName} (401). Its session has ended, or the session cookie has another name.`
      : `The identity server refuses every given cookie (401), and none of them is named ${cookieName}.`,
    why: "Without a live session, doctor cannot examine hits.",
    mend: "Sign in and copy the cookie again, as name=value. The name is session.cookie.name of Kratos.",
  };
}

/** Whether the session cookie has another name than expected here, or than the edge looks for. */
export function isCookieNameWrong(
  right: string,
  expected: string,
  edge: LiveEdge | undefined,
): boolean {
  // Where the edge has hits by that name it knows it; then the name was only given wrong here.
  const elsewhere = right !== expected && edge?.second?.hit !== true;
  return looksForAnotherName(edge) || elsewhere;
}

function looksForAnotherName(edge: LiveEdge | undefined): boolean {
  return edge?.second?.detail === "cookies-unknown";
}

function cookieNameFinding(
  right: string,
  expected: string,
  edge: LiveEdge | undefined,
): Finding | undefined {
  if (!isCookieNameWrong(right, expected, edge)) return undefined;
  return {
    id: "cookie-name",
    severity: "problem",
    what: looksForAnotherName(edge)
      ? `The session cookie is named ${right}, but the edge looks for another name.`
      : `The session cookie is named ${right}, not ${expected}.`,
    why: "With the wrong name, no check with a cookie is ever a hit.",
    mend: `Start the edge with --cookie-name ${right}`,
  };
}

function edgeFindings(edge: LiveEdge, { edge: anonymous }: Facts): readonly Finding[] {
  const { statuses, second, secondEqual, forcedEqual } = edge;
  if (!forcedEqual) {
    return [
      {
        id: "answers-differ",
        severity: "problem",
        what: `For the same session the identity server answers 200, but the edge answers ${statuses.join(", ")}, even when asked for a fresh answer.`,
        why: "Clients of the edge get another answer for this session than the identity server gives.",
        mend: "Compare the edge's own --origin and --cookie-name with those given here. The edge uses another identity server, or something on the way changes answers or removes the cookie.",
      },
    ];
  }
  if (!secondEqual) {
    return [
      {
        id: "edge-behind",
        severity: "warning",
        what: "The edge's stored answer is older than the session's last change, which did not pass through the edge.",
        why: "This is allowed within the limit (--cacheable-sessions-max-age). With an invalidation, the edge would have dropped the answer at once.",
        mend: "Let changes reach the edge: by serve.public.base_url, the admin gateway or web hooks. See docs/guides/invalidations.md",
      },
    ];
  }
  const off = anonymous?.kind === "answer" && anonymous.cacheStatus === undefined;
  if (second?.hit === true || off) return [];
  const seen = second === undefined ? "without Cache-Status" : seenText(second);
  return [
    {
      id: "no-hit",
      severity: "problem",
      what: `The second of two checks of the same session was not a hit: ${seen}.`,
      why: "For this session the edge saves nothing.",
      mend:
        second?.fwd === "bypass"
          ? "Look up that detail in docs/reference/cache-status.md, which says why such a check is passed on."
          : "Either the identity server's hint is 0, or it is missing and the edge has --require-origin-hint, or the session is about to end, or a load balancer spreads checks over several edges. In the last case, set --edge to one of them.",
    },
  ];
}

function seenText({ fwd, stored, detail }: NonNullable<LiveEdge["second"]>): string {
  const parts = [
    ...(fwd === undefined ? [] : [`fwd=${fwd}`]),
    ...(stored ? ["stored"] : []),
    ...(detail === undefined ? [] : [`detail=${detail}`]),
  ];
  return parts.length === 0 ? "no reason given" : parts.join("; ");
}
