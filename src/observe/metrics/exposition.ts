// Names, help and labels of every metric: what an operator reads at /metrics.
// It is over 300 lines, because it is the one list of all metrics.
import { addProcessMetrics } from "./process-metrics.ts";
import { createMetricWriter } from "./registry.ts";
import { createTally, type Tally } from "./tally.ts";
import type { Counts } from "./counts.ts";
import type { EdgeStats } from "../../edge/edge.ts";
import type { Member } from "../../edge/link/members.ts";
import type { RegionSilence } from "../../edge/link/regions.ts";
import type { SpanCounts } from "../tracing/bounded-spans.ts";
import type { Registry } from "prom-client";

/** How a process stands to the bus that it shares with others. */
export interface BusStanding {
  /** Its own region. */
  readonly region: string;
  readonly healthy: boolean;
  readonly silences: readonly RegionSilence[];
  readonly members: readonly Member[];
  /** The number of projects that it serves, and the sum of their revisions. */
  readonly projects: number;
  readonly revisions: number;
}

/** How the workers of an edge are. */
export interface WorkersStanding {
  readonly ready: number;
  readonly starting: number;
  /** Workers that ended although they should not have, by the reason. */
  readonly ended: ReadonlyMap<string, number>;
}

/** The certificate of a listener. */
export interface CertificateStanding {
  readonly listener: string;
  readonly files: { readonly expiresAtMs: number };
}

/** What a registry reads. */
export interface Observed {
  readonly counts: Counts;
  readonly stats: () => EdgeStats;
  /** Undefined if the process is alone. */
  readonly bus: () => BusStanding | undefined;
  /** Undefined except in the supervisor of several workers. */
  readonly workers?: () => WorkersStanding | undefined;
  /** The most bytes that the entries may use: `--cache-memory`. Undefined in a process that stores none. */
  readonly cacheBytesMax?: number | undefined;
  /** What has become of the spans. Undefined without tracing. */
  readonly spans?: () => SpanCounts | undefined;
  /** The certificates of the listeners of this process. */
  readonly certificates?: readonly CertificateStanding[];
  readonly version: string;
}

