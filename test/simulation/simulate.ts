// The simulation's command line: `npm run simulate -- --help`.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { flagsKeptByNpm } from "../../src/config/read/typed-command.ts";
import { everySeed } from "./fleet/fleet-climate.ts";
import { guards } from "./guards.ts";
import { checkGuard, checkGuards } from "./run-guards.ts";
import { checkSeeds } from "./run-seeds.ts";
import { showSeed } from "./show-seed.ts";

const help = `Runs an edge on a virtual clock against a model of the identity server, and judges it by the laws L1 to L9.

npm run simulate                            1,000 seeds
npm run simulate -- --seeds 10000           so many
npm run simulate -- --from 5001             beginning with this one
npm run simulate -- --seeds 200000 --state run.json
                                            a long run: run the same command again after an interruption
                                            and it goes on where it stopped
npm run simulate -- --coverage              adds which rows, and which pairs of rows, were visited how often
npm run simulate -- --coverage --pairs 500  with so many of the rarest pairs
npm run simulate -- --several-edges         every seed has several edges, of two regions or more
npm run simulate -- --workers 1             so many processes; one for each core unless given
npm run simulate -- --seed 42               one seed, with its objections
npm run simulate -- --seed 42 --trace       the same with all that happened
npm run simulate -- --guards                takes out each guard in turn; the judge has to object
npm run simulate -- --guards --record       the same, and notes which seed was the first for each, for the tests
npm run simulate -- --guard hint            takes out this guard, until the judge objects
npm run simulate -- --guard hint --seed 42 --trace

Data goes to stdout, progress to stderr. Exit 0: as it should be; 1: it is not; 2: wrong usage; 130: interrupted.
`;

const options = {
  seeds: { type: "string", default: "1000" },
  from: { type: "string", default: "1" },
  seed: { type: "string" },
  trace: { type: "boolean", default: false },
  guard: { type: "string" },
  guards: { type: "boolean", default: false },
  record: { type: "boolean", default: false },
  coverage: { type: "boolean", default: false },
  pairs: { type: "string", default: "60" },
  "several-edges": { type: "boolean", default: false },
  state: { type: "string" },
  workers: { type: "string", default: String(availableParallelism()) },
  help: { type: "boolean", default: false },
} as const;

/** A flag's whole number. Throws a RangeError whose text is for people. */
function whole(name: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d{1,12}$/u.test(text) && number >= least) return number;
  throw new RangeError(`--${name} must be a whole number from ${least} on; it was ${text}`);
}

async function run(): Promise<number> {
  const kept = flagsKeptByNpm(Object.keys(options), process.env);
  const { values } = parseArgs({ options, allowPositionals: kept.length > 0 });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (kept.length > 0) {
    const names = kept.map(({ name }) => `--${name}`).join(", ");
    throw new RangeError(
      `npm took ${names} for its own; put "--" before: npm run simulate -- ${names}`,
    );
  }
  const { guard, trace, coverage, state } = values;
  const without = guards.find(({ name }) => name === guard);
  if (guard !== undefined && without === undefined) {
    throw new RangeError(`guards are ${guards.map(({ name }) => name).join(", ")}`);
  }
  if (values["several-edges"]) process.env[everySeed] = "yes";
  const from = whole("from", values.from, 0);
  const workers = whole("workers", values.workers, 1);
  if (values.guards) return checkGuards(from, workers, values.record);
  if (values.seed !== undefined) return showSeed(whole("seed", values.seed, 0), trace, without);
  if (without !== undefined) return checkGuard(without, from, workers);
  return checkSeeds({
    from,
    seeds: whole("seeds", values.seeds, 1),
    workers,
    pairsShown: coverage ? whole("pairs", values.pairs, 0) : undefined,
    statePath: state,
  });
}

try {
  process.exitCode = await run();
} catch (error) {
  const misused =
    error instanceof RangeError ||
    (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE"));
  if (!misused) throw error;
  process.stderr.write(`${error.message}\n\n${help}`);
  process.exitCode = 2;
}
