// Asks the edge's admin listener how the edge is, and what it has counted.
import type { Ask } from "./ask.ts";
import type { AdminFacts, TrafficCounts } from "./facts.ts";
import { readMetrics, type SumOf } from "./metrics-text.ts";
import type { Secret } from "../core/secret.ts";

/** Asks the admin listener, by a key where there is one. */
export async function probeAdmin(
  ask: Ask,
  url: string,
  key: Secret | undefined,
): Promise<AdminFacts> {
  const health = await ask({ url: `${url}/health/ready` });
  const ready = health.kind === "silence" ? undefined : health.status === 200;
  const headers = key === undefined ? {} : { Authorization: `Bearer ${key.reveal()}` };
  const reply = await ask({ url: `${url}/metrics`, headers });
  if (reply.kind === "silence") return { ready, metrics: reply };
  if (reply.status === 401 || reply.status === 403) {
    const { status } = reply;
    return { ready, metrics: { kind: "refused", status, withKey: key !== undefined } };
  }
  const sum = reply.status === 200 ? readMetrics(reply.text) : undefined;
  return sum === undefined
    ? {
        ready,
        metrics: { kind: "silence", why: "the answer is not from the admin listener of an edge" },
      }
    : { ready, metrics: { kind: "counts", counts: countsOf(sum) } };
}

function countsOf(sum: SumOf): TrafficCounts {
  const on = sum("cacheable_sessions");
  const preflights = (result: string): number => sum("preflights_total", { result }) ?? 0;
  return {
    cacheable: on === undefined ? undefined : on > 0,
    checks: sum("checks_total") ?? 0,
    forced: sum("checks_total", { result: "forced" }) ?? 0,
    cookiesUnknown: sum("forwarded_total", { why: "cookies-unknown" }) ?? 0,
    mutations: sum("mutations_total") ?? 0,
    hooks: sum("hooks_total") ?? 0,
    addressesDropped: sum("client_addresses_dropped_total") ?? 0,
    changesUnseen: sum("change_unseen_total") ?? 0,
    cookieNamesWithdrawn: sum("cookie_names_withdrawn_total") ?? 0,
    sessionsStored: sum("settled_total", { row: "active/put" }) ?? 0,
    sessionMismatches: sum("session_mismatches_total") ?? 0,
    originTooOld: sum("origin_too_old_total") ?? 0,
    preflightsKept: preflights("hit") + preflights("stored"),
    preflightsPassed: preflights("passed"),
  };
}
