// Limits the garbage that a flood of requests leaves behind. V8 lets its young generation grow to 128 MiB on a machine with
// memory to spare, and keeps it: an edge with 17 MB in use then occupies 297 MB. V8 reads the flag of that limit only when it
// starts. It reads the factor by which the young generation grows whenever that grows, so this looks at the size after each
// collection and sets the factor. docs/decisions/0026 has the measurements.
import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** What each half of the young generation may take, in bytes. */
export const halfBytesMax = 8 * 1_024 * 1_024;

/** V8's own factor. */
const growing = 2;
const staying = 1;

/** Node's flags that say how large the young generation is. V8 takes either sign between the words. */
const given =
  /^--(?:max|min)[-_]semi[-_]space[-_]size(?:=|$)|^--semi[-_]space[-_]growth[-_]factor(?:=|$)/u;

/** What the process was started with. */
export interface StartedWith {
  /** Flags of Node. */
  readonly execArgv: readonly string[];
  /** The variable `NODE_OPTIONS`. */
  readonly nodeOptions: string | undefined;
}

/** Whether a flag of Node already says how large the young generation is. */
export function isSizeGiven({ execArgv, nodeOptions }: StartedWith): boolean {
  return [...execArgv, ...(nodeOptions ?? "").split(/\s+/u)].some((flag) => given.test(flag));
}

/** The size of each half of the young generation now, in bytes. */
export function halfBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  return space === undefined ? 0 : space.space_used_size + space.space_available_size;
}

/** Keeps the young generation of this process at that size, unless a flag of Node says how large it is. */
export function boundYoungGeneration(): void {
  const { execArgv, env } = process;
  if (isSizeGiven({ execArgv, nodeOptions: env["NODE_OPTIONS"] })) return;
  let factorNow = growing;
  // V8 changes the size during a collection only. In an idle process it makes it smaller, so that it may have to grow again.
  const collected = new PerformanceObserver(() => {
    const factor = halfBytes() * growing <= halfBytesMax ? growing : staying;
    if (factor === factorNow) return;
    factorNow = factor;
    setFlagsFromString(`--semi-space-growth-factor=${factor}`);
  });
  collected.observe({ entryTypes: ["gc"] });
}
