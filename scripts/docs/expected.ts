// What the reference pages have to say, read from the code itself: tables where it has them, else lists that the
// compiler keeps complete (`satisfies Record<…>` objects to a name too few and to one too many).
import { createKeyOptions, keysOptions } from "../../src/cli/client/key-options.ts";
import { listSessionsOptions } from "../../src/cli/client/list-sessions.ts";
import { plainClientOptions } from "../../src/cli/client/list-projects.ts";
import { createProjectOptions, patchProjectOptions } from "../../src/cli/client/project-options.ts";
import { controlOptions } from "../../src/config/options/control-options.ts";
import { benchOptions } from "../../src/bench/options.ts";
import { commandNames } from "../../src/cli/command-line.ts";
import { devOptions } from "../../src/config/options/dev-options.ts";
import { doctorOptions } from "../../src/config/options/doctor-options.ts";
import { limitsOf } from "../../src/config/options/edge-config.ts";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import {
  busPlanOptions,
  removeRegionOptions,
} from "../../src/config/options/bus-command-options.ts";
import { optionsText } from "../../src/config/options/help.ts";
import { planOptions } from "../../src/config/options/plan-options.ts";
import { invalidateOptions } from "../../src/config/options/invalidate-options.ts";
import { helpOf, namesOutsideFile, type Shape } from "../../src/config/read/source.ts";
import { controlErrors } from "../../src/control/errors.ts";
import { defaultFlags } from "../../src/control/projects/feature-flags.ts";
import { controlScopes } from "../../src/control/access/scopes.ts";
import { cacheStatus, type CacheStatus } from "../../src/core/cache-status.ts";
import type { BypassReason } from "../../src/core/check.ts";
import { decisionRows, type FetchWhy } from "../../src/core/decide.ts";
import { edgeErrors, type EdgeError } from "../../src/core/errors.ts";
import type { Serving } from "../../src/core/hit.ts";
import type { Limits } from "../../src/core/limits.ts";
import { mutationRows } from "../../src/core/mutation.ts";
import { mutationTable } from "../../src/core/mutation-table.ts";
import { settlementRows } from "../../src/core/settle.ts";
import { findingIds } from "../../src/doctor/finding.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { byLane } from "../../src/edge/call/lanes.ts";
import { healthStates } from "../../src/core/health/project-state.ts";
import { createCounts } from "../../src/observe/metrics/counts.ts";
import { createRegistry } from "../../src/observe/metrics/exposition.ts";
import type { ExpectedTable } from "./problems.ts";

const bypassReasons = {
  "cookie-repeated": true,
  "cookie-malformed": true,
  "cookies-many": true,
  "request-id-large": true,
  "token-repeated": true,
  "token-malformed": true,
  "authorization-repeated": true,
  "authorization-malformed": true,
  "credential-large": true,
  method: true,
  body: true,
  tokenize: true,
  "tokens-off": true,
  "cookies-unknown": true,
  "cookies-other": true,
  "authorization-alone": true,
  "origin-malformed": true,
  "origins-many": true,
  connection: true,
  expect: true,
  "absolute-form": true,
  "no-store": true,
  off: true,
} satisfies Record<BypassReason, true>;

const servings = {
  hit: true,
  refreshing: true,
  degraded: true,
  "stale-if-error": true,
} satisfies Record<Serving, true>;

const fetchWhys = { miss: true, stale: true, forced: true, renew: true } satisfies Record<
  FetchWhy,
  true
>;

const eventKinds = {
  check: true,
  preflight: true,
  decision: true,
  forwarded: true,
  call: true,
  settled: true,
  decided: true,
  fence: true,
  doubt: true,
  mutation: true,
  published: true,
  applied: true,
  "client-address-dropped": true,
  "change-unseen": true,
  "session-mismatch": true,
  "cookie-name-withdrawn": true,
  "cookie-name": true,
  "origin-too-old": true,
  "refresh-paused": true,
  evicted: true,
  "limit-reached": true,
  "refresh-interval": true,
  settings: true,
  "error-answered": true,
  "intake-refused": true,
  "intake-applied": true,
  hook: true,
  "hooks-collapsed": true,
  ending: true,
  "ending-told": true,
  "endings-collapsed": true,
  "endings-stream": true,
  "caep-refused": true,
  gateway: true,
  delivery: true,
  "delivery-backlog": true,
  "bus-connected": true,
  "bus-interrupted": true,
  "bus-failed": true,
  "bus-health": true,
  region: true,
  "caught-up": true,
} satisfies Record<EdgeEvent["kind"], true>;

