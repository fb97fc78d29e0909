// How long an edge takes from the start of its process until it says "ready", beside a Node that does nothing. In a
// checkout both the sources and the build are started: the former are stripped of their types on each start.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Children } from "./children.ts";
import { mainPath } from "./contenders.ts";
import type { Measurement } from "./report.ts";

const flags = [
  ["--origin", "http://127.0.0.1:9"],
  ["--listen", "127.0.0.1:0"],
  ["--admin-listen", "127.0.0.1:0"],
  ["--cacheable-sessions"],
].flat();

const builtPath = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

interface Program {
  readonly id: string;
  readonly what: string;
  readonly argv: readonly string[];
  readonly ready: RegExp;
}

/** What is started: as users have it, and as a checkout has it where this is one. */
function programs(): readonly Program[] {
  const edge = (id: string, what: string, path: string): Program => ({
    id,
    what,
    argv: [path, "edge", ...flags],
    ready: /"msg":"ready"/,
  });
  const node: Program = {
    id: "node",
    what: "Node, until it prints",
    argv: ["--eval", "console.log('ready'); setInterval(() => {}, 1000)"],
    ready: /ready/,
  };
  if (mainPath.endsWith(".js")) return [edge("edge", "edge, until it is ready", mainPath), node];
  const sources = edge("sources", "edge from sources", mainPath);
  return isBuilt()
    ? [edge("edge", "edge as built, until it is ready", builtPath), sources, node]
    : [sources, node];
}

/** Whether what users have can be started: the build. */
export function isBuilt(): boolean {
  return existsSync(builtPath);
}

/** Starts all in turn. The first start of each fills the file system's cache and is not told. */
export async function measureStartUp(
  children: Children,
  starts: number,
  progress: (text: string) => void,
): Promise<{ readonly measurements: readonly Measurement[]; readonly missing: readonly string[] }> {
  const started = programs().map((program) => ({ ...program, rounds: [] as number[] }));
  for (let start = 0; start <= starts; start += 1) {
    for (const program of started) {
      const tookMs = await startMs(children, program.argv, program.ready);
      if (start > 0) program.rounds.push(tookMs);
    }
    if (start > 0) progress(`start ${start} of ${starts}`);
  }
  const measurements = started.map(({ id, what, rounds }) => ({
    id: `start-up/${id}`,
    group: "start-up" as const,
    what,
    rounds,
  }));
  const missing = isBuilt()
    ? []
    : ["the start-up of the build was not measured, because there is no build; run npm run build"];
  return { measurements, missing };
}

async function startMs(
  children: Children,
  argv: readonly string[],
  ready: RegExp,
): Promise<number> {
  const begunMs = performance.now();
  const child = children.start({ command: process.execPath, argv });
  await child.until(ready);
  const tookMs = performance.now() - begunMs;
  await child.end();
  return tookMs;
}
