// Run by npm once it has changed node_modules, as `npm ci` does: puts the program into `node_modules/.bin`, as npm does with those of dependencies.
// `npx edge-sessions` makes a link of its own, once and for all, and where it did that while the program lay elsewhere
// or was not there yet, it would not be found ever after. This one is found then.
// Plain JavaScript: without the development dependencies there is only the Node that npm runs on.
import { lstatSync, mkdirSync, rmSync, symlinkSync } from "node:fs";

const folder = new URL("../node_modules/.bin/", import.meta.url);
const link = new URL("edge-sessions", folder);

// On Windows npm writes scripts in place of links, and links need a right of their own.
if (process.platform !== "win32") {
  mkdirSync(folder, { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) rmSync(link);
  symlinkSync("../../bin/edge-sessions.js", link);
}
