// One event of every kind, so that a test can show each of them to a subscriber.
import type { CredentialDigest } from "../../src/core/credential.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";

const project = "default";
/** Identity that the samples name. */
export const identityId = "5b0f3c1e-0000-4000-8000-000000000001";

/** A digest as it could be; logs show none. */
export const digest = "Zm9vYmFy-digest-of-a-credential" as CredentialDigest;

/** A hit. */
export const hit: EdgeEvent & { kind: "check" } = {
  kind: "check",
  project,
  result: "hit",
  status: 200,
  durationMs: 0.02,
  refreshing: false,
};

/** The trace of an edge on a bad day. */
export const sampleEvents: readonly EdgeEvent[] = [
  { kind: "settings", project, cacheableSessions: true, lagMs: undefined },
  hit,
  { ...hit, refreshing: true },
  { ...hit, result: "miss", durationMs: 12 },
  { ...hit, result: "error", status: 502, durationMs: 3 },
  { kind: "decided", project, row: "serve" },
  { kind: "settled", project, row: "active/put", store: "put", begunAtMs: 1 },
  { kind: "forwarded", project, method: "GET", status: 303, durationMs: 7, why: "other" },
  {
    kind: "call",
    project,
    lane: "unknown",
    purpose: "fill",
    outcome: "2xx",
    status: 200,
    durationMs: 11,
  },
  {
    kind: "call",
    project,
    lane: "known",
    purpose: "refresh",
    outcome: "unreachable",
    status: undefined,
    durationMs: 2,
    cause: Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:4433"), {
      code: "ECONNREFUSED",
    }),
  },
  { kind: "fence", project, scope: { kind: "identity", value: identityId }, atMs: 5, removed: 2 },
  { kind: "fence", project, scope: { kind: "credential", value: digest }, atMs: 5, removed: 1 },
  { kind: "doubt", project, scope: { kind: "project" }, ended: false },
  { kind: "doubt", project, scope: { kind: "project" }, ended: true },
  {
    kind: "mutation",
    project,
    row: "settings",
    status: 200,
    scopes: [{ kind: "credential", value: digest }],
    published: true,
    durationMs: 20,
  },
  {
    kind: "published",
    project,
    scope: { kind: "identity", value: identityId },
    source: "mutation",
    ok: false,
    durationMs: 250,
  },
  {
    kind: "applied",
    project,
    scope: { kind: "identity", value: identityId },
    source: "hook",
    removed: 3,
    lagMs: 4,
  },
  { kind: "client-address-dropped", project },
  { kind: "change-unseen", project, identityId, published: true },
  { kind: "refresh-interval", project, intervalMs: 8_000 },
  { kind: "session-mismatch", project },
  { kind: "cookie-name-withdrawn", project, sign: "check" },
  { kind: "cookie-name", project, contradicted: true, sign: "check" },
  { kind: "cookie-name", project, contradicted: false, sign: undefined },
  { kind: "origin-too-old", project },
  { kind: "refresh-paused", project, untilMs: 900 },
  { kind: "evicted", project, entries: 5 },
  { kind: "limit-reached", project, limit: "knownCallsMax" },
  { kind: "error-answered", project, id: "edge_busy", status: 503 },
  {
    kind: "intake-refused",
    project,
    area: "hooks",
    id: "edge_key_insufficient",
    status: 403,
    keyName: "prometheus",
    peer: "192.0.2.7",
  },
  {
    kind: "intake-applied",
    project,
    source: "hook",
    scopes: [{ kind: "identity", value: identityId }],
    again: true,
    keyName: undefined,
    lagMs: 40,
  },
  {
    kind: "hook",
    project,
    sender: "kratos",
    flow: "settings",
    outcome: "repeated",
    keyName: "kratos",
  },
  { kind: "hooks-collapsed", project },
  {
    kind: "ending",
    project,
    ending: {
      id: "8f0f3c1e-0000-4000-8000-00000000000e",
      type: "session-revoked",
      project,
      sessionId: "8f0f3c1e-0000-4000-8000-000000000005",
      identityId,
      at: 0,
    },
    here: true,
  },
  { kind: "ending-told", project, type: "session-revoked" },
  { kind: "endings-collapsed", project },
  { kind: "endings-stream", project, change: "begun", open: 1, keyName: "backend" },
  { kind: "endings-stream", project, change: "slow", open: 0, keyName: "backend" },
  { kind: "caep-refused", project, error: "invalid_issuer", keyName: "caep" },
  {
    kind: "gateway",
    project,
    method: "DELETE",
    path: `/admin/identities/${identityId}`,
    status: 204,
    keyName: "back-office",
    durationMs: 9,
  },
];
