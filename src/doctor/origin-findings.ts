// Findings about the identity server, from a check without credentials.
import {
  answerWords,
  identityServerKind,
  type IdentityServerKind,
} from "../core/health/identity-server.ts";
import type { WhoamiAnswer } from "../core/health/whoami-seen.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** Clocks this far apart are worth a look. The difference counted is what neither rounding nor the way explains. */
const clockWarningMs = 1_000;
/** Clocks this far apart make codes and expiries wrong. */
const clockProblemMs = 5_000;

/** Whether it answers, is Kratos, gives the hint, and knows the time. */
export function originFindings({ setUp: { originUrl }, origin }: Facts): readonly Finding[] {
  if (origin.kind === "silence") {
    return [
      {
        id: "origin-unreachable",
        severity: "problem",
        what: `The identity server at ${originUrl} does not answer: ${origin.why}.`,
        why: "An edge that cannot reach it answers 502 to every request that it cannot serve from its store.",
        mend: `Run this where the edge runs: curl -i ${originUrl}/sessions/whoami\nThen fix the edge's --origin, the name service or the firewall, or start the identity server.`,
      },
    ];
  }
  const other = notServing(originUrl, origin);
  if (other !== undefined) return [other];
  return [hintMissing(origin), clockSkew(origin)].filter((finding) => finding !== undefined);
}

function notServing(originUrl: string, origin: WhoamiAnswer): Finding | undefined {
  const { status } = origin;
  const kind = identityServerKind(origin);
  if (kind === "kratos" || kind === "no-hint") return undefined;
  if (kind === "limited" || kind === "failing") {
    return {
      id: "origin-failing",
      severity: "problem",
      what: `The identity server at ${originUrl} answers ${status} to a check without a session. It should answer 401.`,
      why:
        kind === "limited"
          ? "It limits the rate of requests. Checks that the edge must fetch then fail."
          : "Every request that the edge must send to it fails.",
      mend:
        kind === "limited"
          ? "Wait until the limit has passed, or raise it. A longer --refresh-after at the edge means fewer calls for each session."
          : "Check the identity server's log and its database.",
    };
  }
  return {
    id: "not-kratos",
    severity: "problem",
    what: `${originUrl}/sessions/whoami answers ${answerWords(origin)}. Ory Kratos would answer 401 with a JSON error.`,
    why: "The edge can cache session checks only for a server with Kratos' API.",
    mend: placeMend(originUrl, kind),
  };
}

function placeMend(originUrl: string, kind: IdentityServerKind): string {
  if (kind === "https") {
    return `Use the URL that it redirects to: --origin ${originUrl.replace(/^http:/u, "https:")}`;
  }
  if (kind === "admin") {
    return "This looks like Kratos' admin listener, which redirects checks to the public one. Use the public one: --origin http://HOST:4433 (serve.public, not serve.admin).";
  }
  return "Use the public API of Kratos (serve.public) with its path, if it has one: --origin https://HOST/PATH";
}

function hintMissing({ hinted }: WhoamiAnswer): Finding | undefined {
  if (hinted) return undefined;
  return {
    id: "hint-missing",
    severity: "problem",
    what: "The identity server's answers have no Ory-Session-Cache-For.",
    why: "This hint says how long an answer may be kept. Without it, checks without a session are never hits, and only the edge's own limit bounds the age of other answers. With --require-origin-hint no check is a hit.",
    mend: "In the configuration of Kratos:\nfeature_flags:\n  cacheable_sessions: true\n  cacheable_sessions_max_age: 1m",
  };
}

function clockSkew({ clockAheadMs }: WhoamiAnswer): Finding | undefined {
  if (clockAheadMs === undefined || Math.abs(clockAheadMs) <= clockWarningMs) return undefined;
  const seconds = (Math.abs(clockAheadMs) / 1_000).toFixed(1);
  return {
    id: "clock-skew",
    severity: Math.abs(clockAheadMs) >= clockProblemMs ? "problem" : "warning",
    what: `The identity server's clock is at least ${seconds} s ${clockAheadMs > 0 ? "ahead of" : "behind"} this machine's.`,
    why: "Sessions and one-time codes seem to expire at the wrong time, and the times in logs do not match. The edge measures a session's life by the identity server's clock, so hits stay within it.",
    mend: "Synchronise both clocks with NTP: timedatectl set-ntp true\nDoctor compares with the clock of the machine that it runs on, so run it on the edge's machine.",
  };
}
