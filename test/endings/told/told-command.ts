// Measures how soon subscribers are told of sign-outs: `npm run bench:endings -- --help`.
import { availableParallelism, loadavg } from "node:os";
import { inspect, parseArgs } from "node:util";
import { percentile } from "../../faults/lag/distribution.ts";
import { measureTold, ways } from "./measure.ts";

const help = `Measures how long it takes from the beginning of a sign-out at one edge until it has reached a web hook, a stream of
server-sent events, and a receiver of CAEP events. The edge follows a control plane, which sends from its database, a file.

npm run bench:endings                        1,000 sign-outs, 4 at once
npm run bench:endings -- --sign-outs 200 --at-once 1

Prints a table on stdout. Exit 0: all arrived, and the 99th percentile is at most a second; 1: not; 2: wrong usage.
`;

const options = {
  "sign-outs": { type: "string", default: "1000" },
  "at-once": { type: "string", default: "4" },
  help: { type: "boolean", default: false },
} as const;

/** The most that the 99th percentile may be. */
const targetMs = 1_000;

async function run(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const signOuts = whole("sign-outs", values["sign-outs"]);
  const { times, rate } = await measureTold({
    signOuts,
    atOnce: whole("at-once", values["at-once"]),
    progress: (text) => process.stderr.write(`${text}\n`),
  });
  const [load = 0] = loadavg();
  console.log(
    `${signOuts} sign-outs, ${rate.toFixed(0)} per second; ${availableParallelism()} cores, load ${load.toFixed(1)}`,
  );
  console.log("way        arrived   p50 ms   p99 ms   max ms");
  let good = true;
  for (const way of ways) {
    const sorted = times[way].toSorted((one, other) => one - other);
    const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(sorted, share));
    good &&= sorted.length === signOuts && (p99 ?? Infinity) <= targetMs;
    const numbers = [sorted.length, p50, p99, max].map((value) => String(value).padStart(7));
    console.log(way.padEnd(9), numbers.join("  "));
  }
  return good ? 0 : 1;
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`--${name} must be a whole number, at least 1`);
  }
  return value;
}

try {
  process.exitCode = await run();
} catch (error) {
  const usage =
    error instanceof RangeError ||
    (error instanceof TypeError && String(Reflect.get(error, "code")).startsWith("ERR_PARSE_ARGS"));
  process.stderr.write(usage ? `${error.message}\n` : `${inspect(error)}\n`);
  process.exitCode = usage ? 2 : 1;
}
