// A vitest reporter that ends a run with what was skipped and why, and one plain line: `N passed, N failed`, with
// `, N skipped` only where something was skipped. Continuous integration reads that line.
import type { Reporter, TestCase, TestModule, TestRunEndReason } from "vitest/node";
import type { SkipReason } from "../test/harness/skipping.ts";

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
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) failed += 1;
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        else if (state === "failed") failed += 1;
        else skipped.push(test);
      }
    }
    const reasons = countReasons(skipped);
    const refused = refuseSkips && reasons.some(({ isAllowed }) => !isAllowed);
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
  readonly text: string;
  /** Whether nothing could have prevented the skip, as far as the project knows. */
  readonly isAllowed: boolean;
  readonly tests: number;
}

/** How many tests were skipped for each reason. */
function countReasons(skipped: readonly TestCase[]): readonly CountedReason[] {
  const counted = new Map<string, CountedReason>();
  for (const test of skipped) {
    const { text, isAllowed } = reasonOf(test);
    counted.set(text, { text, isAllowed, tests: (counted.get(text)?.tests ?? 0) + 1 });
  }
  return [...counted.values()];
}

function reasonOf(test: TestCase): Omit<CountedReason, "tests"> {
  const result = test.result();
  // Decided while it ran, by what a live identity server offers. Ours offers everything.
  if (result.state === "skipped" && result.note !== undefined) {
    return { text: result.note, isAllowed: false };
  }
  const reason = givenReason(test);
  if (reason === undefined) {
    return { text: "no reason given, such as a filter of names", isAllowed: false };
  }
  const { why, remedy } = reason;
  return remedy === undefined
    ? { text: why, isAllowed: true }
    : { text: `${why}; ${remedy} brings it`, isAllowed: false };
}

/** A test's own reason, or that of the suite around it. */
function givenReason(test: TestCase): SkipReason | undefined {
  for (let task: TestCase["parent"] | TestCase = test; ; task = task.parent) {
    const { skipReason } = task.meta();
    if (skipReason !== undefined || task.type === "module") return skipReason;
  }
}

function lineOf({ text, tests }: CountedReason): string {
  return `Skipped: ${tests} ${tests === 1 ? "test" : "tests"}: ${text}.\n`;
}
