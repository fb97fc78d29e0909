// A vitest reporter that ends a run with what was skipped and why, and one plain line: `N passed, N failed`, with
// `, N skipped` only where something was skipped. Continuous integration reads that line.
import type { Reporter, TestCase, TestModule, TestRunEndReason } from "vitest/node";
import type { SkipReason } from "../test/programs/skipping.ts";

/** Set by continuous integration: what is skipped although it could be had fails the run. */
const refuseSkips = process.env["TEST_SKIPS"] === "refuse";

/** Prints after everything else; files that failed to load count as failed. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly unknown[],
    _reason: TestRunEndReason,
  ): void {
    let passed = 0;
    let failed = unhandled.length;
    const skipped: TestCase[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        else if (state === "failed") failed += 1;
        else skipped.push(test);
      }
    }
    const reasons = countReasons(skipped);
    const avoidable = reasons.filter(
      ({ reason }) => reason?.remedy !== undefined || reason === undefined,
    );
    const refused = refuseSkips && avoidable.length > 0;
    process.once("exit", () => {
      process.stdout.write(reasons.map(lineOf).join(""));
      if (refused) {
        process.exitCode = 1;
        process.stdout.write(
          "Tests were skipped that could have been run: here that is a failure.\n",
        );
      }
      const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
      process.stdout.write(`${passed} passed, ${failed} failed${tail}\n`);
    });
  }
}

interface CountedReason {
  readonly reason: SkipReason | undefined;
  readonly tests: number;
}

/** How many tests were skipped for each reason. */
function countReasons(skipped: readonly TestCase[]): readonly CountedReason[] {
  const counted = new Map<string, CountedReason>();
  for (const test of skipped) {
    const reason = reasonOf(test);
    const name = JSON.stringify(reason);
    counted.set(name, { reason, tests: (counted.get(name)?.tests ?? 0) + 1 });
  }
  return [...counted.values()];
}

/** A test's own reason, or that of the suite around it; undefined for one that nobody has explained. */
function reasonOf(test: TestCase): SkipReason | undefined {
  const result = test.result();
  if (result.state === "skipped" && result.note !== undefined) {
    return { why: result.note, remedy: undefined };
  }
  for (let task: TestCase["parent"] | TestCase = test; ; task = task.parent) {
    const { skipReason } = task.meta();
    if (skipReason !== undefined || task.type === "module") return skipReason;
  }
}

function lineOf({ reason, tests }: CountedReason): string {
  const why = reason === undefined ? "no reason given, such as a filter of names" : reason.why;
  const remedy = reason?.remedy === undefined ? "" : `; ${reason.remedy} brings it`;
  return `Skipped: ${tests} ${tests === 1 ? "test" : "tests"}: ${why}${remedy}.\n`;
}