/** Every table that is compared. */
export function expectedTables(): readonly ExpectedTable[] {
  const edge = optionRows(optionsText(edgeOptions.shape));
  const client = optionRows(optionsText(plainClientOptions.shape));
  const counts = createCounts();
  const names = (list: Iterable<string>) => [...new Set(list)].map((name) => [name]);
  const reference = (page: string, heading: string, columns: string[], rows: string[][]) => ({
    page: `docs/reference/${page}.md`,
    heading,
    columns,
    rows,
  });
  return [
    reference("command-line", "Commands", ["command"], names(commandNames)),
    reference("command-line", "Options of edge", ["option", "default"], edge),
    reference(
      "command-line",
      "Options of dev",
      ["option", "default"],
      rowsBeyond(edge, devOptions.shape),
    ),
    reference(
      "command-line",
      "Options of control",
      ["option", "default"],
      rowsBeyond(edge, controlOptions.shape),
    ),
    reference(
      "command-line",
      "Options of invalidate",
      ["option", "default"],
      optionRows(optionsText(invalidateOptions.shape)),
    ),
    reference(
      "command-line",
      "Options of bus check and bus create",
      ["option", "default"],
      optionRows(optionsText(busPlanOptions.shape)),
    ),
    reference(
      "command-line",
      "Options of bus remove-region",
      ["option", "default"],
      optionRows(optionsText(removeRegionOptions.shape)),
    ),
    reference(
      "command-line",
      "Options of the commands for the control plane",
      ["option", "default"],
      client,
    ),
    ...Object.entries({
      "create project": createProjectOptions,
      "patch project": patchProjectOptions,
      "list sessions": listSessionsOptions,
      "list keys and revoke key": keysOptions,
      "create key": createKeyOptions,
    }).map(([commands, { shape }]) =>
      reference(
        "command-line",
        `Options of ${commands}`,
        ["option", "default"],
        rowsBeyond(client, shape),
      ),
    ),
    reference(
      "command-line",
      "Options of doctor",
      ["option", "default"],
      optionRows(optionsText(doctorOptions.shape)),
    ),
    reference(
      "command-line",
      "Options of plan",
      ["option", "default"],
      optionRows(optionsText(planOptions.shape)),
    ),
    reference(
      "command-line",
      "Options of bench",
      ["option", "default"],
      optionRows(optionsText(benchOptions.shape)),
    ),
    {
      page: "docs/guides/doctor.md",
      heading: "Findings",
      columns: ["finding"],
      rows: names(findingIds),
    },
    {
      page: "docs/guides/health.md",
      heading: "States",
      columns: ["state"],
      rows: names(healthStates),
    },
    reference("errors", "The table", ["id", "status", "also"], errorRows()),
    reference(
      "errors",
      "Control plane",
      ["id", "status"],
      Object.entries(controlErrors).map(([id, { status }]) => [id, String(status)]),
    ),
    reference("control-api", "Settings", ["setting", "default"], settingRows()),
    reference("control-api", "Scopes", ["scope"], names(controlScopes)),
    reference("metrics", "Metrics", ["metric", "type", "labels"], metricRows()),
    reference("metrics", "Results of checks", ["result"], names(Object.keys(counts.checks))),
    reference("metrics", "Purposes of calls", ["purpose"], names(Object.keys(counts.callTime))),
    reference("cache-status", "Parameters", ["parameter"], names(cacheStatusParameters())),
    reference(
      "cache-status",
      "Why a check was passed on",
      ["detail"],
      names(Object.keys(bypassReasons)),
    ),
    reference("mutations", "The table", ["row", "methods", "path"], mutationTableRows()),
    reference("limits", "The table", ["limit", "option", "default"], limitRows()),
    reference("events", "The table", ["event"], names(Object.keys(eventKinds))),
    {
      page: "docs/internals/deciding.md",
      heading: "What to do with a check",
      columns: ["directive"],
      rows: names(decisionRows.map((row) => row.split("/")[0] ?? row)),
    },
    {
      page: "docs/internals/deciding.md",
      heading: "What an answer does",
      columns: ["row"],
      rows: names(settlementRows),
    },
  ];
}

