// The label values that can be known before anything has happened. Their counters are at 0 from the start, so that
// `increase()` sees the first event.
import type { BypassReason } from "../../core/check.ts";
import type { EdgeErrorId } from "../../core/errors.ts";
import { endingTypes } from "../../core/endings/ending.ts";
import { caepErrors, caepEvents } from "../../core/endings/caep.ts";
import { kratosFlows, oryChanges } from "../../core/hook-names.ts";
import { invalidationSources, type InvalidationSource } from "../../core/invalidation.ts";
import { reportedLimits } from "../../core/limits.ts";
import { mutationRows } from "../../core/mutation.ts";
import type { ReadingResult } from "../../core/region-log.ts";
import { settlementRows } from "../../core/settle.ts";
import type {
  AdminArea,
  CallOutcome,
  CallPurpose,
  EdgeEvent,
  PreflightResult,
} from "../../edge/events.ts";
import { createTally, type Tally } from "./tally.ts";

type Event<Kind extends EdgeEvent["kind"]> = EdgeEvent & { readonly kind: Kind };

/** The keys of a table. The compiler sees to it that the table has a row for each value. */
function all<Value extends string>(table: Record<Value, true>): readonly string[] {
  return Object.keys(table);
}

const statusClasses = ["2xx", "3xx", "4xx", "5xx"];
const scopes = all<Event<"fence">["scope"]["kind"]>({
  credential: true,
  session: true,
  identity: true,
  project: true,
});
const truths = ["true", "false"];

const bypassReasons = all<BypassReason>({
  "cookie-repeated": true,
  "cookie-malformed": true,
  "cookies-many": true,
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
  "request-id-large": true,
  "no-store": true,
  off: true,
});

const purposes = all<CallPurpose>({
  fill: true,
  forced: true,
  refresh: true,
  "second-look": true,
  ask: true,
  warm: true,
  preflight: true,
  forward: true,
  mutation: true,
});

const outcomes = all<CallOutcome>({
  "2xx": true,
  "3xx": true,
  "4xx": true,
  "429": true,
  "5xx": true,
  timeout: true,
  unreachable: true,
  broken: true,
  aborted: true,
});

const stores = all<Event<"settled">["store"]>({ put: true, remove: true, keep: true });

/** Areas of the admin listener that may refuse a request for any of `refusals`. */
const keyedAreas = all<Exclude<AdminArea, "health">>({
  metrics: true,
  invalidations: true,
  hooks: true,
  endings: true,
  gateway: true,
  unknown: true,
});
const refusals = [
  "edge_admin_host_refused",
  "edge_intake_off",
  "edge_key_required",
  "edge_key_insufficient",
  "edge_not_found",
  "edge_method_not_allowed",
  "edge_project_required",
  "edge_gateway_off",
  "edge_request_malformed",
  "edge_body_malformed",
  "edge_body_too_large",
  "edge_content_type_refused",
  "edge_hook_names_nobody",
] as const satisfies readonly EdgeErrorId[];

/** The sources of invalidations that come from outside. */
const outside: readonly InvalidationSource[] = ["api", "hook"];

/** Every combination of these values, in order. */
function product(...lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
    [[]],
  );
}

/** Tallies with every known series at 0. */
export function knownTallies(): Record<
  | "preflights"
  | "forwarded"
  | "calls"
  | "settled"
  | "fences"
  | "mutations"
  | "published"
  | "applied"
  | "limits"
  | "intakeRefused"
  | "intakeApplied"
  | "hooks"
  | "endings"
  | "endingStreams"
  | "caepRefused"
  | "gateway"
  | "deliveries"
  | "regionChanges"
  | "caughtUp",
  Tally
> {
  return {
    preflights: createTally(
      product(
        all<PreflightResult>({
          hit: true,
          stored: true,
          passed: true,
          collapsed: true,
          error: true,
        }),
      ),
    ),
    forwarded: createTally(product([...bypassReasons, "other"], statusClasses)),
    calls: createTally(product(purposes, outcomes)),
    settled: createTally(product(settlementRows, stores)),
    fences: createTally(product(scopes)),
    mutations: createTally(product(mutationRows, [...statusClasses, "none"])),
    published: createTally(product(invalidationSources, scopes, truths)),
    applied: createTally(product(invalidationSources, scopes)),
    limits: createTally(product(reportedLimits)),
    intakeRefused: createTally([
      ["health", "edge_method_not_allowed"],
      ...product(keyedAreas, refusals),
    ]),
    intakeApplied: createTally([
      ...product(outside, scopes, ["false"]),
      // Only hooks are applied twice.
      ...product(["hook"], scopes, ["true"]),
    ]),
    hooks: createTally([
      ...product(["kratos"], [...kratosFlows, "other"], hookOutcomes),
      ...product(["ory"], [...oryChanges.keys(), "other"], hookOutcomes),
      ...product(["caep"], [...caepEvents, "other"], hookOutcomes),
    ]),
    endings: createTally(product(endingTypes)),
    endingStreams: createTally(
      product(
        all<Event<"endings-stream">["change"]>({ begun: true, gap: true, ended: true, slow: true }),
      ),
    ),
    caepRefused: createTally(product(caepErrors)),
    gateway: createTally(product(statusClasses)),
    deliveries: createTally(
      product(
        all<Event<"delivery">["via"]>({ "web-hook": true, caep: true }),
        all<Event<"delivery">["outcome"]>({
          delivered: true,
          retry: true,
          rejected: true,
          gone: true,
        }),
      ),
    ),
    regionChanges: createTally(
      product(
        all<Event<"region">["change"]>({
          known: true,
          back: true,
          left: true,
          forgotten: true,
          removed: true,
        }),
      ),
    ),
    caughtUp: createTally(
      product(
        all<ReadingResult>({ joined: true, complete: true, truncated: true, replaced: true }),
      ),
    ),
  };
}

const hookOutcomes = all<Event<"hook">["outcome"]>({ taken: true, repeated: true, ignored: true });
