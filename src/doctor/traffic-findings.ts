// Findings about how the edge is used, from what it has counted since it started.
import type { Facts, TrafficCounts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** Fewer checks than this say nothing about shares. */
const checksCountedMin = 50;
/** Part of checks that may be forced: apps do so where it matters, a gateway that relays reloads does so all the time. */
const forcedShareMax = 0.1;
/** Fewer preflights than this may all be of pages that the identity server does not allow. */
const preflightsCountedMin = 20;
/** Part of checks without the session cookie's name from which on that name is likelier wrong. */
const cookiesUnknownShareMax = 0.5;

/** What the counts tell. */
export function trafficFindings({ admin, setUp }: Facts): readonly Finding[] {
  if (admin?.metrics.kind !== "counts") return [];
  const { counts } = admin.metrics;
  return [
    changesUnseen(counts),
    forcedShare(counts),
    cookiesUnknown(counts, setUp.cookieName),
    cookieNameChanged(counts),
    preflightsPassed(counts),
    ...alarms(counts),
  ].filter((finding) => finding !== undefined);
}

function changesUnseen({ changesUnseen }: TrafficCounts): Finding | undefined {
  if (changesUnseen === 0) return undefined;
  const times = changesUnseen === 1 ? "Once" : `${changesUnseen} times`;
  return {
    id: "changes-unseen",
    severity: "warning",
    what: `${times} since the edge started, a refresh found a change that the edge had not been notified of.`,
    why: "Such changes bypass the edge. Until a refresh finds them, checks get the old state.",
    mend: "For users' own changes: set serve.public.base_url of Kratos to the edge.\nFor admin calls: send them through http://ADMIN-LISTENER/admin/… (--admin-origin), or follow them with edge-sessions invalidate identity ID.\nFor verification and recovery: web hooks to /hooks/kratos. All of it: docs/guides/invalidations.md",
  };
}

function forcedShare({ checks, forced }: TrafficCounts): Finding | undefined {
  if (checks < checksCountedMin || forced <= checks * forcedShareMax) return undefined;
  return {
    id: "forced-share",
    severity: "warning",
    what: `${percent(forced, checks)} of ${checks} checks were forced by max-age=0 or no-cache.`,
    why: "Each of them waits for the identity server. The cause is often a gateway that forwards the browser's Cache-Control, which is no-cache at every reload, or a client with cache: no-store.",
    mend: 'Remove Cache-Control from the checks that the gateway sends, in nginx: proxy_set_header Cache-Control "";\nOther gateways: docs/guides/gateways. Code with cache: no-store: docs/guides/sdks.md. If an app asks for fresh answers on purpose, there is nothing to fix.',
  };
}

function cookiesUnknown(
  { checks, cookiesUnknown: unknown, sessionsStored }: TrafficCounts,
  cookieName: string,
): Finding | undefined {
  // Where sessions are stored under that name it is right, and these are visitors who have not signed in.
  if (sessionsStored > 0) return undefined;
  if (checks < checksCountedMin || unknown < checks * cookiesUnknownShareMax) return undefined;
  return {
    id: "cookie-name",
    severity: "problem",
    what: `${percent(unknown, checks)} of ${checks} checks had cookies, but none with the name of the session cookie that the edge is set to.`,
    why: "Such checks are never hits.",
    mend: `Start the edge with the name that Kratos uses (session.cookie.name; on Ory Network ory_session_<slug>): --cookie-name NAME. Doctor used ${cookieName}. With --cookie-file it finds the right name.`,
  };
}

function cookieNameChanged({ cookieNamesWithdrawn: times }: TrafficCounts): Finding | undefined {
  if (times === 0) return undefined;
  return {
    id: "cookie-name-changed",
    severity: "problem",
    what: `The identity server accepted a session under a cookie name that the edge is not set to, after it had accepted the edge's own name: ${times} since the edge started.`,
    why: "The name of its session cookie has changed (session.cookie.name), or two identity servers with different names answer. Checks with the new cookie are never hits.",
    mend: "Set --cookie-name, or cookie_name in the project's settings, to the name that the identity server uses now.",
  };
}

function preflightsPassed({
  preflightsKept: kept,
  preflightsPassed: passed,
}: TrafficCounts): Finding | undefined {
  if (kept > 0 || passed < preflightsCountedMin) return undefined;
  return {
    id: "preflights-passed",
    severity: "warning",
    what: `${passed} preflights were asked at the identity server since the edge started, and none of their answers could be stored.`,
    why: "The edge answers preflights from memory only as long as Access-Control-Max-Age says. Kratos does not send it by default.",
    mend: "In the configuration of Kratos:\nserve:\n  public:\n    cors:\n      max_age: 600\nAlso allow the origins of your pages there. More: docs/guides/browsers.md",
  };
}

function alarms({ sessionMismatches, originTooOld }: TrafficCounts): readonly Finding[] {
  const findings: Finding[] = [];
  if (sessionMismatches > 0) {
    findings.push({
      id: "session-mismatch",
      severity: "problem",
      what: `A refresh got another session than before: ${sessionMismatches} since the edge started.`,
      why: "The same credentials got the session of another person. The identity server must never answer like that.",
      mend: "Find the cache or proxy between the edge and the identity server that answers in its place. Until then, point the edge's --origin directly at Kratos.",
    });
  }
  if (originTooOld > 0) {
    findings.push({
      id: "origin-too-old",
      severity: "problem",
      what: `The identity server's answer was older than the edge had asked for: ${originTooOld} since the edge started.`,
      why: "A cache between the edge and the identity server ignores Cache-Control. Checks that ask for a maximum age get 502, and other checks get an old answer.",
      mend: "Point the edge's --origin directly at Kratos, or turn that cache off for /sessions/whoami.",
    });
  }
  return findings;
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 100)} %`;
}
