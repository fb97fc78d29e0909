// Runs a gateway's program on this machine's own address, from a folder of its own, until the test is over.
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placed, readConfiguration, type GatewayName, type Ports } from "./configuration.ts";
import { findProgram, programs } from "./programs.ts";

/** Characters of a program's last words that a failure shows. */
const outputShown = 4_000;

const lowestPort = 16_000;
const highestPort = 32_000;

/** A running gateway. */
export interface RunningGateway extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** Starts a gateway in front of an edge and an app; resolves when it takes connections. */
export async function startGateway(
  gateway: GatewayName,
  behind: { readonly edge: number; readonly app: number },
): Promise<RunningGateway> {
  const path = findProgram(gateway);
  if (path === undefined) throw new Error(`${gateway} is not installed`);
  const [port = 0, spare = 0] = await freePorts(2);
  const ports: Ports = { ...behind, gateway: port, spare };
  const folder = await mkdtemp(join(tmpdir(), `edge-sessions-${gateway}-`));
  const program = programs[gateway];
  for (const [name, text] of await readConfiguration(gateway)) {
    await writeFile(join(folder, name), placed(text, ports, folder));
  }
  for (const [name, text] of program.wrapping(folder)) await writeFile(join(folder, name), text);

  const child = spawn(path, program.argv(folder), {
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
  await untilConnected(port, () => {
    if (child.exitCode === null) return;
    throw new Error(
      `${gateway} ended with ${String(child.exitCode)}:\n${output.slice(-outputShown)}`,
    );
  });
  return {
    url: `http://127.0.0.1:${String(port)}`,
    port,
    [Symbol.asyncDispose]: async () => {
      child.kill(program.stopSignal);
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Ports that are free now, from below the range that systems hand out by themselves: nobody who takes "any free port"
 * gets one of these between now and the program's start.
 */
async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(lowestPort, highestPort);
    const server = createServer().listen(port, "127.0.0.1");
    const free = await new Promise<boolean>((resolve) => {
      server.once("listening", () => {
        resolve(true);
      });
      server.once("error", () => {
        resolve(false);
      });
    });
    if (!free || ports.includes(port)) continue;
    await once(server.close(), "close");
    ports.push(port);
  }
  return ports;
}

/** Tries until somebody accepts a connection; `stillRuns` throws when nobody ever will. */
async function untilConnected(port: number, stillRuns: () => void): Promise<void> {
  for (;;) {
    stillRuns();
    const socket = connect(port, "127.0.0.1");
    const accepted = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => {
        resolve(true);
      });
      socket.once("error", () => {
        resolve(false);
      });
    });
    socket.destroy();
    if (accepted) return;
    // Lets the program's output and its end be seen between two tries.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
