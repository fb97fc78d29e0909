// A control plane, with an empty database, for its clients to talk to.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCommandHere, type RunningCommand } from "../../harness/command.ts";
import { ran, type Ran, type Shell } from "./ran.ts";

/** A running control plane. */
export interface ControlPlane {
  readonly url: string;
  /** Holds the first operator's key. */
  readonly keyFile: string;
  /** For files of the test; gone with it. */
  readonly folder: string;
  readonly program: RunningCommand;
  /** Runs a client command against it, by the first key unless another file is named. */
  client(argv: readonly string[], shell?: Shell & { readonly keyFile?: string }): Promise<Ran>;
  /** The API's own answer to a question. */
  api(path: string): Promise<unknown>;
  /** A file of a key, as `--key-file` takes it. */
  keyFileOf(name: string, key: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts one, and waits until it is ready. */
export async function startControlPlane(...more: readonly string[]): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-control-"));
  const keyFile = join(folder, "first-key");
  const program = startCommandHere([
    "control",
    "--control-listen",
    "127.0.0.1:0",
    "--database",
    join(folder, "control.db"),
    "--first-key-file",
    keyFile,
    ...more,
  ]);
  const [line] = await program.until(/^\{.*"console":.*"msg":"ready".*$/mu);
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    keyFile,
    folder,
    program,
    client: (argv, shell = {}) =>
      ran([...argv, "--control", url, "--key-file", shell.keyFile ?? keyFile], shell),
    api: async (path) => {
      const key = (await readFile(keyFile, "utf8")).trim();
      const answer = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${key}` } });
      return answer.json();
    },
    keyFileOf: async (name, key) => {
      const path = join(folder, name);
      await writeFile(path, `${key}\n`, { mode: 0o600 });
      return path;
    },
    stop: async () => {
      program.end();
      await program.ended;
      await rm(folder, { recursive: true });
    },
  };
}