/** Flag and default of every option that a help text tells of. */
function optionRows(help: string): string[][] {
  return [...help.matchAll(/^ {2}(--\S.*)\n((?: {6}\S.*\n)+)/gmu)].map(
    ([, flag = "", text = ""]) => {
      const told = text.trim().replaceAll(/\s+/gu, " ");
      return [flag, /Default: (.*?)\. Example: /u.exec(told)?.[1] ?? "required"];
    },
  );
}

/** Rows of a command that another one's do not say already. */
function rowsBeyond(others: readonly string[][], shape: Shape): string[][] {
  const said = new Set(others.map((row) => row.join(" ")));
  return optionRows(optionsText(shape)).filter((row) => !said.has(row.join(" ")));
}

function errorRows(): string[][] {
  return Object.entries<EdgeError>(edgeErrors).map(([id, error]) => [
    id,
    String(error.status),
    [
      ...(error.retryAfterSeconds === undefined ? [] : [`Retry-After: ${error.retryAfterSeconds}`]),
      ...(error.close === true ? ["closes"] : []),
    ].join(", "),
  ]);
}

function settingRows(): string[][] {
  return Object.entries(defaultFlags).map(([name, value]) => [
    name,
    typeof value === "object" ? "none" : value === "" ? "empty" : String(value),
  ]);
}

function metricRows(): string[][] {
  const lane = { calls: 0, waiting: 0 };
  const lanes = byLane(() => lane);
  const stats = () => ({ entries: 0, bytes: 0, fences: 0, flights: 0, unpublished: 0, lanes });
  const registry = createRegistry({
    cacheBytesMax: 1,
    counts: createCounts(),
    stats,
    bus: () => undefined,
    version: "0",
  });
  return registry.getMetricsAsArray().map((metric) => {
    const labels = "labelNames" in metric ? metric.labelNames : [];
    return [metric.name, String(metric.type), Array.isArray(labels) ? labels.join(", ") : ""];
  });
}

/** Every parameter that an answer's own member can carry; numbers of seconds stand as N. */
function cacheStatusParameters(): readonly string[] {
  const hits = Object.keys(servings).map((serving): CacheStatus => {
    return { kind: "hit", ttlSeconds: 7, detail: serving === "hit" ? undefined : serving };
  });
  const whys = Object.keys(fetchWhys) as FetchWhy[];
  const fetched = whys.map((why): CacheStatus => ({
    kind: "fetched",
    why,
    stored: true,
    collapsed: true,
    detail: "origin-age",
  }));
  const rest: CacheStatus[] = [{ kind: "bypass", detail: "REASON" }, { kind: "unsatisfied" }];
  return [...hits, ...fetched, ...rest].flatMap((status) =>
    cacheStatus("edge", status).replace("ttl=7", "ttl=N").split("; ").slice(1),
  );
}

function mutationTableRows(): string[][] {
  const listed = mutationTable.map((row) => [row.name, row.methods.join(", "), row.path]);
  const others = mutationRows.filter((name) => listed.every(([known]) => known !== name));
  return [...listed, ...others.map((name) => [name, "any unsafe", "any other"])];
}

/** Which ceiling an option sets is found by setting it: to the example of its help. */
function limitRows(): string[][] {
  const defaults = limitsOf(edgeOptions.parse({ origin: "http://kratos.example" }));
  const options = new Map(
    optionRows(optionsText(edgeOptions.shape)).map(([flag = "", text]) => {
      return [flag.split(" ")[0]?.slice(2) ?? "", text ?? ""];
    }),
  );
  return namesOutsideFile(edgeOptions.shape).flatMap((name) => {
    const changed = limitsOf(
      edgeOptions.parse({
        origin: "http://kratos.example",
        [name]: helpOf(edgeOptions.shape, name).example,
      }),
    );
    const keys = Object.keys(defaults) as (keyof Limits)[];
    return keys
      .filter((key) => changed[key] !== defaults[key])
      .map((key) => [key, `--${name}`, options.get(name) ?? ""]);
  });
}
