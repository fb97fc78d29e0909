// The command line of the fault run: `npm run faults -- --help`.
import { loadavg } from "node:os";
import { inspect, parseArgs } from "node:util";
import { flagsKeptByNpm } from "../../src/config/read/typed-command.ts";
import { faults } from "./faults.ts";
import { playFault, type Outcome } from "./play.ts";
import type { BusKind } from "./scene/bus.ts";
import { startFaultScene } from "./scene/scene.ts";
import { SettingsWriter } from "./settings-writer.ts";
import { headingOf, lineOf } from "./table.ts";

const help = `Plays faults to real processes under load, and has every answer judged by the laws L1 to L9: three edges in two
regions, a control plane, Postgres, with --bus nats also two servers of NATS, the identity server and its users.

npm run faults                              all faults, on both buses
npm run faults -- --bus postgres            on one of them
npm run faults -- --only partition          one fault; several are separated by commas
npm run faults -- --short                   each for a few seconds
npm run faults -- --seed 7 --rate 300       other users, and so many checks per second
npm run faults -- --list                    names all faults

Data goes to stdout, progress to stderr. Exit 0: as it should be; 1: it is not; 2: wrong usage.
`;

const options = {
  bus: { type: "string", default: "postgres,nats" },
  only: { type: "string" },
  short: { type: "boolean", default: false },
  seed: { type: "string", default: "1" },
  rate: { type: "string", default: "200" },
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
