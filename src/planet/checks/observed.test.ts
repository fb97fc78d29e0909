// What is read from the metrics of real edges, and what is refused.
import { describe, expect, test } from "vitest";
import { mixOf } from "./mix-of.ts";
import { observe, withObserved } from "./observed.ts";
import { profiles } from "./profiles.ts";
import { defaultUsage, usageProblems } from "./usage.ts";

const oneEdge = `# HELP edge_sessions_checks_total Session checks by the result in Cache-Status.
# TYPE edge_sessions_checks_total counter
edge_sessions_checks_total{result="hit"} 9800
edge_sessions_checks_total{result="miss"} 100
edge_sessions_checks_total{result="forced"} 50
edge_sessions_checks_total{result="collapsed"} 50
edge_sessions_checks_total{result="bypass"} 777
edge_sessions_refreshes_total 3000
edge_sessions_origin_calls_total{purpose="fill",outcome="2xx"} 100
edge_sessions_origin_calls_total{purpose="forced",outcome="2xx"} 50
edge_sessions_origin_calls_total{purpose="refresh",outcome="2xx"} 2.9e3
edge_sessions_origin_calls_total{purpose="refresh",outcome="timeout"} 100
edge_sessions_origin_calls_total{purpose="forward",outcome="2xx"} 777
edge_sessions_origin_calls_total{purpose="mutation",outcome="2xx"} 12
`;

function problemOf(text: string): string | undefined {
  const observed = observe(text);
  return observed.kind === "problem" ? observed.problem : undefined;
}

describe("observe", () => {
  test("Ten calls for each check are the most that is believed.", () => {
    expect(problemOf(oneEdge.replace("2.9e3", "99750"))).toBeUndefined();
  });

  test("The figures of an edge leave out what was passed on.", () => {
    expect(observe(oneEdge)).toEqual({
      kind: "observed",
      figures: { checks: 10_000, hitRatio: 0.98, forcedShare: 0.005, originCallsPerCheck: 0.315 },
    });
  });

  test("Several edges are added up, with labels of a federation and timestamps.", () => {
    const other = oneEdge
      .replaceAll("_total{", '_total{instance="10.0.0.2:4001",job="edges",')
      .replaceAll(/^(edge_.*)$/gmu, "$1 1700000000000");
    expect(observe(`${oneEdge}\r\n${other}`)).toEqual({
      kind: "observed",
      figures: { checks: 20_000, hitRatio: 0.98, forcedShare: 0.005, originCallsPerCheck: 0.315 },
    });
  });

  test("The mixture of an operator has the hit ratio, the forced share and the calls of the edges.", () => {
    const observed = observe(oneEdge);
    if (observed.kind === "problem") throw new Error(observed.problem);
    const usage = withObserved({ ...defaultUsage.people, downShare: 0 }, observed);
    expect(usageProblems(usage)).toEqual([]);
    const [careful] = profiles;
    if (careful === undefined) throw new Error("There is no profile.");
    const mix = mixOf(usage, careful.settings, { handshakeRoundTrips: 2, originMs: 15 });
    expect(mix.hitRatio).toBeCloseTo(0.98, 9);
    expect(mix.originCallsPerCheck).toBe(0.315);
    const forced = mix.classes.filter(({ kind }) => kind === "forced");
    expect(forced.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(0.005, 4);
  });

  test.each([
    ["", "the text has no edge_sessions_checks_total: it must be the /metrics of an edge"],
    [
      "<html>404</html>",
      "the text has no edge_sessions_checks_total: it must be the /metrics of an edge",
    ],
    [
      'edge_sessions_checks_total{result="hit"} 5000',
      "the text has no edge_sessions_origin_calls_total: it must be the whole /metrics of an edge",
    ],
    [
      oneEdge.replaceAll(/ [\d.e]+$/gmu, " 0"),
      "the edges have answered 0 checks, and at least 1000 are needed for a hit ratio",
    ],
    [
      oneEdge.replace("9800", "NaN"),
      'line 3 of the metrics is not a count: edge_sessions_checks_total{result="hit"} NaN',
    ],
    [
      oneEdge.replace("9800", "-1"),
      'line 3 of the metrics is not a count: edge_sessions_checks_total{result="hit"} -1',
    ],
    [
      oneEdge.replace("9800", "1e999"),
      'line 3 of the metrics is not a count: edge_sessions_checks_total{result="hit"} 1e999',
    ],
    [
      oneEdge.replace("9800", "1e308").replace("} 100", "} 1e308"),
      "the counts cannot be those of edges: Infinity checks and 3150 calls to the identity server for them",
    ],
    [
      oneEdge.replace("2.9e3", "99751"),
      "the counts cannot be those of edges: 10000 checks and 100001 calls to the identity server for them",
    ],
    [
      oneEdge.replace('{result="hit"}', ""),
      "line 3 of the metrics is not a count: edge_sessions_checks_total 9800",
    ],
    [
      oneEdge.replace('"hit"} 9800', '"hit"'),
      'line 3 of the metrics is not a count: edge_sessions_checks_total{result="hit"',
    ],
  ])("A text that says too little is refused: %#.", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });
});
