// A run over many seeds: progress, objections, coverage, and a state file for runs that may be interrupted.
import { coverageTable, seedsForCoverage, unvisited } from "./coverage.ts";
import { Progress } from "./progress.ts";
import { loadState, saveState, UnusableState } from "./run-state.ts";
import { showSeed } from "./show-seed.ts";
import { runSeeds, type Standing } from "./workforce.ts";

/** What the command line asks for. */
export interface SeedsOrder {
  readonly from: number;
  readonly seeds: number;
  readonly workers: number;
  /** How many of the rarest pairs of rows are shown; undefined for no table. */
  readonly pairsShown: number | undefined;
  readonly statePath: string | undefined;
}

/** Time between two writes of the state file, in milliseconds. */
const saveEveryMs = 5_000;

/** Runs the seeds and says what came of them. Returns the exit code. */
export async function checkSeeds(order: SeedsOrder): Promise<number> {
  const { from, seeds, workers, statePath } = order;
  let resumed: Standing | undefined;
  try {
    resumed = statePath === undefined ? undefined : loadState(statePath, from);
  } catch (error) {
    if (!(error instanceof UnusableState)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  const interrupted = new AbortController();
  const interrupt = (): void => {
    interrupted.abort();
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const progress = new Progress(seeds, resumed?.done ?? 0);
  const save = (standing: Standing): void => {
    if (statePath !== undefined) saveState(statePath, from, standing);
  };
  let savedAtMs = performance.now();
  const standing = await runSeeds({
    from,
    seeds,
    workers,
    ...(resumed === undefined ? {} : { resumed }),
    signal: interrupted.signal,
    progress(now) {
      progress.tell(now);
      if (performance.now() - savedAtMs < saveEveryMs) return;
      save(now);
      savedAtMs = performance.now();
    },
  });
  save(standing);
  progress.end();
  if (interrupted.signal.aborted) return tellInterrupted(order, standing);
  return conclude(order, standing, progress.seconds());
}

function tellInterrupted({ statePath }: SeedsOrder, { done, failures }: Standing): number {
  const next =
    statePath === undefined
      ? "--state FILE keeps what was done"
      : "the same command goes on from here";
  process.stderr.write(
    `interrupted after ${done} seeds, ${failures.length} with objections; ${next}\n`,
  );
  tellFailures(failures);
  return 130;
}

async function conclude(order: SeedsOrder, standing: Standing, seconds: number): Promise<number> {
  const { done, failures, visits } = standing;
  process.stdout.write(
    `${done} seeds in ${seconds.toFixed(1)} s, ${failures.length} with objections\n`,
  );
  tellFailures(failures);
  const missing = done < seedsForCoverage ? [] : unvisited(visits);
  if (missing.length > 0) process.stdout.write(`rows not visited: ${missing.join(", ")}\n`);
  if (order.pairsShown !== undefined) {
    process.stdout.write(`\n${coverageTable(visits, done, order.pairsShown)}`);
  }
  const [first] = failures;
  if (first !== undefined) await showSeed(first.seed, true, undefined, 60);
  return first === undefined && missing.length === 0 ? 0 : 1;
}

function tellFailures(failures: Standing["failures"]): void {
  for (const { seed, objections } of failures.slice(0, 50)) {
    const [objection] = objections;
    process.stdout.write(`  seed ${seed}: ${objection?.law ?? ""} ${objection?.text ?? ""}\n`);
    process.stdout.write(`    replay: npm run simulate -- --seed ${seed} --trace\n`);
  }
}
