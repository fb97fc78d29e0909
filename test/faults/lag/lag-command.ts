// Measures the lag between edges: `npm run bench:lag -- --help`.
import { availableParallelism, loadavg } from "node:os";
import { inspect, parseArgs } from "node:util";
import type { BusKind } from "../scene/bus.ts";
import { histogram, percentile } from "./distribution.ts";
import { causes, measureLag, type Cause, type LagSample } from "./measure.ts";
import { startLagScene } from "./scene.ts";

const help = `Measures how long it takes until what one edge has answered is in force at the other edges: a call of the admin API,
a sign-out, and an operator's invalidation, which is answered once it is in force. Edges and bus are real processes on this machine. One of the edges is in another region.

npm run bench:lag                            both buses, 1,000 of each, and with a delay between the regions
npm run bench:lag -- --bus nats --edges 5    on one bus, with so many edges
npm run bench:lag -- --samples 200 --delays 0

Prints a table and histograms on stdout. Exit 0: within the targets; 1: not; 2: wrong usage.
`;

const options = {
  bus: { type: "string", default: "postgres,nats" },
  edges: { type: "string", default: "3" },
  samples: { type: "string", default: "1000" },
  delays: { type: "string", default: "0,80,150" },
  help: { type: "boolean", default: false },
} as const;

/** The most that the lag may be without a delay, at the 99th percentile. */
const targetMs = { nats: 10, postgres: 20 } as const;
/** The most by which it may exceed a delay. */
const beyondDelayMs = 20;
/** The most by which a delay between regions may slow down the user's own call. */
const slowerMs = 5;
/** With a delay, fewer samples show as much. */
const fewerSamples = 5;

async function run(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const edges = whole("edges", values.edges, 2);
  const samples = whole("samples", values.samples, 10);
  let problems = 0;
  const load = loadavg()[0]?.toFixed(1);
  console.log(`${availableParallelism()} processors, load ${load}, ${edges} edges\n`);
  console.log(heading);
  const histograms: string[] = [];
  for (const bus of values.bus.split(",").map(busOf)) {
    const plain = new Map<Cause, number>();
    for (const delayMs of values.delays.split(",").map((text) => whole("delays", text, 0))) {
      process.stderr.write(`${bus}, ${delayMs} ms between the regions\n`);
      const scene = await startLagScene(bus, edges, delayMs);
      try {
        // What comes first is slower: it warms up everything.
        for (const cause of causes) await measureLag(scene, cause, 20);
        for (const cause of causes) {
          const count =
            delayMs === 0 && cause !== "invalidation" ? samples : Math.ceil(samples / fewerSamples);
          const found = await measureLag(scene, cause, count);
          const callMs = percentile(
            found.map((one) => one.callMs),
            0.5,
          );
          if (delayMs === 0) plain.set(cause, callMs);
          // The answer to an operator's invalidation waits for the other region.
          const waits = cause === "invalidation";
          const slower = waits ? 0 : callMs - (plain.get(cause) ?? callMs);
          const late = percentile(found.map(lagOf), 0.99) > boundMs(bus, delayMs);
          if (late || slower > slowerMs) problems += 1;
          console.log(line(bus, delayMs, cause, found), late ? "  LATE" : "");
          if (slower > slowerMs) console.log(`  the call is ${slower.toFixed(1)} ms slower`);
          if (delayMs === 0 && !waits) {
            histograms.push(`\n${bus}, ${cause} answered to in force at every edge`);
            histograms.push(...histogram(found.map(lagOf)));
          }
        }
      } finally {
        await scene.close();
      }
    }
  }
  console.log(histograms.join("\n"));
  return problems === 0 ? 0 : 1;
}

const lagOf = (one: LagSample): number => one.lagMs;

function boundMs(bus: BusKind, delayMs: number): number {
  return delayMs === 0 ? targetMs[bus] : delayMs + beyondDelayMs;
}

const heading =
  "bus       delay  cause         count   call p50   lag p50   lag p99   lag max  from sending p99";

function line(bus: BusKind, delayMs: number, cause: Cause, found: readonly LagSample[]): string {
  const lags = found.map(lagOf);
  const cells = [
    bus.padEnd(9),
    `${delayMs} ms`.padEnd(6),
    cause.padEnd(12),
    String(found.length).padStart(6),
    ms(
      percentile(
        found.map((one) => one.callMs),
        0.5,
      ),
    ).padStart(10),
    ms(percentile(lags, 0.5)).padStart(9),
    ms(percentile(lags, 0.99)).padStart(9),
    ms(Math.max(...lags)).padStart(9),
    ms(
      percentile(
        found.map((one) => one.totalMs),
        0.99,
      ),
    ).padStart(17),
  ];
  return cells.join(" ");
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function whole(name: string, text: string, least: number): number {
  if (/^\d{1,7}$/u.test(text) && Number(text) >= least) return Number(text);
  throw new RangeError(`--${name} must be a whole number from ${least} on; it was ${text}`);
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
