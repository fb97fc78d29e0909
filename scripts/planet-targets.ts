// Plans every target of docs/internals/planet/targets.md and prints its tables. It takes some minutes.
//   node scripts/planet-targets.ts [people|backends]
import { shareText } from "../src/planet/report/figure-texts.ts";
import { planRow, targetRows, type Asking } from "./planet/targets.ts";

const [only] = process.argv.slice(2);
for (const whose of ["people", "backends"] as const satisfies readonly Asking[]) {
  if (only !== undefined && only !== whose) continue;
  console.log(`\n${whose}\n`);
  console.log("| goal | checks | edges | P95 | P99 | where |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const { goal, options } of targetRows) {
    const plan = planRow(whose, goal, options);
    const counted = plan.goal.kind === "target" ? plan.goal.of : "hits";
    const figures = plan.reached ? plan.figures : plan.bound.figures;
    const { p95Ms, p99Ms } = figures[counted];
    const cells = [
      `\`${goal}\``,
      `\`${options}\``,
      plan.reached ? String(plan.edges.length) : `no set of ${plan.bound.edges}`,
      `${p95Ms.toFixed(1)} ms`,
      `${p99Ms.toFixed(1)} ms`,
      plan.reached ? plan.edges.map(({ metro }) => metro.code).join(" ") : "",
    ];
    console.log(`| ${cells.join(" | ")} |`);
    const { hitRatio } = plan.mix;
    process.stderr.write(`${whose} ${goal}: ${shareText(hitRatio)} of checks are hits\n`);
  }
}
