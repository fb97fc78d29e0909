#!/usr/bin/env node
// The program. Checks Node before anything else is loaded, since the rest needs what older ones lack.
import { nodeProblem } from "./node-version.ts";
import { boundYoungGeneration } from "./young-generation.ts";

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  boundYoungGeneration();
  const { run } = await import("./command-line.ts");
  const { argv, env, stdout, stderr } = process;
  const ending = new AbortController();
  // npm passes on what its terminal has sent to everybody already; a person needs longer to ask again.
  const sameAskMs = 500;
  let askedAtMs = 0;
  const end = (): void => {
    const nowMs = performance.now();
    // Asked a second time, the process does not wait any longer.
    if (ending.signal.aborted && nowMs - askedAtMs > sameAskMs) {
      stderr.write("edge-sessions: ended at once, because it was asked to end twice.\n");
      process.exit(1);
    }
    if (ending.signal.aborted) return;
    askedAtMs = nowMs;
    ending.abort();
  };
  // The reader of the output may close it. An edge goes on serving.
  stdout.on("error", () => undefined);
  stderr.on("error", () => undefined);
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  const onHangUp = (run: () => void): (() => void) => {
    process.on("SIGHUP", run);
    return () => process.off("SIGHUP", run);
  };
  const { signal } = ending;
  process.exit(await run({ argv: argv.slice(2), env, stdout, stderr, signal, onHangUp }));
} else {
  process.stderr.write(`edge-sessions: ${problem}\n`);
  process.exit(1);
}
