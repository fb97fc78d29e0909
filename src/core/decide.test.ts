// The decision table: what is served, fetched, forwarded and refused, and from when on an answer may be (L2, L5, L9).
import { assert, integer, option, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleEntry } from "../../test/harness/sample-entry.ts";
import { decisionCases, type DecisionCase } from "./decide.cases.ts";
import { decide, decisionRows, type Decision } from "./decide.ts";
import { readDirectives } from "./directives.ts";
import { defaultLimits } from "./limits.ts";
import { defaultProjectSettings } from "./settings.ts";

const arrivedAtMs = 10_000_000;
const ms = (seconds: number): number => Math.round(seconds * 1_000);

function decideOn(row: Omit<DecisionCase, "does">): Decision {
  const { age } = row;
  const entry =
    age === undefined
      ? undefined
      : sampleEntry({
          begunAtMs: arrivedAtMs - ms(age),
          endsAtMs: row.lifeLeft === undefined ? Infinity : arrivedAtMs + ms(row.lifeLeft),
          hintMs: row.hint === undefined ? undefined : ms(row.hint),
          renew: row.renewSince !== undefined,
          lastForegroundAtMs: arrivedAtMs - ms(row.renewSince ?? age),
          lastCallAtMs: arrivedAtMs - ms(row.lastCall ?? age),
          refreshSpread: row.spread ?? 0,
          ...(row.renewLeft === undefined ? {} : { renewUntilMs: arrivedAtMs + ms(row.renewLeft) }),
          ...(row.servedLeft === undefined
            ? {}
            : { servedUntilMs: arrivedAtMs + ms(row.servedLeft) }),
        });
  return decide({
    arrivedAtMs,
    directives: readDirectives(row.cacheControl, undefined),
    entry,
    refreshIntervalMs: ms(row.interval ?? row.refreshAfter ?? 1),
    settings: {
      ...defaultProjectSettings,
      refreshAuto: row.interval !== undefined,
      maxAgeMs: ms(row.maxAge ?? 60),
      refreshAfterMs: ms(row.refreshAfter ?? 1),
      staleIfErrorMs: ms(row.staleIfError ?? 0),
      degradedMaxAgeMs: ms(row.degradedMaxAge ?? 10),
    },
    limits: defaultLimits,
    healthy: row.unhealthy !== true,
    refreshPausedUntilMs: row.paused === undefined ? -Infinity : arrivedAtMs + ms(row.paused),
  });
}

function told(decision: Decision): string {
  switch (decision.kind) {
    case "serve":
      return decision.refresh ? "serve+refresh" : "serve";
    case "forward":
      return "forward";
    case "unsatisfied":
      return "504";
    case "fetch": {
      const { why, notBeforeMs, fallback } = decision;
      const standIn =
        fallback === undefined ? "" : fallback.marked ? " or marked entry" : " or entry";
      return `fetch ${why} ≤${(arrivedAtMs - notBeforeMs) / 1_000}${standIn}`;
    }
    default:
      return decision satisfies never;
  }
}

describe("decide", () => {
  test.each(Object.entries(decisionCases))(
    "A check is decided as in the case: %s.",
    (_, { does, ...row }) => {
      const decision = decideOn(row);
      expect(told(decision)).toBe(does);
      const forced = decision.kind === "fetch" && decision.forced;
      expect(forced).toBe(does.startsWith("fetch forced"));
    },
  );

  test("The cases visit every row of the decision table.", () => {
    const visited = new Set(Object.values(decisionCases).map((row) => decideOn(row).row));
    expect(decisionRows.filter((row) => !visited.has(row))).toEqual([]);
  });

  test("A served entry is within every limit and alive, and a fetch never goes back in time (L2, L5, L9).", () => {
    const seconds = integer({ min: 0, max: 100 });
    const maybe = option(seconds, { nil: undefined });
    const situation = record({
      age: maybe,
      lifeLeft: option(integer({ min: -5, max: 100 }), { nil: undefined }),
      hint: maybe,
      maxAge: integer({ min: 1, max: 100 }),
      wanted: maybe,
      minFresh: maybe,
      renewSince: maybe,
      staleIfError: seconds,
      degradedMaxAge: seconds,
      sick: option(integer({ min: 1, max: 1 }), { nil: undefined }),
    });
    assert(
      property(situation, (drawn) => {
        const { age, lifeLeft, hint, maxAge, wanted, minFresh, degradedMaxAge } = drawn;
        const own = drawn.sick === undefined ? maxAge : Math.min(maxAge, degradedMaxAge);
        const limit = Math.min(
          own,
          wanted ?? Infinity,
          age === undefined ? Infinity : (hint ?? Infinity),
        );
        const directives = [
          ...(wanted === undefined ? [] : [`max-age=${wanted}`]),
          ...(minFresh === undefined ? [] : [`min-fresh=${minFresh}`]),
        ];
        const decision = decideOn({
          maxAge,
          degradedMaxAge,
          staleIfError: drawn.staleIfError,
          ...(age === undefined ? {} : { age }),
          ...(lifeLeft === undefined ? {} : { lifeLeft }),
          ...(hint === undefined ? {} : { hint }),
          ...(drawn.renewSince === undefined ? {} : { renewSince: drawn.renewSince }),
          ...(drawn.sick === undefined ? {} : { unhealthy: true }),
          ...(directives.length === 0 ? {} : { cacheControl: directives.join(", ") }),
        });
        const allowed = Math.max(0, limit - (minFresh ?? 0));
        expect(broken(decision, { age, lifeLeft, wanted, minFresh }, allowed)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Which laws a decision breaks, given the oldest answer allowed in seconds. */
function broken(
  decision: Decision,
  {
    age = Infinity,
    lifeLeft = Infinity,
    wanted,
    minFresh,
  }: Record<"age" | "lifeLeft" | "wanted" | "minFresh", number | undefined>,
  allowed: number,
): string[] {
  const laws: string[] = [];
  if (decision.kind === "serve") {
    if (age > allowed || wanted === 0) laws.push("served too old");
    if (lifeLeft <= 0) laws.push("served beyond the session's end");
  }
  if (decision.kind === "fetch") {
    const oldest = (arrivedAtMs - decision.notBeforeMs) / 1_000;
    if (oldest > allowed || oldest < 0) laws.push("may have too old a call");
    if (!decision.forced && oldest > age) laws.push("goes back behind the entry");
    if (wanted === 0 && !decision.forced) laws.push("max-age=0 is not forced");
    if (decision.fallback?.marked === true) {
      if (wanted !== undefined || minFresh !== undefined) laws.push("stale though asked for fresh");
      if (lifeLeft <= 0) laws.push("stale beyond the session's end");
    }
  }
  return laws;
}
