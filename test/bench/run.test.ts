// The whole harness with tiny counts: every contender starts, answers correctly and is ended. No time is judged.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { benchCommand } from "../../src/cli/commands/bench.ts";
import { defaultParts, fullPlan, type Plan } from "../../src/bench/plan.ts";
import { canReadProcesses } from "../../src/bench/process-time.ts";
import { findProgram } from "../../src/bench/programs.ts";
import { runBench } from "../../src/bench/run.ts";
import { skipUnless } from "../harness/skipping.ts";
import { isBuilt } from "../../src/bench/start-up.ts";
import { bodyBytes, bodyOf, cookieBytes, cookieOf, indexIn } from "../../src/bench/sample.ts";

const tinyPlan: Plan = {
  ...fullPlan,
  parts: new Set(defaultParts),
  rounds: 2,
  connections: 4,
  cookies: 10,
  hitsPerTurn: 40,
  missesPerTurn: 8,
  ratePerSecond: 200,
  rateSeconds: 0.2,
  // A busy machine must not fail the test, so no turn is too late.
  latenessMax: { p99: 60_000, p999: 60_000 },
  mutationEvery: 10,
  pairsPerTurn: 2,
  originDelayMs: 1,
  callsPerTurn: 20,
  sizes: [20, 50],
  memoryFrom: 20,
  starts: 1,
  originCalls: { sessions: 10, secondsBetweenChecks: 1, seconds: 1 },
};

const onLinux = skipUnless(canReadProcesses(), "only Linux tells what another process uses");

let own = "";

beforeAll(async () => {
  // What a run leaves behind shows in a folder that nothing else writes to.
  own = await mkdtemp(join(tmpdir(), "edge-sessions-bench-test-"));
  vi.stubEnv("TMPDIR", own);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(own, { recursive: true, force: true });
});

test("Sessions have their stated sizes, and their cookies tell them apart.", () => {
  for (const index of [0, 1, 999_999, 0x20_0000_0000]) {
    expect(cookieOf(index)).toHaveLength(cookieBytes);
    expect(Buffer.byteLength(bodyOf(index))).toBe(bodyBytes);
    expect(indexIn(cookieOf(index))).toBe(index);
  }
  expect(indexIn("cookie: ory_kratos_session=other")).toBeUndefined();
});

test("The bench measures everything and leaves nothing behind.", onLinux, async () => {
  const { signal } = new AbortController();
  const told: string[] = [];
  const report = await runBench({
    plan: tinyPlan,
    version: "0.0.0",
    signal,
    progress: (text) => told.push(text),
  });
  const ids = report.measurements.map(({ id }) => id);
  const installed = [
    ["nginx", findProgram("nginx", "-v")],
    ["varnish", findProgram("varnishd", "-V")],
  ] as const;
  for (const [name, program] of installed) {
    // Measured where it is installed, else named among what is missing.
    const measured = [`hit/${name}`, `miss/${name}`].every((id) => ids.includes(id));
    const named = new RegExp(name, "iu").test(report.missing.join());
    const present = program !== undefined;
    expect({ name, measured, named }).toEqual({ name, measured: present, named: !present });
  }
  expect(ids).toEqual(
    expect.arrayContaining([
      "hit/edge",
      "hit/refreshing",
      "miss/edge",
      "fixed-rate/edge",
      "fixed-rate/refreshing",
      "resident/refreshing",
      "latency/direct/p50",
      "latency/edge/p99",
      "in-process/check",
      "in-process/fetch-sdk",
      "in-process/axios-sdk",
      "memory/20",
      "memory/50",
      "size/20",
      "size/50",
      "start-up/sources",
    ]),
  );
  // A checkout need not have been built.
  const named = report.missing.some((text) => text.includes("npm run build"));
  expect({ measured: ids.includes("start-up/edge"), named }).toEqual({
    measured: isBuilt(),
    named: !isBuilt(),
  });
  // An edge without the option says so.
  const workersNamed = report.missing.some((text) => text.includes("workers"));
  expect(workersNamed || ids.includes("workers/2")).toBe(true);
  for (const { id, group, rounds } of report.measurements) {
    if (group === "refresh") continue;
    const turns = group === "memory" || group === "start-up" ? 1 : tinyPlan.rounds;
    expect(rounds, id).toHaveLength(turns);
    for (const value of rounds) expect(Number.isFinite(value), id).toBe(true);
  }
  const waits = new Map(report.waits.map((one) => [one.id, one]));
  for (const id of [
    "fixed-rate/edge",
    "fixed-rate/refreshing",
    "tail/hit",
    "tail/miss",
    "tail/mutation",
  ]) {
    expect(waits.get(id)?.rounds, id).toHaveLength(tinyPlan.rounds);
  }
  const requests = tinyPlan.ratePerSecond * tinyPlan.rateSeconds;
  const mutations = requests / tinyPlan.mutationEvery;
  expect(waits.get("tail/mutation")?.rounds[0]?.count).toBe(mutations);
  expect(report.machine.cores).toBeGreaterThan(0);
  expect(told.at(-1)).toBe("done");
  expect(await readdir(own)).toEqual([]);
});

test("An interrupted bench ends its processes and writes no data.", async () => {
  const ending = new AbortController();
  const said = { stdout: "", stderr: "" };
  const code = await benchCommand.run(["--only", "latency"], {
    argv: [],
    env: {},
    signal: ending.signal,
    stdout: { write: (text) => (said.stdout += text) },
    stderr: {
      write: (text) => {
        said.stderr += text;
        if (text.includes("started")) ending.abort();
      },
    },
  });
  expect(code).toBe(1);
  expect(said.stdout).toBe("");
  expect(said.stderr).toContain("interrupted. Everything that it started has ended");
  expect(await readdir(own)).toEqual([]);
});

test.each([
  [["--only", "hits,mises"], "--only"],
  [["--rounds", "0"], "--rounds"],
  [["--sessions-max", "many"], "--sessions-max"],
  [["--format", "xml"], "--format"],
])("Wrong usage is refused before anything starts: %s.", async (argv, named) => {
  let stderr = "";
  const code = await benchCommand.run(argv, {
    argv: [],
    env: { EDGE_SESSIONS_ORIGIN: "https://kratos.example" },
    signal: new AbortController().signal,
    stdout: { write: () => undefined },
    stderr: { write: (text) => (stderr += text) },
  });
  expect(code).toBe(2);
  expect(stderr).toContain(named);
});
