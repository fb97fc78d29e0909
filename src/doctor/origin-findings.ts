// Findings about the identity server, from a check without credentials.
import type { Facts, Whoami } from "./facts.ts";
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
        what: `The identity server at ${originUrl} gives no answer: ${origin.why}.`,
        why: "An edge that can not reach it answers 502 to everything it does not hold.",
        mend: `Run this where the edge runs: curl -i ${originUrl}/sessions/whoami\nThen correct --origin of the edge, the name service, the firewall, or start the identity server.`,
      },
    ];
  }
  const other = notServing(originUrl, origin);
  if (other !== undefined) return [other];
  return [hintMissing(origin), clockSkew(origin)].filter((finding) => finding !== undefined);
}

type Answer = Extract<Whoami, { kind: "answer" }>;

function notServing(originUrl: string, origin: Answer): Finding | undefined {
  const { status, kratos, mediaType, redirect } = origin;
  if (kratos) return undefined;
  if (status === 429 || status >= 500) {
    return {
      id: "origin-failing",
      severity: "problem",
      what: `The identity server at ${originUrl} answers ${status} to a check without a session; 401 would be right.`,
      why:
        status === 429
          ? "It limits how often it may be asked. Checks that the edge has to fetch then fail."
          : "Whatever the edge has to fetch fails with it.",
      mend:
        status === 429
          ? "Wait for its limit to pass, or raise it; --refresh-after of the edge spaces the calls for a session."
          : "Look at the identity server's log and its database.",
    };
  }
  return {
    id: "not-kratos",
    severity: "problem",
    what: `${originUrl}/sessions/whoami answers ${status}${mediaType === undefined ? "" : ` with ${mediaType}`}; Ory Kratos answers 401 with a JSON error.`,
    why: "Only what speaks Kratos' session check can be cached as one.",
    mend: placeMend(originUrl, redirect),
  };
}

function placeMend(originUrl: string, redirect: Answer["redirect"]): string {
  if (redirect === "https") {
    return `Give the URL that it redirects to: --origin ${originUrl.replace(/^http:/u, "https:")}`;
  }
  if (redirect === "whoami") {
    return "This looks like Kratos' admin listener, which sends checks to the public one. Give the public one: --origin http://HOST:4433 (serve.public, not serve.admin).";
  }
  return "Give the public API of Kratos (serve.public) with its path, if it has one: --origin https://HOST/PATH";
}

function hintMissing({ hinted }: Answer): Finding | undefined {
  if (hinted) return undefined;
  return {
    id: "hint-missing",
    severity: "problem",
    what: "The identity server's answers carry no Ory-Session-Cache-For.",
    why: "Without this hint it does not say how long its answers may be kept: checks without a session are never hits, with --require-origin-hint none is, and only the edge's own limit bounds the rest.",
    mend: "In the configuration of Kratos:\nfeature_flags:\n  cacheable_sessions: true\n  cacheable_sessions_max_age: 1m",
  };
}

function clockSkew({ clockAheadMs }: Answer): Finding | undefined {
  if (clockAheadMs === undefined || Math.abs(clockAheadMs) <= clockWarningMs) return undefined;
  const seconds = (Math.abs(clockAheadMs) / 1_000).toFixed(1);
  return {
    id: "clock-skew",
    severity: Math.abs(clockAheadMs) >= clockProblemMs ? "problem" : "warning",
    what: `The identity server's clock is at least ${seconds} s ${clockAheadMs > 0 ? "ahead of" : "behind"} this machine's.`,
    why: "Sessions seem to end, and one-time codes to expire, at other times than they do; times of logs and news do not fit together. The edge counts a session's life by the identity server's clock, so hits stay within it.",
    mend: "Keep both clocks by NTP: timedatectl set-ntp true\nThis compares with the clock of the machine that doctor runs on: run it where the edge runs.",
  };
}
