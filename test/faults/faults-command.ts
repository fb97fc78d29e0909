// The command line of the fault run: `npm run faults -- --help`.
import { loadavg } from "node:os";
import { inspect, parseArgs } from "node:util";
import { flagsKeptByNpm } from "../../src/config/read/typed-command.ts";
import { faults } from "./faults.ts";
import { playFault, type Outcome } from "./play.ts";
import type { BusKind } from "./scene/bus.ts";
import { runLoad } from "./load-run.ts";
import { startFaultScene, type FaultScene } from "./scene/scene.ts";
import { SettingsWriter } from "./settings-writer.ts";
import { headingOf, lineOf } from "./table.ts";

const help = `Plays faults to real processes under load, and has every answer judged by the laws L1 to L9: three edges in two
regions, a control plane, Postgres, with --bus nats also two servers of NATS, the identity server and its users.

npm run faults                              all faults, on both buses
npm run faults -- --bus postgres            on one of them
npm run faults -- --only partition          one fault; several are separated by commas
npm run faults -- --short                   each for a few seconds
npm run faults -- --seed 7 --rate 300       other users, and so many checks per second
npm run faults -- --load                    two minutes of load with two faults instead
npm run faults -- --list                    names all faults

Data goes to stdout, progress to stderr. Exit 0: as it should be; 1: it is not; 2: wrong usage.
`;

const options = {
  bus: { type: "string", default: "postgres,nats" },
  only: { type: "string" },
  short: { type: "boolean", default: false },
  seed: { type: "string", default: "1" },
  rate: { type: "string", default: "200" },
  load: { type: "boolean", default: false },
  list: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

async function run(): Promise<number> {
  const kept = flagsKeptByNpm(Object.keys(options), process.env);
  if (kept.length > 0) throw new RangeError("npm kept flags for itself: write -- before them");
  const { values } = parseArgs({ options });
  if (values.help) process.stdout.write(help);
  if (values.list) for (const { name, what } of faults) console.log(name.padEnd(16), what);
  if (values.help || values.list) return 0;
  const names = values.only?.split(",");
  const chosen = faults.filter(({ name }) => names?.includes(name) ?? true);
  if (names !== undefined && chosen.length !== names.length) {
    throw new RangeError("--only: --list shows the names of all faults");
  }
  const rates = { checksPerSecond: whole("rate", values.rate), actsPerSecond: 4 };
  const seed = whole("seed", values.seed);
  let problems = 0;
  for (const bus of values.bus.split(",").map(busOf)) {
    process.stderr.write(`starting everything on ${bus}\n`);
    const scene = await startFaultScene({ bus, seed, users: 40, paced: true });
    try {
      if (values.load) {
        problems += await load(scene, bus, rates.checksPerSecond);
        continue;
      }
      console.log(`\nbus ${bus}, ${rates.checksPerSecond} checks per second, seed ${seed}`);
      console.log(headingOf());
      const writer = new SettingsWriter(scene);
      for (const fault of chosen) {
        process.stderr.write(`${fault.name}, load of the machine ${loadavg()[0]?.toFixed(1)}\n`);
        const outcome = await playFault(scene, writer, fault, { short: values.short, rates });
        console.log(lineOf(outcome));
        show(outcome);
        problems += outcome.problems.length;
      }
    } finally {
      await scene.close();
    }
  }
  return problems === 0 ? 0 : 1;
}

/** Prints what came of two minutes of load. Returns the number of problems. */
async function load(scene: FaultScene, bus: BusKind, checksPerSecond: number): Promise<number> {
  const { verdict, seconds } = await runLoad(scene, checksPerSecond);
  const { checks, changes, hits, degraded, violations, failed, errors } = verdict;
  const lines: readonly (readonly [string, string | number])[] = [
    ["checks per second", (checks / seconds).toFixed(0)],
    ["checks judged", checks],
    ["changes of users judged", changes],
    ["invalidations on the bus", verdict.published],
    ["hits", hits],
    ["hits of a degraded edge", degraded],
    ["oldest hit", `${verdict.oldestSeconds} s (bound 60 s)`],
    ["oldest hit of a degraded edge", `${verdict.oldestDegradedSeconds} s (bound 10 s)`],
    ["calls to the identity server", verdict.calls],
    ["wrong answers", violations.length],
    ["errors of edges", errors],
    ["failed connections", [...failed.values()].reduce((sum, count) => sum + count, 0)],
  ];
  console.log(
    `\nbus ${bus}, ${seconds.toFixed(0)} s of load, an edge cut off, a bus server killed`,
  );
  for (const [name, value] of lines)
    console.log(`  ${name.padEnd(32)}${String(value).padStart(18)}`);
  for (const { law, edge, text } of violations.slice(0, shownMax)) {
    console.log(`    ${law} at ${edge}: ${text}`);
  }
  return violations.length + errors + failed.size;
}

const shownMax = 5;

function show({ problems }: Outcome): void {
  for (const problem of problems.slice(0, shownMax)) console.log(`    ${problem}`);
  if (problems.length > shownMax) console.log(`    and ${problems.length - shownMax} more`);
}

function whole(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/u.test(text)) return Number(text);
  throw new RangeError(`--${name} must be a whole number from 1 on; it was ${text}`);
}

function busOf(text: string): BusKind {
  if (text === "postgres" || text === "nats") return text;
  throw new RangeError(`--bus must be postgres, nats or both with a comma; it was ${text}`);
}

try {
  process.exit(await run());
} catch (error) {
  const usage = error instanceof RangeError || Reflect.get(Object(error), "code") !== undefined;
  process.stderr.write(`${usage ? String(error) : inspect(error)}\n`);
  process.exit(usage ? 2 : 1);
}
