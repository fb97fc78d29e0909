// Findings about the edge, from a check without credentials and from its admin listener.
import type { WhoamiAnswer } from "../core/health/whoami-seen.ts";
import type { Facts } from "./facts.ts";
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
        what: `The edge at ${edgeUrl} does not answer: ${edge.why}.`,
        why: "Clients that use this URL cannot check sessions.",
        mend: `Start it: edge-sessions edge --origin ${originUrl} --cacheable-sessions\nIf it is running, compare --edge with its --listen and with the proxy in front of it.`,
      },
    ];
  }
  if (!edge.kratos) return [edgeFailing(edgeUrl, edge)];
  const counted = admin?.metrics.kind === "counts" ? admin.metrics.counts.cacheable : undefined;
  return edge.cacheStatus === undefined ? [featureOff(edgeUrl, counted)] : [];
}

function edgeFailing(edgeUrl: string, edge: WhoamiAnswer): Finding {
  const { status, edgeError } = edge;
  const origin = edgeError?.startsWith("edge_origin_") === true;
  return {
    id: "edge-failing",
    severity: "problem",
    what: `${edgeUrl}/sessions/whoami answers ${status}${edgeError === undefined ? "" : ` (${edgeError})`} to a check without a session. It should answer 401.`,
    why: "Checks through this URL fail.",
    mend: origin
      ? "The edge gets no usable answer from its own --origin. Compare it with the --origin given here, on the edge's machine. The edge's log says why."
      : edgeError === undefined
        ? "Something other than an edge answers, or a proxy in front of it. Check where the URL leads, and the --base-path of the edge."
        : `Look up ${edgeError} in docs/reference/errors.md, and read the edge's log.`,
  };
}

/** What its own metrics say tells a switched-off feature from a URL that leads elsewhere. */
function featureOff(edgeUrl: string, cacheable: boolean | undefined): Finding {
  const on = cacheable === true;
  return {
    id: "feature-off",
    severity: "problem",
    what: on
      ? `Answers from ${edgeUrl} have no Cache-Status, although the edge's metrics say that Edge Sessions is on.`
      : `Answers from ${edgeUrl} have no Cache-Status. Edge Sessions is off, or the URL does not lead to an edge.`,
    why: "Every check goes to the identity server.",
    mend: on
      ? "The URL bypasses the edge, or a proxy removes Cache-Status. Point the URL at the edge's --listen."
      : "Start the edge with --cacheable-sessions (in its file: cacheable-sessions: true). If the edge has that already, the URL does not lead to it.",
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
      mend: `See why it is not ready: curl ${adminUrl}/health/ready`,
    });
  }
  const { metrics } = admin;
  if (metrics.kind === "silence") {
    findings.push({
      id: "admin-unreachable",
      severity: "problem",
      what: `There are no metrics at ${adminUrl}: ${metrics.why}.`,
      why: "Only the metrics show changes that bypass the edge, forced checks and alarms.",
      mend: "Compare --edge-admin with the edge's --admin-listen. The default is http://127.0.0.1:4001, which can be reached only on the edge's machine.",
    });
  } else if (metrics.kind === "refused") {
    findings.push({
      id: "admin-refused",
      severity: "problem",
      what: metrics.withKey
        ? `The admin listener at ${adminUrl} refuses the key (${metrics.status}).`
        : `The admin listener at ${adminUrl} asks for a key (${metrics.status}).`,
      why: "Without the metrics, doctor cannot see changes that bypass the edge, or forced checks.",
      mend:
        metrics.withKey && metrics.status === 403
          ? "Give that key the scope read in the edge's --admin-key-file, then send the edge SIGHUP."
          : "Pass a key with the scope read from the edge's --admin-key-file: --key-file FILE",
    });
  }
  return findings;
}