/** A registry of every metric; it reads the counts at each scrape. */
export function createRegistry(observed: Observed): Registry {
  const {
    counts,
    stats,
    bus,
    workers,
    cacheBytesMax,
    spans,
    certificates = [],
    version,
  } = observed;
  const { counter, gauge, histogram, registry } = createMetricWriter();
  const one = (value: number) => [[[], value]] as const;

  gauge(
    "build_info",
    "Always 1. The labels say which version runs.",
    ["version", "node"],
    () => [[[version, process.versions.node], 1]],
    "first",
  );
  gauge(
    "cacheable_sessions",
    "Whether checks may be answered from the store.",
    ["project"],
    () => [...counts.cacheable].map(([project, on]) => [[project], on ? 1 : 0]),
    "min",
  );
  gauge(
    "project_state",
    "1 for each state of a project that holds here.",
    ["project", "state"],
    () => [...counts.projectStates()].map((labels) => [labels, 1]),
    "max",
  );
  gauge("workers", "Worker processes of this edge.", ["state"], () => {
    const standing = workers?.();
    return standing === undefined
      ? []
      : [
          [["ready"], standing.ready],
          [["starting"], standing.starting],
        ];
  });
  counter("workers_ended_total", "Worker processes that were replaced.", ["why"], () => {
    const standing = workers?.();
    return standing === undefined
      ? []
      : ["ended", "hung", "failed"].map((why) => [[why], standing.ended.get(why) ?? 0]);
  });
  gauge(
    "refresh_interval_seconds",
    "Time between the background refreshes of an entry that is in force.",
    ["project"],
    () => [...counts.refreshIntervals].map(([project, ms]) => [[project], ms / 1_000]),
  );
  counter("checks_total", "Session checks by the result in Cache-Status.", ["result"], () =>
    Object.entries(counts.checks).map(([result, value]) => [[result], value]),
  );
  counter("decisions_total", "Decisions for gateways by their outcome.", ["outcome"], () =>
    Object.entries(counts.decisions).map(([outcome, value]) => [[outcome], value]),
  );
  histogram(
    "check_seconds",
    "Time from the arrival of a check to its answer.",
    ["answered"],
    () => [
      [["hit"], counts.hitTime],
      [["other"], counts.otherCheckTime],
    ],
  );
  counter("refreshes_total", "Hits that started a background refresh.", [], () =>
    one(counts.refreshes),
  );
  counter("preflights_total", "Preflights that were not passed on, by result.", ["result"], () =>
    counts.preflights.entries(),
  );
  counter(
    "forwarded_total",
    "Requests passed through, by reason and status class.",
    ["why", "status"],
    () => counts.forwarded.entries(),
  );
  counter("origin_calls_total", "Calls to the identity server.", ["purpose", "outcome"], () =>
    counts.calls.entries(),
  );
  histogram("origin_call_seconds", "Time of calls to the identity server.", ["purpose"], () =>
    Object.entries(counts.callTime).map(([purpose, buckets]) => [[purpose], buckets]),
  );
  counter(
    "settled_total",
    "Answers settled, by rule and effect on the entry.",
    ["row", "store"],
    () => counts.settled.entries(),
  );
  counter("fences_total", "Fences raised.", ["scope"], () => counts.fences.entries());
  counter(
    "doubts_total",
    "Scopes put in doubt by mutations with an unknown outcome.",
    ["state"],
    () => counts.doubts.entries(),
  );
  counter(
    "mutations_total",
    "Mutations passed on, by row and status class.",
    ["row", "status"],
    () => counts.mutations.entries(),
  );
  counter(
    "invalidations_published_total",
    "Invalidations published.",
    ["source", "scope", "ok"],
    () => counts.published.entries(),
  );
  counter(
    "invalidations_applied_total",
    "Invalidations received and applied.",
    ["source", "scope"],
    () => counts.applied.entries(),
  );
  histogram("invalidation_lag_seconds", "Time from publication to application.", [], () => [
    [[], counts.lag],
  ]);
  counter(
    "client_addresses_dropped_total",
    "Mutations whose client address was not trusted.",
    [],
    () => one(counts.clientAddressesDropped),
  );
  counter("change_unseen_total", "Changes that bypassed the edges.", ["published"], () =>
    counts.changeUnseen.entries(),
  );
  counter("session_mismatches_total", "Refreshes that got another session. Alert on any.", [], () =>
    one(counts.sessionMismatches),
  );
  counter(
    "cookie_names_withdrawn_total",
    "Times that a confirmed cookie name was no longer relied on.",
    ["sign"],
    () => counts.cookieNamesWithdrawn.entries(),
  );
  counter("origin_too_old_total", "Answers that were older than the edge had asked for.", [], () =>
    one(counts.originTooOld),
  );
  counter("refresh_pauses_total", "Pauses of refreshes that a 429 asked for.", [], () =>
    one(counts.refreshPauses),
  );
  counter("evicted_total", "Entries evicted because the store was full.", [], () =>
    one(counts.evicted),
  );
  counter("limits_reached_total", "Limits reached.", ["limit"], () => counts.limits.entries());
  counter("errors_total", "Errors that the edge itself answered with.", ["id"], () =>
    counts.errors.entries(),
  );

  counter("intake_refused_total", "Requests that the admin listener refused.", ["area", "id"], () =>
    counts.intakeRefused.entries(),
  );
  counter(
    "intake_applied_total",
    "Invalidations from outside, applied here.",
    ["source", "scope", "again"],
    () => counts.intakeApplied.entries(),
  );
  histogram("intake_lag_seconds", "Time from a change to its live event.", [], () => [
    [[], counts.intakeLag],
  ]);
  counter("hooks_total", "Web hooks and live events.", ["sender", "flow", "outcome"], () =>
    counts.hooks.entries(),
  );
  counter("hooks_collapsed_total", "Times that too many web hooks were waiting at once.", [], () =>
    one(counts.hooksCollapsed),
  );
  counter("endings_total", "Endings that subscribers were told.", ["type"], () =>
    counts.endings.entries(),
  );
  counter(
    "endings_collapsed_total",
    "Endings that became one of the whole project, because there were too many at once.",
    [],
    () => one(counts.endingsCollapsed),
  );
  counter("ending_streams_total", "What happened to streams of endings.", ["change"], () =>
    counts.endingStreams.entries(),
  );
  gauge("ending_streams", "Streams of endings that are open.", [], () =>
    one(counts.endingStreamsOpen),
  );
  counter("caep_refused_total", "Security event tokens that were not accepted.", ["error"], () =>
    counts.caepRefused.entries(),
  );
  counter("gateway_total", "Requests passed on to the admin API.", ["status"], () =>
    counts.gateway.entries(),
  );

  counter("deliveries_total", "Attempts to send endings to subscribers.", ["via", "outcome"], () =>
    counts.deliveries.entries(),
  );
  histogram("delivery_lag_seconds", "Time from an ending to its delivery.", [], () => [
    [[], counts.deliveryLag],
  ]);
  gauge(
    "deliveries_waiting",
    "Deliveries that wait in the outbox, also those of other processes on the same database.",
    [],
    () => (counts.deliveriesWaiting === undefined ? [] : one(counts.deliveriesWaiting)),
    "max",
  );

  counter("bus_interruptions_total", "Times that the connection to the bus was lost.", [], () =>
    one(counts.busInterruptions),
  );
  counter("bus_failures_total", "Requests to the bus that failed.", [], () =>
    one(counts.busFailures),
  );
  counter("degraded_total", "Times that this process became degraded.", [], () =>
    one(counts.timesDegraded),
  );
  counter("region_changes_total", "Changes of other regions.", ["change"], () =>
    counts.regionChanges.entries(),
  );
  counter("caught_up_total", "Readings of a region's log after a gap.", ["result"], () =>
    counts.caughtUp.entries(),
  );

  counter("spans_total", "Spans of sampled requests, by what became of them.", ["outcome"], () => {
    const { exported = 0, failed = 0, dropped = 0 } = spans?.() ?? {};
    return [
      [["exported"], exported],
      [["failed"], failed],
      [["dropped"], dropped],
    ];
  });

  const ofBus = (read: (standing: BusStanding) => number) => {
    const standing = bus();
    return standing === undefined ? [] : ([[[standing.region], read(standing)]] as const);
  };
  gauge(
    "healthy",
    "Whether this process hears of every invalidation in time.",
    ["region"],
    () => ofBus(({ healthy }) => (healthy ? 1 : 0)),
    "min",
  );
  gauge(
    "region_silence_seconds",
    "Time since everything from a region was known to have arrived.",
    ["region", "own"],
    () =>
      (bus()?.silences ?? []).map(({ region, own, silentForMs }) => [
        [region, String(own)],
        silentForMs / 1_000,
      ]),
    "max",
  );
  gauge(
    "members",
    "Processes on the bus, by region, role and state.",
    ["region", "role", "state"],
    () => countMembers(bus()?.members ?? []),
    "max",
  );
  gauge(
    "projects",
    "Projects that this process serves.",
    ["region"],
    () => ofBus(({ projects }) => projects),
    "min",
  );
  gauge(
    "settings_revisions",
    "Sum of the revisions of their settings.",
    ["region"],
    () => ofBus(({ revisions }) => revisions),
    "min",
  );

  gauge(
    "tls_certificate_expires_seconds",
    "When the certificate of a listener expires, in seconds since 1970.",
    ["listener"],
    () => certificates.map(({ listener, files }) => [[listener], files.expiresAtMs / 1_000]),
    "min",
  );
  gauge("entries", "Entries in the store.", [], () => one(stats().entries));
  gauge("entry_bytes", "Memory that the entries are estimated to use.", [], () =>
    one(stats().bytes),
  );
  if (cacheBytesMax !== undefined) {
    gauge("entry_bytes_limit", "Memory that the entries may use: --cache-memory.", [], () =>
      one(cacheBytesMax),
    );
  }
  gauge("fences", "Fences in force.", [], () => one(stats().fences));
  gauge("flights", "Shared calls under way.", [], () => one(stats().flights));
  gauge("unpublished", "Invalidations waiting for the bus.", [], () => one(stats().unpublished));
  gauge("lane_waiting", "Requests waiting for a free call.", ["lane"], () =>
    Object.entries(stats().lanes).map(([lane, { waiting }]) => [[lane], waiting]),
  );
  gauge("lane_calls", "Calls under way.", ["lane"], () =>
    Object.entries(stats().lanes).map(([lane, { calls }]) => [[lane], calls]),
  );
  addProcessMetrics(registry);
  return registry;
}

/** The members by region, role and state. A silent one counts no longer once another of its name is live. */
function countMembers(members: readonly Member[]): ReturnType<Tally["entries"]> {
  const nameOf = ({ heartbeat: { region, role, name } }: Member): string =>
    JSON.stringify([region, role, name]);
  const live = new Set(members.filter(({ state }) => state === "live").map(nameOf));
  const tally = createTally();
  for (const member of members) {
    const { region, role } = member.heartbeat;
    const replaced = member.state === "silent" && live.has(nameOf(member));
    for (const state of ["live", "silent"]) {
      tally.add([region, role, state], member.state === state && !replaced ? 1 : 0);
    }
  }
  return tally.entries();
}
