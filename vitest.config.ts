import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["./scripts/fresh-page.ts"],
    reporters: ["default", "./scripts/closing-line.ts"],
    pool: "forks",
    // One more than the two cores of a small machine: many tests wait for processes, not for a core.
    maxWorkers: 3,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
