import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/longest-first.ts";

// Most of what a test's process does is to read and compile the same modules once more. With this variable Node keeps
// what it has compiled, for the workers and for every program that they start.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(
  new URL("node_modules/.cache/edge-sessions-compiled", import.meta.url),
);

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["./scripts/fresh-page.ts"],
    reporters: ["default", "./scripts/closing-line.ts"],
    sequence: { sequencer: LongestFirst },
    pool: "forks",
    // One more than the two cores of a small machine: many tests wait for processes, not for a core.
    maxWorkers: 3,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
