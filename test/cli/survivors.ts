// A process whose objects outlive many collections, so that V8 makes its young generation as large as it may. Prints the
// size that each half has most of the time once it has grown, in MiB. With the argument `bound`, the program's limit is set
// first. The largest size would not do: while V8 collects, it counts pages of the other half too.
import { boundYoungGeneration, halfBytes } from "../../src/cli/young-generation.ts";

const turns = 1_000;
const objectsInTurn = 5_000;
/** Turns for which an object is in use: longer than a collection apart, and short enough that memory stays small. */
const turnsInUse = 40;

if (process.argv[2] === "bound") boundYoungGeneration();
const inUse: object[][] = [];
const seen = new Map<number, number>();
for (let turn = 0; turn < turns; turn += 1) {
  inUse.push(Array.from({ length: objectsInTurn }, (_, index) => ({ turn, index })));
  if (inUse.length > turnsInUse) inUse.shift();
  const mib = Math.round(halfBytes() / 1_024 / 1_024);
  if (turn >= turns / 2) seen.set(mib, (seen.get(mib) ?? 0) + 1);
  await new Promise((resolve) => setImmediate(resolve));
}
const [[usual] = []] = [...seen].toSorted(([, one], [, other]) => other - one);
process.stdout.write(`${usual}\n`);
