// A run of its own, for closing-line.test.ts.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: ["*.skips.ts"],
    reporters: [fileURLToPath(new URL("../../../scripts/closing-line.ts", import.meta.url))],
  },
});
