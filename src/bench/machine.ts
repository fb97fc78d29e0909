// The facts of the machine that numbers are worth nothing without.
import { arch, cpus, loadavg, release, totalmem, type } from "node:os";

/** What a run was measured on. */
export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly memoryGibibytes: number;
  readonly system: string;
  /** Over the last minute, as the run began and ended: above the number of cores, programs waited for each other. */
  readonly loadAtBegin: number;
  readonly loadAtEnd: number;
  /** By program. */
  readonly versions: Readonly<Record<string, string>>;
}

const gibibyteBytes = 1_024 ** 3;

/** The load of the last minute. */
export function currentLoad(): number {
  return loadavg()[0] ?? Number.NaN;
}

/** Reads the facts, with what only the run knows. */
export function describeMachine(
  loadAtBegin: number,
  versions: Readonly<Record<string, string>>,
): Machine {
  const all = cpus();
  return {
    cores: all.length,
    model: all[0]?.model ?? "unknown processor",
    memoryGibibytes: Math.round((totalmem() / gibibyteBytes) * 10) / 10,
    system: `${type()} ${release()} ${arch()}`,
    loadAtBegin,
    loadAtEnd: currentLoad(),
    versions: { node: process.version, ...versions },
  };
}

/** Bytes that a process could still take before others would have to give some back. */
export function availableMemoryBytes(): number {
  return process.availableMemory();
}
