// What a flood of strangers adds to an edge's resident memory, with the bound of V8's young generation and without.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { flood, startRefusingOrigin } from "./flood.ts";
import { startCommand } from "../harness/program.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const checks = 5_000;
const connections = 128;

let origin: Awaited<ReturnType<typeof startRefusingOrigin>>;
beforeAll(async () => {
  origin = await startRefusingOrigin();
});
afterAll(() => origin.server.close());

/** A line of a process' status in Linux, in kB. */
function memoryOf(pid: number, line: "VmRSS" | "VmHWM"): number {
  const text = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(new RegExp(`^${line}:\\s+(\\d+) kB$`, "mu").exec(text)?.[1]);
}

/** Most that an edge occupies under the flood beyond what it occupied before, in kB. */
async function grownKb(...flags: readonly string[]): Promise<number> {
  const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const argv = ["edge", "--origin", origin.url, "--cacheable-sessions", ...anywhere];
  const program = startCommand(process.execPath, [...flags, main, ...argv], {
    env: { PATH: process.env["PATH"] },
  });
  const [, port] = await program.until(/"url":"http:\/\/127\.0\.0\.1:(\d+)".*"msg":"ready"/u);
  const pid = program.child.pid ?? 0;
  const before = memoryOf(pid, "VmRSS");
  await flood(Number(port), checks, connections);
  const most = memoryOf(pid, "VmHWM");
  program.child.kill("SIGTERM");
  expect(await program.ended).toBe(0);
  return most - before;
}

test.runIf(process.platform === "linux")(
  "Under a flood, an edge with the bound on V8's young generation grows less than four fifths as much as one without it.",
  async () => {
    // As large as V8 makes it by itself sooner or later, from the start: when it grows depends on what else runs here.
    const without = await grownKb("--min-semi-space-size=64", "--max-semi-space-size=64");
    const bounded = await grownKb();
    expect(bounded).toBeLessThan(0.8 * without);
  },
  240_000,
);
