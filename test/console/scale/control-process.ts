// The real program `edge-sessions control --edge` on a database, and what it costs.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));

/** A running control plane with an edge. */
export interface ControlProcess extends AsyncDisposable {
  readonly pid: number;
  /** The URL of the Console, with a slash at its end. */
  readonly consoleUrl: string;
  /** The URL of the API, without a slash at its end. */
  readonly apiUrl: string;
  /** The URL at which the edge answers checks. */
  readonly edgeUrl: string;
  /** The first operator key. */
  readonly key: string;
  /** How long it took from the start of the process until it was ready, in milliseconds. */
  readonly startedInMs: number;
}

/** Starts it. Its database and its first key are in the folder. Throws if it ends before it is ready. */
export async function startControlProcess(
  folder: string,
  database: string,
): Promise<ControlProcess> {
  const keyFile = join(folder, "first-key");
  const anywhere = ["--listen", "--admin-listen", "--control-listen"].flatMap((flag) => [
    flag,
    "127.0.0.1:0",
  ]);
  const begunAtMs = performance.now();
  const child = spawn(
    process.execPath,
    [
      main,
      "control",
      "--edge",
      "--database",
      database,
      "--first-key-file",
      keyFile,
      "--log-format",
      "json",
      ...anywhere,
    ],
    { stdio: ["ignore", "ignore", "pipe"], cwd: folder },
  );
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  child.stderr.setEncoding("utf8");
  let log = "";
  const found = (pattern: RegExp): string | undefined => pattern.exec(log)?.[1];
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (text: string) => {
      log = (log + text).slice(-1_000_000);
      if (found(controlAt) !== undefined && found(edgeAt) !== undefined) resolve();
    });
    child.once("exit", () => reject(new Error(`the control plane ended: ${log}`)));
  });
  await ready;
  const startedInMs = performance.now() - begunAtMs;
  const apiUrl = found(controlAt) ?? "";
  return {
    pid: child.pid ?? 0,
    consoleUrl: `${apiUrl}/console/`,
    apiUrl,
    edgeUrl: found(edgeAt) ?? "",
    key: (await readFile(keyFile, "utf8")).trim(),
    startedInMs,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

// In the line that says that it is ready.
const controlAt = /"url":"([^"]+)","console"/u;
const edgeAt = /"edgeUrl":"([^"]+)"/u;

/** Clock ticks of `/proc` in a second, on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** The processor time that a process has used, in milliseconds. Undefined where there is no `/proc`. */
export function cpuMsOf(pid: number): number | undefined {
  const text = readProc(pid, "stat");
  if (text === undefined) return undefined;
  // The name of the process is in brackets, and may contain spaces.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}

/** How much memory a process has resident, in bytes. Undefined where there is no `/proc`. */
export function residentBytesOf(pid: number): number | undefined {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/mu.exec(readProc(pid, "status") ?? "")?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1_024;
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
