// Runs a gateway's program on this machine's own address, from its own folder, until the test is over.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  placed,
  readConfiguration,
  type Asks,
  type GatewayName,
  type Ports,
} from "./configuration.ts";
import { freePorts } from "../harness/free-ports.ts";
import { findProgram } from "../programs/find-program.ts";
import { programs } from "./programs.ts";

/** Characters of a program's last words that a failure shows. */
const outputShown = 4_000;

/** How long a program is left alone between two tries whether it is ready. */
const triesEveryMs = 10;

/** Gives a file's text as a test wants it; by default it is as the guide prints it. */
export type ChangeFile = (name: string, text: string) => string;

/** A running gateway. */
export interface RunningGateway extends AsyncDisposable {
  readonly port: number;
}

/**
 * Starts a gateway in front of an edge and an app; resolves when it takes connections, with its configuration in
 * force. Nothing should answer at the edge's port before: some gateways have to be asked to find out.
 */
export async function startGateway(
  gateway: GatewayName,
  behind: Omit<Ports, "gateway" | "spare"> & { readonly gateway?: number },
  change: ChangeFile = (_name, text) => text,
  asks: Asks = "check",
): Promise<RunningGateway> {
  const [free = 0, spare = 0] = await freePorts(2);
  const port = behind.gateway ?? free;
  const ports: Ports = { ...behind, gateway: port, spare };
  const { edit = (_name, text) => text } = programs[gateway];
  const folder = await newFolder(gateway);
  const files = new Map<string, string>();
  for (const [name, text] of await readConfiguration(gateway)) {
    files.set(name, change(name, placed(edit(name, text, asks), ports, folder)));
  }
  for (const [name, text] of programs[gateway].wrapping(folder, asks)) {
    files.set(name, change(name, text));
  }
  return startProgram(gateway, files, port, { folder, asks });
}

function newFolder(gateway: GatewayName): Promise<string> {
  return mkdtemp(join(tmpdir(), `edge-sessions-${gateway}-`));
}

/** Starts a gateway's program with files of a test's own; resolves when it takes connections at the port. */
export async function startProgram(
  gateway: GatewayName,
  files: ReadonlyMap<string, string>,
  port: number,
  given: { readonly folder?: string; readonly asks?: Asks } = {},
): Promise<RunningGateway> {
  const program = programs[gateway];
  const path = findProgram(program.command);
  if (path === undefined) throw new Error(`${gateway} is not installed`);
  const folder = given.folder ?? (await newFolder(gateway));
  for (const [name, text] of files) await writeFile(join(folder, name), text);

  const child = spawn(path, program.argv(folder, given.asks ?? "check"), {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      XDG_DATA_HOME: folder,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      output += text;
    });
  }
  const ended = once(child, "close");
  const end = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(port, program.ready, () => {
      if (child.exitCode === null) return;
      throw new Error(
        `${gateway} ended with ${String(child.exitCode)}:\n${output.slice(-outputShown)}`,
      );
    });
  } catch (error) {
    await end();
    throw error;
  }
  return { port, [Symbol.asyncDispose]: end };
}

/** Tries until the gateway is ready; `stillRuns` throws when it never will be. */
async function untilReady(
  port: number,
  how: "when connected" | "when not 404",
  stillRuns: () => void,
): Promise<void> {
  const ready = how === "when connected" ? accepts : answersAnything;
  for (;;) {
    stillRuns();
    if (await ready(port)) return;
    // The program tells nobody when it is ready. Without a pause the tries would take the processor that it starts with.
    await new Promise<void>((resolve) => {
      setTimeout(resolve, triesEveryMs);
    });
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

function answersAnything(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get({ host: "127.0.0.1", port, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode !== 404);
    });
    asked.once("error", () => {
      resolve(false);
    });
  });
}
