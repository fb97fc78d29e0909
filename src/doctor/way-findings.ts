// Findings about the ways to the edge: where browsers are led, who clients seem to be, and what pages may ask.
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** Fewer mutations than this say nothing about where they come from. */
const addressesCountedMin = 20;
/** Part of mutations with a dropped address from which on a proxy is likelier than strangers who make one up. */
const addressesShareMax = 0.5;

/** Whether sign-in flows lead to the edge: to its URL, or to another one at which an edge of the same name answers. */
export function leadsToEdge({ setUp: { edgeUrl }, edge, flow }: Facts): boolean {
  if (edgeUrl === undefined || flow === undefined) return false;
  if (sameUrl(flow.baseUrl, edgeUrl)) return true;
  const name = edge?.kind === "answer" ? edge.cacheStatus?.name : undefined;
  // Browsers may well come by another way than doctor.
  return name !== undefined && flow.edgeThere === name;
}

/** Whether the identity server leads browsers to the edge. */
export function baseUrlFindings(facts: Facts): readonly Finding[] {
  const { setUp, edge, flow, admin } = facts;
  const { edgeUrl, originUrl } = setUp;
  if (edgeUrl === undefined || flow === undefined || leadsToEdge(facts)) return [];
  const named = edge?.kind === "answer" && edge.cacheStatus !== undefined;
  const off = admin?.metrics.kind === "counts" && admin.metrics.counts.cacheable === false;
  // Perhaps no edge is there at all; then feature-off says so, and this URL would be bad advice.
  if (!named && !off) return [];
  const origins = sameUrl(flow.baseUrl, originUrl);
  return [
    {
      id: "base-url",
      severity: "problem",
      what: `Forms, redirects and mails of the identity server lead to ${flow.baseUrl}${origins ? " (itself)" : ""}, not to the edge at ${edgeUrl}.`,
      why: "Sign-ins, settings and sign-outs bypass the edge, so users may see their old state until the limit has passed.",
      mend: `In the configuration of Kratos, with the edge's URL as browsers know it:\nserve:\n  public:\n    base_url: ${edgeUrl}/`,
    },
  ];
}

function sameUrl(one: string, other: string): boolean {
  return new URL(one).href.replace(/\/$/u, "") === new URL(other).href.replace(/\/$/u, "");
}

/** Whether what proxies in front of the edge say of clients is believed. Seen by the protocol of a flow, and by the edge's count. */
export function clientAddressFindings({
  setUp: { edgeUrl },
  flow,
  admin,
}: Facts): readonly Finding[] {
  const counts = admin?.metrics.kind === "counts" ? admin.metrics.counts : undefined;
  const dropped = counts?.addressesDropped ?? 0;
  const byCount =
    counts !== undefined &&
    counts.mutations >= addressesCountedMin &&
    dropped >= counts.mutations * addressesShareMax;
  const byProtocol = edgeUrl?.startsWith("https:") === true && flow?.askedBy === "http";
  if (!byCount && !byProtocol) return [];
  const seen = [
    ...(byProtocol ? [`The edge was called by https, but the identity server recorded http.`] : []),
    ...(byCount
      ? [
          `For ${dropped} of ${counts.mutations} mutations the edge got no client address from a trusted proxy.`,
        ]
      : []),
  ];
  return [
    {
      id: "client-address",
      severity: "warning",
      what: `${seen.join(" ")} A proxy in front of the edge is not trusted, or sends no client address.`,
      why: "The identity server records the proxy's address instead of the user's as the device of each session, and creates http links.",
      mend: "Give the edge the addresses of the proxies: --trusted-proxies 10.0.0.0/8 (never 0.0.0.0/0, because then any client can forge an address).\nThe proxy must send X-Forwarded-For, or the header of --client-address-header, and X-Forwarded-Proto. If clients reach the edge without a proxy, they forge these headers, and there is nothing to fix.",
    },
  ];
}

/** Whether a page of another origin may check a session, and ask for a fresh answer. */
export function corsFindings({ setUp: { appOrigin }, cors }: Facts): readonly Finding[] {
  if (appOrigin === undefined || cors === undefined) return [];
  const { origin } = new URL(appOrigin);
  const mend = `In the configuration of Kratos (this list replaces the default list, so it includes the defaults):\nserve:\n  public:\n    cors:\n      enabled: true\n      allowed_origins: [${origin}]\n      allow_credentials: true\n      allowed_headers: [Authorization, Content-Type, Max-Age, X-Session-Token, X-XSRF-TOKEN, X-CSRF-TOKEN, Cache-Control]`;
  if (!cors.reads) {
    return [
      {
        id: "cors-origin",
        severity: "problem",
        what: `Pages of ${origin} cannot read session checks, because CORS does not allow them with a cookie.`,
        why: "Every check by such a page fails in the browser.",
        mend,
      },
    ];
  }
  if (cors.cacheControl) return [];
  return [
    {
      id: "cors-cache-control",
      severity: "problem",
      what: `CORS does not allow pages of ${origin} to send Cache-Control.`,
      why: "A check with max-age=0, which asks for a fresh answer, fails in the browser and is never sent.",
      mend,
    },
  ];
}
