// Builds the Console's page if its sources changed since it was built: before `npm start`, and before tests.
import { globSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const config = fileURLToPath(new URL("src/console/vite.config.ts", root));
const built = new URL("dist/page/index.html", root);
const sources = ["src/console/**", "package-lock.json"];

/** What vitest calls once before everything. */
export async function setup(): Promise<void> {
  if (isFresh()) return;
  const { build } = await import("vite");
  await build({ configFile: config, logLevel: "error" });
}

function isFresh(): boolean {
  const builtMs = statSync(built, { throwIfNoEntry: false })?.mtimeMs;
  if (builtMs === undefined) return false;
  return globSync(sources, { cwd: root }).every(
    (path) => statSync(new URL(path, root)).mtimeMs < builtMs,
  );
}

if (import.meta.main) await setup();
