// The simulation's command line: `npm run simulate -- --help`.
import { parseArgs } from "node:util";
import { flagsKeptByNpm } from "../../src/config/typed-command.ts";
import { seedsForCoverage, unvisited } from "./coverage.ts";
import { realEdge } from "./edges/real-edge.ts";
import { guards } from "./guards.ts";
import { tryOut } from "./trial.ts";
import { type Outcome, runSeeds } from "./workforce.ts";

const help = `Runs an edge on a virtual clock against a model of the identity server, and judges it by the laws L1 to L9.

npm run simulate                            1,000 seeds
npm run simulate -- --seeds 10000           so many
npm run simulate -- --from 5001             beginning with this one
npm run simulate -- --seed 42               one seed, with its objections
npm run simulate -- --seed 42 --trace       the same with all that happened
npm run simulate -- --guards                takes out each guard in turn; the judge has to object
npm run simulate -- --guard hint            takes out this guard, until the judge objects
npm run simulate -- --guard hint --seed 42 --trace

Data goes to stdout, progress to stderr. Exit 0: as it should be; 1: it is not; 2: wrong usage.
`;

/** Seeds within which a run without a guard must bring an objection. */
const seedsForGuard = 1_000;

/** Worker processes. */
const workers = 2;

const options = {
  seeds: { type: "string", default: "1000" },
  from: { type: "string", default: "1" },
  seed: { type: "string" },
  trace: { type: "boolean", default: false },
  guard: { type: "string" },
  guards: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;
const kept = flagsKeptByNpm(Object.keys(options), process.env);
const { values } = parseArgs({ options, allowPositionals: kept.length > 0 });
const seeds = Number(values.seeds);
let toldAt = 0;
const from = Number(values.from);

if (values.help) process.stdout.write(help);
else if (kept.length > 0) {
  const names = kept.map(({ name }) => `--${name}`).join(", ");
  usage(`npm took ${names} for its own; put "--" before: npm run simulate -- ${names}`);
} else if (!Number.isInteger(seeds) || !Number.isInteger(from) || seeds < 1)
  usage("seeds are whole numbers");
else if (values.guard !== undefined && !guards.some(({ name }) => name === values.guard)) {
  usage(`guards are ${guards.map(({ name }) => name).join(", ")}`);
} else if (values.guards) process.exitCode = await checkGuards();
else if (values.seed !== undefined)
  process.exitCode = await showSeed(Number(values.seed), values.trace);
else if (values.guard !== undefined) process.exitCode = await checkGuard(values.guard);
else process.exitCode = await checkSeeds();

function usage(what: string): void {
  process.stderr.write(`${what}\n\n${help}`);
  process.exitCode = 2;
}

async function checkSeeds(): Promise<number> {
  const startedAtMs = performance.now();
  const outcome = await runSeeds({ from, seeds, workers, progress });
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  process.stdout.write(
    `\n${outcome.seeds} seeds in ${seconds} s, ${outcome.failures.length} with objections\n`,
  );
  tellFailures(outcome);
  const missing = outcome.seeds < seedsForCoverage ? [] : unvisited(outcome.rows);
  if (missing.length > 0) process.stdout.write(`rows not visited: ${missing.join(", ")}\n`);
  const [first] = outcome.failures;
  if (first !== undefined) await showSeed(first.seed, true, 60);
  return first === undefined && missing.length === 0 ? 0 : 1;
}

function tellFailures({ failures }: Outcome): void {
  for (const { seed, objections } of failures.slice(0, 20)) {
    const [objection] = objections;
    process.stdout.write(`  seed ${seed}: ${objection?.law ?? ""} ${objection?.text ?? ""}\n`);
    process.stdout.write(`    replay: npm run simulate -- --seed ${seed} --trace\n`);
  }
}

async function showSeed(seed: number, traced: boolean, linesBefore = Infinity): Promise<number> {
  if (values.guard !== undefined) return replayWithout(values.guard, seed, traced);
  const verdict = await tryOut(seed, realEdge, traced);
  const at = verdict.trace.findIndex((line) => line.includes("!!!"));
  const lines = at < 0 ? verdict.trace : verdict.trace.slice(Math.max(0, at - linesBefore));
  const shown = Number.isFinite(linesBefore) ? lines.slice(0, linesBefore + 2) : lines;
  for (const line of shown) process.stdout.write(`${line}\n`);
  for (const { law, atMs, exchange, text } of verdict.objections) {
    const where = exchange === undefined ? "" : ` exchange ${exchange}`;
    process.stdout.write(`${law}${where} at ${atMs.toFixed(3)} ms: ${text}\n`);
  }
  process.stdout.write(
    `seed ${seed}: ${verdict.objections.length} objections in ${verdict.exchanges} exchanges\n`,
  );
  return verdict.objections.length === 0 ? 0 : 1;
}

/** A guard can only be taken out while the sources load, so the seed is replayed in a process of its own. */
async function replayWithout(guard: string, seed: number, traced: boolean): Promise<number> {
  const { spawnSync } = await import("node:child_process");
  const preload = new URL("./without-guard.ts", import.meta.url).href;
  const self = process.argv[1] ?? "";
  const args = ["--import", preload, self, "--seed", String(seed), ...(traced ? ["--trace"] : [])];
  const env = { ...process.env, SIMULATION_WITHOUT_GUARD: guard };
  return spawnSync(process.execPath, args, { env, stdio: "inherit" }).status ?? 1;
}

async function checkGuard(name: string): Promise<number> {
  const outcome = await withoutGuard(name);
  const [first] = outcome.failures;
  if (first === undefined) {
    process.stdout.write(`without ${name}: no objection in ${outcome.seeds} seeds\n`);
    return 1;
  }
  return (await replayWithout(name, first.seed, true)) === 1 ? 0 : 1;
}

function withoutGuard(name: string): Promise<Outcome> {
  const without = guards.find((one) => one.name === name);
  if (without === undefined) throw new Error(`no guard is named ${name}`);
  return runSeeds({ from, seeds: seedsForGuard, workers: 1, without });
}

async function checkGuards(): Promise<number> {
  const waiting = [...guards];
  const lines = new Map<string, string>();
  let unnoticed = 0;
  const takeTurns = async (): Promise<void> => {
    for (let guard = waiting.shift(); guard !== undefined; guard = waiting.shift()) {
      const { name, law } = guard;
      const startedAtMs = performance.now();
      process.stderr.write(`without ${name} …\n`);
      const outcome = await withoutGuard(name);
      const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
      const [first] = outcome.failures;
      const [objection] = first?.objections ?? [];
      if (objection === undefined) unnoticed += 1;
      const found =
        objection === undefined
          ? `NO OBJECTION in ${outcome.seeds} seeds (expected ${law})`
          : `${objection.law}  seed ${first?.seed ?? 0} (${outcome.seeds} needed, ${seconds} s): ${objection.text.slice(0, 120)}`;
      lines.set(name, `${name.padEnd(30)} ${found}\n`);
    }
  };
  await Promise.all(Array.from({ length: workers }, takeTurns));
  for (const { name } of guards) process.stdout.write(lines.get(name) ?? "");
  process.stdout.write(`${guards.length} guards, ${unnoticed} unnoticed\n`);
  return unnoticed === 0 ? 0 : 1;
}

function progress(done: number, failed: number): void {
  if (!process.stderr.isTTY && done < toldAt + 1_000) return;
  toldAt = done;
  const start = process.stderr.isTTY ? "\r" : "";
  const end = process.stderr.isTTY ? "" : "\n";
  process.stderr.write(`${start}${done} of ${seeds} seeds, ${failed} with objections${end}`);
}
