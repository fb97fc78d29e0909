// How long an edge takes from the start of its process until it says "ready", over several runs.
// Usage: node src/bench/development/start-up.ts [runs]. Runs the sources, and the build in dist/ where there is one.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

const targetMs = 300;
const gibibyteBytes = 1_024 ** 3;
const runs = Number(process.argv[2] ?? 15);
const flags = [
  ["--origin", "http://127.0.0.1:9"],
  ["--listen", "127.0.0.1:0"],
  ["--admin-listen", "127.0.0.1:0"],
  ["--cacheable-sessions"],
].flat();

/** Milliseconds until one process says "ready"; it is ended afterwards. */
function startOnce(main: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const begunMs = performance.now();
    const child = spawn(process.execPath, [main, "edge", ...flags], {
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let text = "";
    let tookMs: number | undefined;
    child.stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (tookMs !== undefined || !text.includes('"msg":"ready"')) return;
      tookMs = performance.now() - begunMs;
      child.kill("SIGTERM");
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (tookMs === undefined || code !== 0) reject(new Error(`ended with ${code}: ${text}`));
      else resolve(tookMs);
    });
  });
}

async function measure(name: string, main: string): Promise<void> {
  // One start fills the file system's cache; what is asked is how long starting takes, not reading.
  await startOnce(main);
  const tookMs: number[] = [];
  for (let run = 0; run < runs; run += 1) tookMs.push(await startOnce(main));
  tookMs.sort((one, other) => one - other);
  const at = (share: number): string => (tookMs[Math.floor((runs - 1) * share)] ?? 0).toFixed(0);
  console.log(`${name}: median ${at(0.5)} ms, fastest ${at(0)} ms, slowest ${at(1)} ms`);
}

const [cpu] = cpus();
console.log(`${cpus().length} × ${cpu?.model ?? "unknown processor"}`);
console.log(`${(totalmem() / gibibyteBytes).toFixed(1)} GiB memory, Node ${process.version}`);
console.log(`edge process, start to ready, ${runs} runs each (at most ${targetMs} ms is asked):`);
await measure("sources", fileURLToPath(new URL("../../cli/main.ts", import.meta.url)));
const built = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
if (existsSync(built)) await measure("build", built);
