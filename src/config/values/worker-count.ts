// How many processes answer on the address of an edge.
import { availableParallelism, platform } from "node:os";

/** The most workers of one edge. */
export const workersMax = 128;

/** The systems on which several processes can listen on one address, as `server.listen` of Node.js says. */
const sharingSystems: ReadonlySet<string> = new Set(["linux", "freebsd", "sunos", "aix"]);

/** Whether several processes can listen on one address here. */
export function canShareAddress(system: string = platform()): boolean {
  return sharingSystems.has(system);
}

/** The number of workers: for `auto` one for each core, or one if they could not share an address. */
export function workerCount(given: number | "auto", cores = availableParallelism()): number {
  if (given !== "auto") return given;
  return canShareAddress() ? Math.min(cores, workersMax) : 1;
}
