// A process whose objects outlive many collections, so that V8 makes its young generation as large as it may. Prints the
// largest size of each half, in MiB. With the argument `bound`, the program's limit is set first.
import { boundYoungGeneration, halfBytes } from "../../src/cli/young-generation.ts";

const turns = 1_000;
const objectsInTurn = 5_000;
/** Turns for which an object is in use: longer than a collection apart, and short enough that memory stays small. */
const turnsInUse = 40;

if (process.argv[2] === "bound") boundYoungGeneration();
const inUse: object[][] = [];
let most = 0;
for (let turn = 0; turn < turns; turn += 1) {
  inUse.push(Array.from({ length: objectsInTurn }, (_, index) => ({ turn, index })));
  if (inUse.length > turnsInUse) inUse.shift();
  most = Math.max(most, halfBytes());
  await new Promise((resolve) => setImmediate(resolve));
}
process.stdout.write(`${Math.round(most / 1_024 / 1_024)}\n`);
