// `npm run build`: the program and the Console's page, in dist, and the library's package in dist/library-package. Ends with a note that the build is whole, whose time is
// when it began: a source that was changed meanwhile is newer.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const begunAt = new Date();
const dist = new URL("../dist/", import.meta.url);
const program = new URL("cli/main.js", dist);
const note = new URL(".built", dist);
const executable = 0o755;
const fewCores = 2;

/** Runs a command of the packages'; where it fails, so does the build. */
function run(command: string, ...argv: readonly string[]): void {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const { status, error } = spawnSync(command, argv, { cwd, stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(note, { force: true });
// The compiler goes by its own notes, and not by whether somebody has removed what it wrote.
const force = existsSync(program) ? [] : ["--force"];
// On few cores the compiler is quicker with one thread, for half of the processor time.
const threads = availableParallelism() > fewCores ? [] : ["--singleThreaded"];
run("tsc", "-b", "src", ...force, ...threads);
run(process.execPath, fileURLToPath(new URL("bundle-edge.ts", import.meta.url)));
run("npm", "run", "build:console");
run(process.execPath, fileURLToPath(new URL("library-package.ts", import.meta.url)));
chmodSync(program, executable);
writeFileSync(
  note,
  "bin/edge-sessions.js runs this build while no source is newer than this file.\n",
);
utimesSync(note, begunAt, begunAt);
