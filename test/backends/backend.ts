// The servers of examples/backends, each built and started as somebody with its language would.
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestOptions } from "vitest";
import { makePolicy } from "../../src/core/policy/policy.ts";
import { freePorts } from "../harness/free-ports.ts";
import { startCommand, type Program } from "../harness/program.ts";
import { needsProgram, skipUnless } from "../harness/skipping.ts";
import { crates, spring, type ExampleLibraries } from "../programs/example-libraries.ts";

const execute = promisify(execFile);
const examples = fileURLToPath(new URL("../../examples/backends/", import.meta.url));

/** The policy that the examples ask for, and that their guide prints. */
export const backendPolicy = makePolicy("app", {
  browsers: "status",
  headers: [
    { name: "X-User-Id", pointer: "/identity/id" },
    { name: "X-User-Name", pointer: "/identity/traits/name" },
  ],
});

/** How a page is protected: by any session, or by the policy `app`. */
export type Protection = "session" | "policy";

/** One language. */
export interface Language {
  readonly name: string;
  /** Skips where its tools or the libraries of the example are not there. Nothing is downloaded. */
  readonly options: TestOptions;
  /** The command that builds the example in its folder, without the network. Undefined where it runs as it is. */
  readonly build?: readonly [string, ...(readonly string[])];
  /** The command that starts it there. */
  readonly command: readonly [string, ...(readonly string[])];
  /** Names that its pages are to show. Empty if they show none. */
  readonly names: readonly string[];
  /** Its page that a policy protects, and what has to be set for that. */
  readonly policyPath: string;
  readonly policyEnvironment?: Readonly<Record<string, string>>;
}

/** Options of a test that needs a tool, and the libraries that it fetches. */
function needsLibraries(libraries: ExampleLibraries): TestOptions {
  const tool = needsProgram(libraries.command);
  if (tool.skip === true) return tool;
  const why = `the libraries for ${libraries.command} were not fetched`;
  return skipUnless(libraries.areThere(), why, "npm run fetch:programs");
}

const oddName = "Zoë, 100% 日本";

/** Python runs as it is. */
export const python: Language = {
  name: "python",
  options: needsProgram("python3"),
  command: ["python3", "server.py"],
  names: [oddName],
  policyPath: "/policy",
};

/** The languages that are built first. */
export const built: readonly Language[] = [
  {
    name: "go",
    options: needsProgram("go"),
    build: ["go", "build", "-o", "backend", "."],
    command: ["./backend"],
    names: [oddName],
    policyPath: "/policy",
  },
  {
    name: "java",
    options: needsProgram("javac"),
    build: ["javac", "EdgeSessions.java", "Server.java"],
    command: ["java", "Server"],
    names: [],
    policyPath: "/policy",
  },
  {
    name: "rust",
    options: needsLibraries(crates),
    build: ["cargo", "build", "--offline", "--locked", "--quiet"],
    command: ["target/debug/backend"],
    names: [],
    policyPath: "/policy",
  },
  {
    name: "spring",
    options: needsLibraries(spring),
    build: ["mvn", "--offline", "--quiet", "package"],
    command: ["java", "-jar", "target/backend.jar"],
    names: [],
    policyPath: "/",
    policyEnvironment: {
      EDGE_PATH: "/edge-sessions/authorize/app",
      EDGE_IDENTITY_HEADER: "X-User-Id",
    },
  },
];

/** A language's example, built. */
export interface Built extends AsyncDisposable {
  readonly folder: string;
}

/** Builds a copy of the example in a folder of its own. */
export async function buildBackend({ name, build }: Language): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), `edge-sessions-${name}-`));
  await cp(join(examples, name), folder, { recursive: true });
  if (build !== undefined) {
    const [command, ...argv] = build;
    await execute(command, argv, { cwd: folder });
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** A running backend. */
export interface Backend extends Disposable {
  readonly program: Program;
  /** The URL of its protected page. */
  readonly url: string;
}

/** Starts the example against an edge. Rejects if it ends before it listens. */
export async function startBackend(
  language: Language,
  { folder }: Built,
  edgeUrl: string,
  protection: Protection,
): Promise<Backend> {
  const [port = 0] = await freePorts(1);
  const [command, ...argv] = language.command;
  const { PATH, HOME } = process.env;
  const program = startCommand(command, argv, {
    cwd: folder,
    env: {
      PATH,
      HOME,
      EDGE_URL: edgeUrl,
      PORT: String(port),
      SERVER_PORT: String(port), // Spring's name for it
      ...(protection === "policy" ? language.policyEnvironment : {}),
    },
  });
  await program.until(/http:\/\/127\.0\.0\.1:\d+\/|Started Application/u);
  return {
    program,
    url: `http://127.0.0.1:${port}${protection === "policy" ? language.policyPath : "/"}`,
    [Symbol.dispose]: () => {
      program.child.kill("SIGKILL");
    },
  };
}
