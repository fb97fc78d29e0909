// Loaded into an edge by a test: once it is told so, each answer allocates two kilobytes more.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const elements = 256;
const { writeSync } = fs;
let dearer = false;
/** What was allocated last, so that the compiler cannot leave it out. */
let kept: unknown;

process.on("SIGUSR2", () => {
  dearer = true;
});

fs.writeSync = ((...how: Parameters<typeof writeSync>) => {
  if (dearer) kept = Array.from({ length: elements }).fill(kept === undefined ? 1 : 2);
  return writeSync(...how);
}) as typeof writeSync;
syncBuiltinESMExports();
