// The last step of `npm run build`: makes the program executable, and notes that the build is whole.
import { chmodSync, writeFileSync } from "node:fs";

const dist = new URL("../dist/", import.meta.url);
const executable = 0o755;

chmodSync(new URL("cli/main.js", dist), executable);
writeFileSync(
  new URL(".built", dist),
  "bin/edge-sessions.js runs this build while no source is newer than this file.\n",
);
