// Metrics are counted only from the trace of events.
import { expect, test } from "vitest";
import { createMetrics, type Metrics } from "../../src/observe/metrics/metrics.ts";
import { createTally } from "../../src/observe/metrics/tally.ts";
import { addUp } from "../../src/observe/metrics/registry.ts";
import type { BusStanding } from "../../src/observe/metrics/exposition.ts";
import type { Member } from "../../src/edge/link/members.ts";
import { digest, hit, identityId, sampleEvents } from "./sample-events.ts";

const stats = () => ({
  entries: 7,
  bytes: 9_000,
  fences: 2,
  flights: 4,
  unpublished: 6,
  lanes: {
    known: { calls: 1, waiting: 0 },
    unknown: { calls: 2, waiting: 0 },
    ask: { calls: 4, waiting: 0 },
    mutation: { calls: 5, waiting: 1 },
    admin: { calls: 6, waiting: 0 },
    forward: { calls: 3, waiting: 5 },
  },
});

/** A member as others hear of it. */
function member(name: string, region: string, state: Member["state"]): Member {
  return {
    state,
    silentForMs: 0,
    heartbeat: {
      version: 1,
      instance: `${name} ${state}`,
      name,
      region,
      software: "1.2.3",
      role: "edge",
      count: 1,
      healthy: true,
      applied: {},
      projects: 1,
      revisions: 1,
      entries: 0,
      bytes: 0,
      checks: 0,
      hits: 0,
      unpublished: 0,
      lagMs: undefined,
      url: undefined,
      startedAt: 0,
      at: 0,
    },
  };
}

const bus = (): BusStanding => ({
  region: "eu",
  healthy: false,
  silences: [
    { region: "eu", own: true, silentForMs: 250 },
    { region: "us", own: false, silentForMs: 4_000 },
  ],
  members: [
    member("a", "eu", "live"),
    // Its predecessor of the same name died. It is not missing.
    member("a", "eu", "silent"),
    member("b", "eu", "live"),
    member("c", "us", "silent"),
    member("d", "us", "stopped"),
  ],
  projects: 3,
  revisions: 12,
});

function observed(): Metrics {
  const metrics = createMetrics(stats, "1.2.3", bus);
  for (const event of sampleEvents) metrics.sink(event);
  return metrics;
}

async function lines(metrics: Metrics): Promise<string[]> {
  const { text, contentType } = await metrics.scrape();
  expect(contentType).toContain("text/plain");
  return text.split("\n");
}

const sample = await lines(observed());

test.each([
  'edge_sessions_checks_total{result="hit"} 2',
  'edge_sessions_checks_total{result="miss"} 1',
  'edge_sessions_checks_total{result="error"} 1',
  'edge_sessions_checks_total{result="stale-if-error"} 0',
  'edge_sessions_check_seconds_bucket{answered="hit",le="0.00001"} 0',
  'edge_sessions_check_seconds_bucket{answered="hit",le="0.000025"} 2',
  'edge_sessions_check_seconds_count{answered="hit"} 2',
  'edge_sessions_check_seconds_bucket{answered="other",le="0.005"} 1',
  'edge_sessions_check_seconds_bucket{answered="other",le="+Inf"} 2',
  'edge_sessions_check_seconds_sum{answered="other"} 0.015',
  "edge_sessions_refreshes_total 1",
  'edge_sessions_forwarded_total{why="other",status="3xx"} 1',
  'edge_sessions_origin_calls_total{purpose="fill",outcome="2xx"} 1',
  'edge_sessions_origin_calls_total{purpose="refresh",outcome="unreachable"} 1',
  'edge_sessions_origin_call_seconds_count{purpose="fill"} 1',
  'edge_sessions_settled_total{row="active/put",store="put"} 1',
  'edge_sessions_fences_total{scope="identity"} 1',
  'edge_sessions_fences_total{scope="credential"} 1',
  'edge_sessions_doubts_total{state="begun"} 1',
  'edge_sessions_doubts_total{state="ended"} 1',
  'edge_sessions_mutations_total{row="settings",status="2xx"} 1',
  'edge_sessions_invalidations_published_total{source="mutation",scope="identity",ok="false"} 1',
  'edge_sessions_invalidations_applied_total{source="hook",scope="identity"} 1',
  'edge_sessions_invalidation_lag_seconds_bucket{le="0.005"} 1',
  "edge_sessions_invalidation_lag_seconds_count 1",
  "edge_sessions_client_addresses_dropped_total 1",
  'edge_sessions_change_unseen_total{published="true"} 1',
  "edge_sessions_session_mismatches_total 1",
  'edge_sessions_cookie_names_withdrawn_total{sign="check"} 1',
  "edge_sessions_origin_too_old_total 1",
  "edge_sessions_refresh_pauses_total 1",
  "edge_sessions_evicted_total 5",
  'edge_sessions_limits_reached_total{limit="knownCallsMax"} 1',
  'edge_sessions_errors_total{id="edge_busy"} 1',
  'edge_sessions_errors_total{id="edge_failed"} 0',
  'edge_sessions_errors_total{id="edge_key_insufficient"} 1',
  'edge_sessions_intake_refused_total{area="hooks",id="edge_key_insufficient"} 1',
  'edge_sessions_intake_applied_total{source="hook",scope="identity",again="true"} 1',
  'edge_sessions_intake_lag_seconds_bucket{le="0.05"} 1',
  'edge_sessions_hooks_total{sender="kratos",flow="settings",outcome="repeated"} 1',
  "edge_sessions_hooks_collapsed_total 1",
  'edge_sessions_gateway_total{status="2xx"} 1',
  'edge_sessions_healthy{region="eu"} 0',
  'edge_sessions_region_silence_seconds{region="eu",own="true"} 0.25',
  'edge_sessions_region_silence_seconds{region="us",own="false"} 4',
  'edge_sessions_members{region="eu",role="edge",state="live"} 2',
  'edge_sessions_members{region="eu",role="edge",state="silent"} 0',
  'edge_sessions_members{region="us",role="edge",state="live"} 0',
  'edge_sessions_members{region="us",role="edge",state="silent"} 1',
  'edge_sessions_projects{region="eu"} 3',
  'edge_sessions_settings_revisions{region="eu"} 12',
  "edge_sessions_entries 7",
  "edge_sessions_entry_bytes 9000",
  "edge_sessions_fences 2",
  "edge_sessions_flights 4",
  "edge_sessions_unpublished 6",
  'edge_sessions_lane_waiting{lane="forward"} 5',
  'edge_sessions_lane_calls{lane="unknown"} 2',
  'edge_sessions_cacheable_sessions{project="default"} 1',
  'edge_sessions_refresh_interval_seconds{project="default"} 8',
  `edge_sessions_build_info{version="1.2.3",node="${process.versions.node}"} 1`,
])("The sample events give the line %s.", (line) => {
  expect(sample).toContain(line);
});

