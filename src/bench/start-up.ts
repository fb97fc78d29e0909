// How long an edge takes from the start of its process until it says "ready", beside a Node that does nothing.
import type { Children } from "./children.ts";
import { mainPath } from "./contenders.ts";
import type { Measurement } from "./report.ts";

const flags = [
  ["--origin", "http://127.0.0.1:9"],
  ["--listen", "127.0.0.1:0"],
  ["--admin-listen", "127.0.0.1:0"],
  ["--cacheable-sessions"],
].flat();

/** Starts both in turn. The first start of each fills the file system's cache and is not told. */
export async function measureStartUp(
  children: Children,
  starts: number,
  progress: (text: string) => void,
): Promise<readonly Measurement[]> {
  const edgeMs: number[] = [];
  const nodeMs: number[] = [];
  for (let start = 0; start <= starts; start += 1) {
    const edge = await startMs(children, [mainPath, "edge", ...flags], /"msg":"ready"/);
    const node = await startMs(
      children,
      ["--eval", "console.log('ready'); setInterval(() => {}, 1000)"],
      /ready/,
    );
    if (start === 0) continue;
    edgeMs.push(edge);
    nodeMs.push(node);
    progress(`start ${start} of ${starts}`);
  }
  return [
    { id: "start-up/edge", group: "start-up", what: "edge, until it is ready", rounds: edgeMs },
    { id: "start-up/node", group: "start-up", what: "Node, until it prints", rounds: nodeMs },
  ];
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
