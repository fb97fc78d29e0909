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
          what: "The session is refused until its owner gives a second factor (403).",
          why: "Such answers are never stored, so nothing was compared.",
          mend: "Complete the sign-in with the second factor, or take the cookie of another session.",
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
      ? `The identity server refuses the cookie ${cookieName} (401): its session has ended, or it has another name.`
      : `The identity server refuses every cookie given (401), and none is named ${cookieName}.`,
    why: "Without a live session, hits could not be examined.",
    mend: "Sign in and copy the cookie anew, as name=value. The name is session.cookie.name of Kratos.",
  };
}

function cookieNameFinding(
  right: string,
  expected: string,
  edge: LiveEdge | undefined,
): Finding | undefined {
  const atEdge = edge?.second?.detail === "cookies-unknown";
  // Where the edge has hits by that name it knows it; then the name was only given wrong here.
  const elsewhere = right !== expected && edge?.second?.hit !== true;
  if (!atEdge && !elsewhere) return undefined;
  return {
    id: "cookie-name",
    severity: "problem",
    what: atEdge
      ? `The session cookie is named ${right}, and the edge looks for another name.`
      : `The session cookie is named ${right}, not ${expected}.`,
    why: "By the wrong name no check with a cookie is ever a hit.",
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
        what: `For the same session the identity server answers 200, the edge (${statuses.join(", ")}) something else, even when asked for a fresh answer.`,
        why: "Whoever asks the edge is told something else about this session than the identity server says.",
        mend: "Compare the edge's own --origin and --cookie-name with those given here: it asks another identity server, or something on the way changes answers or takes the cookie off.",
      },
    ];
  }
  if (!secondEqual) {
    return [
      {
        id: "edge-behind",
        severity: "warning",
        what: "The edge's stored answer is older than the session's last change, which did not come through the edge.",
        why: "Within the limit (--cacheable-sessions-max-age) that is allowed; with news of the change it would not have been.",
        mend: "As for changes-unseen: serve.public.base_url, the admin gateway, web hooks; docs/guides/invalidations.md",
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
      what: `Two checks of the same session in a row, and the second was no hit: ${seen}.`,
      why: "For this session the edge saves nothing.",
      mend:
        second?.fwd === "bypass"
          ? "Look up that detail in docs/reference/cache-status.md: it says why such a check is passed on."
          : "The identity server's hint is 0 or missing while the edge has --require-origin-hint, the session is about to end, or checks are spread over several edges: ask one of them.",
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
