// The libraries that examples in other languages need, each where its own tool keeps it. Tests only look whether they
// are there; `npm run fetch:programs` fetches them.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const backends = fileURLToPath(new URL("../../examples/backends/", import.meta.url));

/** The libraries of one example. */
export interface ExampleLibraries {
  /** The tool that fetches and finds them. */
  readonly command: "cargo" | "mvn";
  /** The folder below `examples/backends`. */
  readonly example: string;
  /** Whether they are there. Nothing is downloaded. */
  areThere(): boolean;
  /** What the tool is called with, in a copy of the example, to fetch them. */
  readonly fetch: readonly string[];
}

/** The crates of the example in Rust. */
export const crates: ExampleLibraries = {
  command: "cargo",
  example: "rust",
  areThere: () => {
    const argv = ["metadata", "--offline", "--locked", "--format-version", "1"];
    const { status } = spawnSync("cargo", argv, { cwd: join(backends, "rust"), stdio: "ignore" });
    return status === 0;
  },
  fetch: ["fetch", "--locked"],
};

/** Spring, and the plug-ins of Maven that build the example. */
export const spring: ExampleLibraries = {
  command: "mvn",
  example: "spring",
  areThere: () => {
    const pom = readFileSync(join(backends, "spring/pom.xml"), "utf8");
    const [, version = ""] = /<version>([\d.]+)<\/version>/u.exec(pom) ?? [];
    const kept = join(homedir(), ".m2/repository/org/springframework/boot");
    // The last one that a build fetches.
    return existsSync(join(kept, "spring-boot-loader-tools", version));
  },
  fetch: ["--quiet", "package"],
};

/** Fetches an example's libraries. Rejects if the tool fails. */
export async function fetchLibraries({ command, example, fetch }: ExampleLibraries): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-libraries-"));
  try {
    await cp(join(backends, example), folder, { recursive: true });
    await execute(command, fetch, { cwd: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}
