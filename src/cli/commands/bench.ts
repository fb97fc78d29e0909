// `edge-sessions bench`: measures this machine.
import type { BenchReport } from "../../bench/report.ts";
import { benchOptions, planOf } from "../../bench/options.ts";
import { ownVariables } from "../../config/read/environment.ts";
import { optionsText } from "../../config/options/help.ts";
import { problemsText } from "../../config/read/problem.ts";
import { resolveOptions } from "../../config/read/resolve.ts";
import type { Command } from "../command.ts";
import { packageVersion } from "../version.ts";

/** The command. */
export const benchCommand: Command = {
  help: () => `Measures on this machine what a session check costs: processor time per hit and miss of an
edge beside nginx and Varnish where they are installed, at full speed and at a fixed rate, waiting
times, memory, checks in process, start-up.

Usage: edge-sessions bench [flags]

Examples:
  edge-sessions bench
  edge-sessions bench --report bench-report
  edge-sessions bench --only hits,misses --rounds 9 --format json
  edge-sessions bench --only fixed-rate,tail --rate 4000
  edge-sessions bench --only all --runs 3 --report-page performance.md

Takes about ten minutes, and longer with --only all. It reports its progress on stderr. Everything runs on 127.0.0.1 and ends
with the command, also on Ctrl-C. Nothing is installed. The end of the report says what is missing.
Exit codes: 0 measured, 1 failed or interrupted, 2 wrong usage.

${optionsText(benchOptions.shape)}`,

  run: async (argv, { env, stdout, stderr, signal }) => {
    const resolved = await resolveOptions(
      benchOptions,
      [],
      argv,
      ownVariables(benchOptions.shape, env),
    );
    if (resolved.kind === "problems") {
      stderr.write(problemsText("bench", resolved.problems));
      return 2;
    }
    const { options } = resolved;
    // Loaded only now, so that wrong usage is answered at once.
    const { runBench } = await import("../../bench/run.ts");
    const { textReport } = await import("../../bench/text-report.ts");
    const { writeReport } = await import("../../bench/files.ts");
    const { writeReportPage } = await import("../../bench/report-page.ts");
    const { middleRun } = await import("../../bench/runs.ts");
    const begunAtMs = performance.now();
    const progress = (text: string): void => {
      const seconds = Math.round((performance.now() - begunAtMs) / 1_000);
      stderr.write(`${String(seconds).padStart(4)}s  ${text}\n`);
    };
    try {
      const plan = planOf(options);
      const reports: BenchReport[] = [];
      for (let run = 1; run <= options.runs; run += 1) {
        if (options.runs > 1) progress(`run ${run} of ${options.runs}`);
        reports.push(await runBench({ plan, version: packageVersion(), signal, progress }));
      }
      const report = middleRun(reports);
      if (options.report !== undefined) await writeReport(options.report, report);
      const page = options["report-page"];
      if (page !== undefined) {
        await writeReportPage(page, report, `npx edge-sessions bench ${argv.join(" ")}`);
      }
      const { format } = options;
      stdout.write(format === "json" ? `${JSON.stringify(report)}\n` : textReport(report));
      return 0;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const text = signal.aborted ? "interrupted. Everything that it started has ended" : why;
      stderr.write(`edge-sessions bench: ${text}\n`);
      return 1;
    }
  },
};
