// Findings about the edge, from a check without credentials and from its admin listener.
import type { Facts, Whoami } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** Whether the edge answers, and as an edge with the feature on. */
export function edgeFindings({
  setUp: { edgeUrl, originUrl },
  edge,
  admin,
}: Facts): readonly Finding[] {
  if (edge === undefined || edgeUrl === undefined) return [];
  if (edge.kind === "silence") {
    return [
      {
        id: "edge-unreachable",
        severity: "problem",
        what: `The edge at ${edgeUrl} gives no answer: ${edge.why}.`,
        why: "Whoever is pointed there can not check a session.",
        mend: `Start it: edge-sessions edge --origin ${originUrl} --cacheable-sessions\nIf it runs, compare --edge with its --listen and with the proxy in front of it.`,
      },
    ];
  }
  if (!edge.kratos) return [edgeFailing(edgeUrl, edge)];
  const counted = admin?.metrics.kind === "counts" ? admin.metrics.counts.cacheable : undefined;
  return edge.cacheStatus === undefined ? [featureOff(edgeUrl, counted)] : [];
}

function edgeFailing(edgeUrl: string, edge: Extract<Whoami, { kind: "answer" }>): Finding {
  const { status, edgeError } = edge;
  const origin = edgeError?.startsWith("edge_origin_") === true;
  return {
    id: "edge-failing",
    severity: "problem",
    what: `${edgeUrl}/sessions/whoami answers ${status}${edgeError === undefined ? "" : ` (${edgeError})`} to a check without a session; 401 would be right.`,
    why: "Checks through this URL fail.",
    mend: origin
      ? "The edge does not get a usable answer from its own --origin: compare that with the --origin given here, on the edge's machine. Its log tells the cause."
      : edgeError === undefined
        ? "What answers is no edge, or a proxy before it: look at what the URL leads to, and at --base-path of the edge."
        : `Look up ${edgeError} in docs/reference/errors.md, and at the edge's log.`,
  };
}

/** What its own metrics say tells a switched-off feature from a URL that leads elsewhere. */
function featureOff(edgeUrl: string, cacheable: boolean | undefined): Finding {
  const on = cacheable === true;
  return {
    id: "feature-off",
    severity: "problem",
    what: on
      ? `Answers at ${edgeUrl} carry no Cache-Status, though the edge's metrics say that the feature is on.`
      : `Answers at ${edgeUrl} carry no Cache-Status: the feature is off, or no edge is there.`,
    why: "Every check goes to the identity server.",
    mend: on
      ? "The URL leads round the edge, or a proxy takes Cache-Status off: point it at the edge's --listen."
      : "Start the edge with --cacheable-sessions (in its file: cacheable-sessions: true). If it has that, the URL leads elsewhere.",
  };
}

/** Whether the admin listener answers, lets itself be read, and calls the edge ready. */
export function adminFindings({ setUp: { adminUrl }, admin }: Facts): readonly Finding[] {
  if (admin === undefined || adminUrl === undefined) return [];
  const findings: Finding[] = [];
  if (admin.ready === false) {
    findings.push({
      id: "edge-not-ready",
      severity: "problem",
      what: `${adminUrl}/health/ready says that the edge is not ready.`,
      why: "A load balancer sends it no requests.",
      mend: `Read what keeps it back: curl ${adminUrl}/health/ready`,
    });
  }
  const { metrics } = admin;
  if (metrics.kind === "silence") {
    findings.push({
      id: "admin-unreachable",
      severity: "problem",
      what: `No metrics at ${adminUrl}: ${metrics.why}.`,
      why: "Changes that go round the edge, forced checks and alarms are seen there alone.",
      mend: "Compare --edge-admin with the edge's --admin-listen; by default it is http://127.0.0.1:4001, to be reached on the edge's machine only.",
    });
  } else if (metrics.kind === "refused") {
    findings.push({
      id: "admin-refused",
      severity: "problem",
      what: metrics.withKey
        ? `The admin listener at ${adminUrl} refuses the key (${metrics.status}).`
        : `The admin listener at ${adminUrl} asks for a key (${metrics.status}).`,
      why: "Without its metrics, changes that go round the edge and forced checks are not seen.",
      mend:
        metrics.withKey && metrics.status === 403
          ? "Give that key the scope read in the edge's --admin-key-file, then send the edge SIGHUP."
          : "Give a key of the edge's --admin-key-file that has the scope read: --key-file FILE",
    });
  }
  return findings;
}
