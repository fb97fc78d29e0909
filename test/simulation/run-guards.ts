// Takes out guards, one at a time, and expects the judge to object.
import { writeFile } from "node:fs/promises";
import { guards, type Guard } from "./guards.ts";
import { showSeed } from "./show-seed.ts";
import { runSeeds, type Standing } from "./workforce.ts";

/** Seeds within which a run without a guard must bring an objection. */
const seedsForGuard = 1_000;

/** Takes out one guard and shows the first seed that the judge objects to. Returns the exit code. */
export async function checkGuard(without: Guard, from: number, workers: number): Promise<number> {
  const { done, failures } = await runSeeds({ from, seeds: seedsForGuard, workers, without });
  const [first] = failures;
  if (first === undefined) {
    process.stdout.write(`without ${without.name}: no objection in ${done} seeds\n`);
    return 1;
  }
  return (await showSeed(first.seed, true, without)) === 1 ? 0 : 1;
}

/** Which seed noticed each guard's absence when that was last recorded: where the test begins to look. */
const recordUrl = new URL("guard-seeds.json", import.meta.url);

/**
 * Takes out each guard in turn, as many at once as there are workers, and records which seeds noticed if `record` is set.
 * Returns the exit code.
 */
export async function checkGuards(from: number, workers: number, record: boolean): Promise<number> {
  const waiting = [...guards];
  const lines = new Map<string, string>();
  const seeds = new Map<string, number>();
  let unnoticed = 0;
  const takeTurns = async (): Promise<void> => {
    for (let guard = waiting.shift(); guard !== undefined; guard = waiting.shift()) {
      const startedAtMs = performance.now();
      process.stderr.write(`without ${guard.name} …\n`);
      const standing = await runSeeds({ from, seeds: seedsForGuard, workers: 1, without: guard });
      const [first] = standing.failures;
      if (first === undefined) unnoticed += 1;
      else seeds.set(guard.name, first.seed);
      const seconds = (performance.now() - startedAtMs) / 1_000;
      lines.set(guard.name, `${guard.name.padEnd(34)} ${finding(guard, standing, seconds)}\n`);
    }
  };
  await Promise.all(Array.from({ length: workers }, takeTurns));
  for (const { name } of guards) process.stdout.write(lines.get(name) ?? "");
  if (record) {
    const recorded = Object.fromEntries(
      [...seeds].toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );
    await writeFile(recordUrl, `${JSON.stringify(recorded, undefined, 2)}\n`);
  }
  process.stdout.write(`${guards.length} guards, ${unnoticed} unnoticed\n`);
  return unnoticed === 0 ? 0 : 1;
}

function finding({ law }: Guard, { done, failures }: Standing, seconds: number): string {
  const [first] = failures;
  const [objection] = first?.objections ?? [];
  if (first === undefined || objection === undefined) {
    return `NO OBJECTION in ${done} seeds (expected ${law})`;
  }
  return `${objection.law}  seed ${first.seed} (${done} needed, ${seconds.toFixed(1)} s): ${objection.text.slice(0, 120)}`;
}
