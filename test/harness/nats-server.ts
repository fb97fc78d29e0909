// Real NATS servers, each with JetStream in a folder that is removed with it. A server keeps its ports and its files when
// it is killed and restarted. `needsProgram("nats-server")` skips a test where there is none.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../programs/find-program.ts";
import { freePorts } from "./free-ports.ts";
import { freezeProcess, thawProcess } from "./frozen-process.ts";
import { startCommand, type Program } from "./program.ts";

/** A part of a server's configuration, in the words of nats-server. */
type NatsConfiguration = Readonly<Record<string, unknown>>;

/** Where a server connects to as a leaf. */
export interface LeafRemote {
  readonly host: string;
  readonly port: number;
  /** `NAME:PASSWORD`, if the other server asks for it. */
  readonly user?: string;
  /** More of the remote's block, such as `account` or `tls`. */
  readonly more?: NatsConfiguration;
}

/** What a server is like. */
export interface NatsOptions {
  readonly name: string;
  /** Of JetStream. Servers that are joined by a leaf link have one each. */
  readonly domain?: string;
  readonly leafOf?: LeafRemote;
  /** More of JetStream's block, such as `max_file_store`. */
  readonly jetstream?: NatsConfiguration;
  /** More of the block for leaves, such as `authorization`. */
  readonly leafnodes?: NatsConfiguration;
  /** Files that the configuration names, by their name, such as certificates. */
  readonly files?: Readonly<Record<string, string>>;
  /** Everything else: `accounts`, `authorization`, `tls`, `max_payload`. */
  readonly configuration?: NatsConfiguration;
}

/** A server. It runs, unless it was killed. */
export interface NatsServer {
  readonly name: string;
  /** `nats://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** Where leaves connect to. */
  readonly leafPort: number;
  /** Of its HTTP endpoints, such as `/varz`. */
  readonly monitoringUrl: string;
  /** Of the process that runs now or ran last. */
  readonly pid: () => number;
  /** What the process that runs now, or ran last, has written. */
  readonly log: () => string;
  /** Resolves once that process has written this. Rejects if it ends before. */
  readonly untilLogged: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Ends it at once, as a crash does. Resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it again, after it has ended it in an orderly way if it runs. Its configuration may change. */
  readonly restart: (change?: NatsConfiguration) => Promise<void>;
  /** Stops it where it is: connections stay open, and nothing is answered. */
  readonly freeze: () => Promise<void>;
  readonly thaw: () => void;
  /** Ends it and removes its files. */
  readonly stop: () => Promise<void>;
}

const host = "127.0.0.1";

/** Starts a server on free ports of loopback. Resolves when it is ready. */
export async function startNatsServer(options: NatsOptions): Promise<NatsServer> {
  const command = findProgram("nats-server");
  if (command === undefined) throw new Error("nats-server is missing: npm run fetch:programs");
  const [port = 0, leafPort = 0, monitoringPort = 0] = await freePorts(3);
  const folder = await mkdtemp(join(tmpdir(), `nats-${options.name}-`));
  const file = join(folder, "nats.conf");
  let { configuration = {} } = options;

  async function start(): Promise<Program> {
    const whole = { ...wholeConfiguration(options, { port, leafPort, monitoringPort }, folder) };
    await writeFile(file, JSON.stringify({ ...whole, ...configuration }), { mode: 0o600 });
    const started = startCommand(command ?? "", ["--config", file], { cwd: folder });
    await started.until(/Server is ready/u);
    return started;
  }
  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const { child, ended } = program;
    // A frozen process ends by SIGTERM only once it continues.
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGCONT");
    child.kill(signal);
    await Promise.allSettled([ended]);
  }

  for (const [name, text] of Object.entries(options.files ?? {})) {
    await writeFile(join(folder, name), text, { mode: 0o600 });
  }
  let program = await start();
  return {
    name: options.name,
    url: `nats://${host}:${port}`,
    port,
    leafPort,
    monitoringUrl: `http://${host}:${monitoringPort}`,
    pid: () => pidOf(program),
    log: () => program.stderr(),
    untilLogged: (pattern) => program.until(pattern),
    kill: () => end("SIGKILL"),
    async restart(change = {}) {
      await end("SIGTERM");
      configuration = { ...configuration, ...change };
      program = await start();
    },
    freeze: () => freezeProcess(pidOf(program)),
    thaw: () => thawProcess(pidOf(program)),
    async stop() {
      await end("SIGTERM");
      await rm(folder, { recursive: true });
    },
  };
}

interface Ports {
  readonly port: number;
  readonly leafPort: number;
  readonly monitoringPort: number;
}

/** JSON, which nats-server reads as its own format. */
function wholeConfiguration(
  { name, domain, leafOf, jetstream, leafnodes }: NatsOptions,
  { port, leafPort, monitoringPort }: Ports,
  folder: string,
): NatsConfiguration {
  const remotes = leafOf && [{ url: leafUrl(leafOf), ...leafOf.more }];
  return {
    server_name: name,
    host,
    port,
    http: `${host}:${monitoringPort}`,
    jetstream: { store_dir: join(folder, "jetstream"), domain, ...jetstream },
    leafnodes: { host, port: leafPort, remotes, ...leafnodes },
  };
}

function leafUrl({ host, port, user }: LeafRemote): string {
  return `nats://${user === undefined ? "" : `${user}@`}${host}:${port}`;
}

function pidOf({ child }: Program): number {
  if (child.pid === undefined) throw new Error("nats-server was not started.");
  return child.pid;
}
