// One seed for people to read: its trace on request, and its objections.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { realEdge } from "./edges/real-edge.ts";
import { environmentWithout, type Guard } from "./guards.ts";
import { tryOut } from "./trial.ts";

/** Shows a seed, without a guard if one is given. `linesBefore` limits the trace to those before the first objection. Returns the exit code. */
export async function showSeed(
  seed: number,
  traced: boolean,
  without: Guard | undefined,
  linesBefore = Infinity,
): Promise<number> {
  if (without !== undefined) return replayWithout(without, seed, traced);
  const verdict = await tryOut(seed, realEdge, traced);
  const at = verdict.trace.findIndex((line) => line.includes("!!!"));
  const lines = at < 0 ? verdict.trace : verdict.trace.slice(Math.max(0, at - linesBefore));
  const shown = Number.isFinite(linesBefore) ? lines.slice(0, linesBefore + 2) : lines;
  for (const line of shown) process.stdout.write(`${line}\n`);
  for (const { law, atMs, exchange, text } of verdict.objections) {
    const where = exchange === undefined ? "" : ` exchange ${exchange}`;
    process.stdout.write(`${law}${where} at ${atMs.toFixed(3)} ms: ${text}\n`);
  }
  process.stdout.write(
    `seed ${seed}: ${verdict.objections.length} objections in ${verdict.exchanges} exchanges\n`,
  );
  return verdict.objections.length === 0 ? 0 : 1;
}

/** A guard can only be removed while the sources load, so the seed is replayed in a separate process. */
function replayWithout(without: Guard, seed: number, traced: boolean): number {
  const preload = new URL("./without-guard.ts", import.meta.url).href;
  const program = fileURLToPath(new URL("./simulate.ts", import.meta.url));
  const flags = ["--seed", String(seed), ...(traced ? ["--trace"] : [])];
  const env = { ...process.env, ...environmentWithout(without) };
  const args = ["--import", preload, program, ...flags];
  return spawnSync(process.execPath, args, { env, stdio: "inherit" }).status ?? 1;
}
