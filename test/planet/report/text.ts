// The findings of a run as text.
import type { Findings, Lags, PairLag, Percentiles } from "./findings.ts";
import { differenceOf, type Judgement } from "./problems.ts";

const percentiles = ["p50Ms", "p95Ms", "p99Ms"] as const;

/** All lines about one plan. */
export function linesOf(findings: Findings, judgement: Judgement): readonly string[] {
  const { plan, plannedFor, home, edges, bus, comparisons, originCalls, lost, played } = findings;
  const { delays, loads, acts, wrong, failed, failedLost } = played;
  const lines = [
    `plan ${plan}: ${edges.length} edges for ${plannedFor}, identity server in ${home}`,
    `  ${edges.map(({ code, share }) => `${code} ${percent(share, 0)}`).join(", ")}`,
    bus.kind === "star" ? `  bus: a star, hub ${bus.hub}` : "  bus: a mesh",
    "",
    "                              predicted   drawn places   measured   difference   without delays",
  ];
  for (const { of, checks, hits, all, openHits, overhead } of comparisons) {
    for (const name of percentiles) {
      const what = `${of}, all ${checks} checks`;
      lines.push(timeLine(`${what.padEnd(24)} ${nameOf(name)}`, all, name));
    }
    for (const name of percentiles) {
      const what = `${of}, ${hits} hits`;
      lines.push(
        `${timeLine(`${what.padEnd(24)} ${nameOf(name)}`, openHits, name)}  ${ms(overhead[name]).padStart(14)}`,
      );
    }
  }
  for (const { of, overheadNew } of comparisons) {
    if (Number.isNaN(overheadNew.p50Ms)) continue;
    lines.push(`${of}, hits on new connections without delays: ${threeOf(overheadNew)}`);
  }
  for (const { of, hitRatio, newConnections } of comparisons) {
    lines.push(ratioLine(`${of}, hit ratio`, hitRatio));
    lines.push(ratioLine(`${of}, new connections`, newConnections));
  }
  lines.push(
    `${"origin calls per check".padEnd(28)} ${originCalls.predicted.toFixed(3).padStart(10)} ${originCalls.measured.toFixed(3).padStart(25)}`,
    "",
    `${findings.lags.count} revocations, from the answer to the admin call`,
    ...lagLines(findings.lags),
    `${lost.lags.count} revocations with ${lost.region} lost`,
    ...lagLines(lost.lags),
    "",
    `checks with ${lost.region} lost            predicted (degraded)      measured`,
    ...lost.checks.map(
      ({ of, count, predicted, measured }) =>
        `  ${`${of}, ${count} checks`.padEnd(26)} ${threeOf(predicted)}      ${threeOf(measured)}`,
    ),
    "",
    `wrong answers ${wrong.length} of ${findings.checksInAll} checks; ${Object.entries(acts)
      .map(([name, count]) => `${count} ${wordsOf(name)}`)
      .join(", ")}`,
    `failed requests ${failed.length}; while the region was lost or came back ${failedLost.length}`,
    `event loops late by at P99: clients ${ms(delays.population.p99Ms)}, proxies ${ms(delays.wires.p99Ms)}; load of the machine ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`,
  );
  if (judgement.unjudged !== undefined) lines.push(`NOT JUDGED: ${judgement.unjudged}`);
  for (const problem of judgement.problems) lines.push(`PROBLEM: ${problem}`);
  return lines;
}

/** Pairs of regions, the slowest first. */
export function pairLines(pairs: readonly PairLag[]): readonly string[] {
  return pairs
    .toSorted((one, other) => other.measured.p50Ms - one.measured.p50Ms)
    .map(
      ({ from, to, count, expectedMs, directMs, measured }) =>
        `  ${from} to ${to}  ${String(count).padStart(4)}  model ${ms(expectedMs).padStart(9)}  shortest way ${ms(directMs).padStart(9)}  measured ${threeOf(measured)}`,
    );
}

function lagLines({ each, last, fromSending }: Lags): readonly string[] {
  return [
    `  to each other edge         ${threeOf(each)}`,
    `  to the last edge           ${threeOf(last)}`,
    `  to the last, from sending  ${threeOf(fromSending)}`,
  ];
}

function threeOf(found: Percentiles): string {
  return percentiles.map((name) => `${nameOf(name)} ${ms(found[name])}`.padEnd(14)).join(" ");
}

function timeLine(
  what: string,
  found: Readonly<Record<"predicted" | "drawn" | "measured", Percentiles>>,
  name: (typeof percentiles)[number],
): string {
  const { predicted, drawn, measured } = found;
  const difference = differenceOf(predicted[name], measured[name]) * 100;
  const cells = [
    ms(predicted[name]).padStart(10),
    ms(drawn[name]).padStart(14),
    ms(measured[name]).padStart(10),
    `${difference >= 0 ? "+" : ""}${difference.toFixed(1)} %`.padStart(12),
  ];
  return `${what.padEnd(28)} ${cells.join(" ")}`;
}

function ratioLine(
  what: string,
  { predicted, measured }: Readonly<Record<"predicted" | "measured", number>>,
): string {
  return `${what.padEnd(28)} ${percent(predicted, 2).padStart(10)} ${percent(measured, 2).padStart(25)}`;
}

function nameOf(name: (typeof percentiles)[number]): string {
  return name.slice(0, 3).toUpperCase();
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function percent(share: number, digits: number): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** `signOutsPerSecond` as `sign outs`. */
function wordsOf(name: string): string {
  return name
    .replace("PerSecond", "")
    .replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}
