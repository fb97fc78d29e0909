// Where the gateways differ, for reasons that their guides give.
import type { GatewayName } from "./configuration.ts";

/** What to expect of a gateway with its guide's configuration. */
export interface Manner {
  /** Headers that may reach the edge in addition to the credentials. Undefined: everything but what changes an answer. */
  readonly alsoSent: readonly string[] | undefined;
  /** What becomes of a 403 for want of a second factor. */
  readonly secondFactorMissing: 401 | 403;
  /** The status of a request while nothing answers at the edge's address. */
  readonly edgeGone: number;
  /** What becomes of the edge's 502 when it has nothing stored and the identity server does not answer. */
  readonly originGone: number;
  /** Whether `X_Kratos_…` is kept from the app too. */
  readonly stripsUnderscores: boolean;
  /** Whether session tokens are checked, beside cookies. */
  readonly tokens: readonly ("X-Session-Token" | "Authorization")[];
  /** Whether the new cookie of a session that was extended reaches the browser. */
  readonly relaysRenewedCookie: boolean;
}

const both = ["X-Session-Token", "Authorization"] as const;
const forwarding = ["for", "host", "method", "port", "proto", "server", "uri"].map(
  (part) => `x-forwarded-${part}`,
);

/** By gateway. */
export const manners: Readonly<Record<GatewayName, Manner>> = {
  nginx: {
    alsoSent: ["host"],
    secondFactorMissing: 403,
    edgeGone: 500,
    originGone: 500,
    stripsUnderscores: true,
    tokens: both,
    relaysRenewedCookie: true,
  },
  haproxy: {
    alsoSent: ["host", "accept", "user-agent"],
    secondFactorMissing: 403,
    edgeGone: 503,
    originGone: 503,
    stripsUnderscores: true,
    tokens: both,
    relaysRenewedCookie: true,
  },
  caddy: {
    alsoSent: undefined,
    secondFactorMissing: 403,
    edgeGone: 502,
    originGone: 503,
    stripsUnderscores: true,
    tokens: both,
    relaysRenewedCookie: true,
  },
  traefik: {
    alsoSent: ["host", "accept-encoding", "user-agent", ...forwarding],
    secondFactorMissing: 403,
    edgeGone: 500,
    originGone: 502,
    stripsUnderscores: false,
    tokens: both,
    relaysRenewedCookie: true,
  },
  envoy: {
    alsoSent: [
      "host",
      "content-length",
      "x-request-id",
      "x-envoy-internal",
      "x-envoy-expected-rq-timeout-ms",
      ...forwarding,
    ],
    secondFactorMissing: 403,
    edgeGone: 503,
    originGone: 503,
    stripsUnderscores: true,
    tokens: both,
    relaysRenewedCookie: true,
  },
  oathkeeper: {
    alsoSent: ["host", "accept-encoding", "user-agent"],
    secondFactorMissing: 401,
    edgeGone: 403,
    originGone: 401,
    stripsUnderscores: false,
    tokens: ["Authorization"],
    relaysRenewedCookie: false,
  },
};
