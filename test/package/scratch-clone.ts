// A separate clone for a test that builds, packs and changes files: the sources as they are, the packages as installed.
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { killGroup, startCommand, type Program } from "../harness/program.ts";
import { environmentForNpm } from "./npm-environment.ts";

const execute = promisify(execFile);
const repository = fileURLToPath(new URL("../..", import.meta.url));

/** What a command printed. It ended with 0: any other exit rejects. */
interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** A clone with an empty home beside it. */
export interface ScratchClone extends Disposable {
  readonly folder: string;
  /** Runs a command in the clone, with this empty home. */
  run(command: string, ...argv: readonly string[]): Promise<Printed>;
  /** Starts a program in the same way. */
  start(command: string, ...argv: readonly string[]): Program;
  /** Replaces the one place of a file that is this text. */
  edit(path: string, from: string, to: string): void;
}

/** All that `npm run build` needs in addition to the packages. The image's build gets the same. */
export const buildParts = [
  "package-lock.json",
  "package.json",
  "scripts",
  "src",
  "tsconfig.base.json",
  "tsconfig.json",
];

/** What the package holds in addition to the build, and npm's settings in a clone. */
const otherParts = [".npmrc", "CHANGELOG.md", "LICENSE", "README.md", "bin"];

/** Makes it. No package is downloaded: those of this checkout are linked. */
export function makeScratchClone(): ScratchClone {
  const root = mkdtempSync(join(tmpdir(), "edge sessions clone "));
  const folder = join(root, "clone");
  const home = join(root, "home");
  mkdirSync(home);
  for (const part of [...buildParts, ...otherParts]) {
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  }
  linkPackages(join(repository, "node_modules"), join(folder, "node_modules"));
  const started: Program[] = [];
  // An npm that runs these tests sets the path of its own cache.
  const env = { ...environmentForNpm(), HOME: home, npm_config_cache: join(home, ".npm") };
  return {
    folder,
    run: (command, ...argv) => execute(command, argv, { cwd: folder, env }),
    start: (command, ...argv) => {
      const program = startCommand(command, argv, { cwd: folder, env, detached: true });
      started.push(program);
      return program;
    },
    edit: (path, from, to) => {
      const file = join(folder, path);
      const text = readFileSync(file, "utf8");
      if (text.split(from).length !== 2) throw new Error(`${path} does not hold ${from} once`);
      writeFileSync(file, text.replace(from, to));
    },
    [Symbol.dispose]: () => {
      for (const program of started) killGroup(program);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What `rm -rf dist/*` does in a clone: it leaves the notes of the build that was there. */
export function removeBuild({ folder }: ScratchClone): void {
  const dist = join(folder, "dist");
  for (const name of readdirSync(dist)) {
    if (!name.startsWith(".")) rmSync(join(dist, name), { recursive: true });
  }
}

/** A folder of packages that are all elsewhere, but for its `.bin`: that is written to by npm. */
function linkPackages(from: string, to: string): void {
  mkdirSync(join(to, ".bin"), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== ".bin") symlinkSync(join(from, name), join(to, name));
  }
  for (const name of readdirSync(join(from, ".bin"))) {
    if (name === "edge-sessions") continue;
    symlinkSync(readlinkSync(join(from, ".bin", name)), join(to, ".bin", name));
  }
}
