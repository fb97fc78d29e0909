// Runs a Worker in workerd, the runtime of Cloudflare Workers, on a free port of the loopback interface.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const workerd = fileURLToPath(new URL("../../node_modules/.bin/workerd", import.meta.url));

/** A running Worker. */
export interface Worker {
  readonly url: string;
  /** What workerd has written about its Worker so far. */
  readonly log: () => string;
  stop(): Promise<void>;
}

/** Starts a Worker whose module has this code, with bindings of text. It may call the loopback interface. */
export async function startWorker(
  code: string,
  bindings: Readonly<Record<string, string>> = {},
): Promise<Worker> {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-workerd-"));
  await writeFile(join(folder, "worker.js"), code);
  await writeFile(join(folder, "config.capnp"), configOf(bindings));
  const argv = ["serve", join(folder, "config.capnp"), "--control-fd=3"];
  const child = spawn(workerd, argv, { stdio: ["ignore", "pipe", "pipe", "pipe"] });
  let log = "";
  child.stdout?.on("data", (chunk: Buffer) => (log += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const closed = once(child, "close");
  const lines = createInterface(child.stdio[3] as Readable);
  const listening = once(lines, "line").then(([line]) => JSON.parse(String(line)) as Listening);
  const ended = closed.then(() => Promise.reject(new Error(`workerd has ended: ${log}`)));
  const { port } = await Promise.race([listening, ended]);
  // It ends when it is stopped, which is no failure.
  ended.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => log,
    async stop() {
      child.kill("SIGKILL");
      await closed;
      await rm(folder, { recursive: true });
    },
  };
}

/** What workerd says on its control pipe. */
interface Listening {
  readonly port: number;
}

function configOf(bindings: Readonly<Record<string, string>>): string {
  const list = Object.entries(bindings).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-01-01",
      bindings = [${list.join(", ")}],
    )),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}