test("Each state of a project that holds has a line, and other states have none.", async () => {
  const metrics = observed();
  metrics.counts.projectStates = () => [
    ["shop", "origin-failing"],
    ["shop", "rate-limited"],
  ];
  const shown = (await lines(metrics)).filter((line) => line.includes("project_state{"));
  expect(shown).toEqual([
    'edge_sessions_project_state{project="shop",state="origin-failing"} 1',
    'edge_sessions_project_state{project="shop",state="rate-limited"} 1',
  ]);
});

test("A second scrape continues to count, and adds nothing itself.", async () => {
  const metrics = observed();
  const own = async (): Promise<string[]> =>
    (await lines(metrics)).filter((line) => line.startsWith("edge_sessions_"));
  const first = await own();
  expect(await own()).toEqual(first);
  metrics.sink(hit);
  expect(await lines(metrics)).toContain('edge_sessions_checks_total{result="hit"} 3');
});

test("An edge without a bus says nothing about its health or about others.", async () => {
  const { text } = await createMetrics(stats, "1.2.3").scrape();
  expect(text).not.toMatch(/^edge_sessions_(?:healthy|region_silence|members|projects)/mu);
});

test("Every metric begins with the product's name or is one of the process, and no label names an identity or a credential.", async () => {
  const { text } = await observed().scrape();
  const named = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(named.filter((line) => !/^(?:edge_sessions|process|nodejs)_/u.test(line))).toEqual([]);
  expect(text).not.toContain(identityId);
  expect(text).not.toContain(digest);
});

test("Every event finds its counter at 0 already, so an increase sees it.", async () => {
  const before = await seriesOf(createMetrics(stats, "1.2.3", bus));
  const after = await seriesOf(observed());
  // A project is known once its settings are.
  const added = after.filter((series) => !before.includes(series));
  expect(added.filter((series) => !series.includes('project="default"'))).toEqual([]);
  expect(after).toEqual(expect.arrayContaining(before));
});

test("A scrape stays under 100 kB, whatever has happened.", () => {
  expect(sample.join("\n").length).toBeLessThan(100_000);
});

/** The series of a scrape, without their values. */
async function seriesOf(metrics: Metrics): Promise<string[]> {
  const all = await lines(metrics);
  return all.flatMap((line) => (line.startsWith("#") ? [] : [line.replace(/ \S+$/u, "")]));
}

test.each([
  "process_cpu_seconds_total",
  "process_resident_memory_bytes",
  "process_start_time_seconds",
  "process_open_fds",
  "nodejs_heap_size_used_bytes",
  'nodejs_heap_space_size_used_bytes{space="old"}',
  'nodejs_gc_duration_seconds_count{kind="major"}',
  "nodejs_eventloop_lag_p99_seconds",
])("The process shows %s as a number.", (series) => {
  const found = sample.find((line) => line.startsWith(`${series} `));
  expect(Number(found?.slice(series.length))).toBeGreaterThanOrEqual(0);
});

test("Only a process that stores answers says how much memory they may use.", async () => {
  const none = () => undefined;
  const storing = createMetrics(stats, "1.2.3", none, none, { cacheBytesMax: 4_096 });
  expect(await lines(storing)).toContain("edge_sessions_entry_bytes_limit 4096");
  expect((await observed().scrape()).text).not.toContain("entry_bytes_limit");
});

test("Several processes show the sum of their memory, the lag of the slowest, and the start of the first.", async () => {
  const read = await observed().read();
  const shown = async (name: string, values: readonly number[]): Promise<string> => {
    const all = values.map((value) =>
      read.map((metric) =>
        metric.name === name ? { ...metric, values: [{ labels: {}, value }] } : metric,
      ),
    );
    return addUp(all).metrics();
  };
  const memory = "process_resident_memory_bytes";
  expect(await shown(memory, [100, 20])).toContain(`\n${memory} 120\n`);
  const lag = "nodejs_eventloop_lag_p99_seconds";
  expect(await shown(lag, [0.5, 0.25])).toContain(`\n${lag} 0.5\n`);
  const start = "process_start_time_seconds";
  expect(await shown(start, [7, 3])).toContain(`\n${start} 7\n`);
});

test("The number of label values is bounded, whatever events contain.", () => {
  const tally = createTally();
  for (let index = 0; index < 1_000; index += 1) tally.add([`row ${index}`, "2xx"]);
  const entries = [...tally.entries()];
  expect(entries).toHaveLength(257);
  expect(entries.at(-1)).toEqual([["other", "other"], 744]);
});
