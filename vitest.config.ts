import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/longest-first.ts";

// Most of what a test's process does is to read and compile the same modules once more. With this variable Node keeps
// what it has compiled, for the workers and for every program that they start.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(
  new URL("node_modules/.cache/edge-sessions-compiled", import.meta.url),
);

const files = ["src/**/*.test.ts", "test/**/*.test.ts"];

/** What takes long and seldom breaks; `.ci/run` has it tested. */
const seldom =
  process.env["TEST_ALL"] === "yes"
    ? []
    : [
        "test/package/build-again.test.ts",
        "test/package/npx-in-a-clone.test.ts",
        "test/package/package.test.ts",
        "test/package/publishing.test.ts",
        "test/cli/flood-memory.test.ts",
        "test/bench/run.test.ts",
        "test/**/*.seldom.test.ts",
        "test/planet/planet.test.ts",
        "test/planet/targets/targets.test.ts",
      ];

/** Files that replace a module for all that loads it, or measure this process' memory. */
const alone = [
  "test/cli/flood-memory.test.ts",
  "test/contract/memory-store-size.test.ts",
  "test/contract/memory-store.test.ts",
  "test/hosts/node.test.ts",
  "test/intake/key-comparison.test.ts",
  "test/observe/traffic-memory.test.ts",
  "test/security/27-linear-parsers.test.ts",
];

export default defineConfig({
  test: {
    globalSetup: ["./scripts/fresh-page.ts"],
    reporters: ["default", "./scripts/closing-line.ts"],
    sequence: { sequencer: LongestFirst },
    pool: "forks",
    // One more than the two cores of a small machine: many tests wait for processes, not for a core.
    maxWorkers: 3,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // What is awaited comes when it comes: on a busy machine a second, Vitest's own limit, is nothing.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      // One process runs many files: starting one and loading what tests have in common is a third of a run's work.
      {
        extends: true,
        test: { name: "together", isolate: false, include: files, exclude: [...alone, ...seldom] },
      },
      { extends: true, test: { name: "alone", isolate: true, include: alone, exclude: seldom } },
      // The same once more with node:http alone, as it is for clients whose requests are not simple.
      {
        extends: true,
        test: {
          name: "parsed",
          isolate: false,
          include: seldom.length === 0 ? ["test/security/**/*.test.ts"] : [],
          exclude: alone,
          env: { TEST_DIRECT: "off" },
        },
      },
    ],
  },
});
