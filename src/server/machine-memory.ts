// What a start says about memory: what it needs with full stores, and whether the machine has that much.
import { totalmem } from "node:os";
import { judgeMemory, type MemoryPlan } from "../core/memory-need.ts";
import type { Problem } from "../config/read/problem.ts";

/** A line of the log, or the problem because of which nothing starts. */
export type MemoryNote =
  | {
      readonly kind: "note";
      readonly level: "info" | "warn";
      /** What is needed and what there is, in MiB. */
      readonly about: { readonly neededMiB: number; readonly machineMiB: number };
      readonly text: string;
    }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

const mebibyte = 1_024 * 1_024;

/** The memory of the machine, or of the container if that has less. In bytes. */
export function machineBytes(): number {
  // Node reads the limit of the control group. It gives 0 if it cannot, and a huge number if there is none.
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Looks at what a start is going to need. */
export function noteMemory(plan: MemoryPlan, availableBytes = machineBytes()): MemoryNote {
  const { kind, neededBytes, fittingCacheBytes } = judgeMemory(plan, availableBytes);
  const about = { neededMiB: inMiB(neededBytes), machineMiB: inMiB(availableBytes) };
  const each = plan.workers === 1 ? "" : ` in each of ${plan.workers} workers`;
  const need = `needs about ${about.neededMiB} MiB with a full cache${each}`;
  if (kind === "fits") return { kind: "note", level: "info", about, text: `this edge ${need}` };
  const fittingMiB = Math.floor(fittingCacheBytes / mebibyte);
  if (kind === "tight") {
    const better = fittingMiB === 0 ? "" : `; --cache-memory ${fittingMiB}MiB would leave a fifth`;
    return {
      kind: "note",
      level: "warn",
      about,
      text: `this edge ${need}, which is most of what this machine has${better}`,
    };
  }
  const what = `${need}, and this machine has ${about.machineMiB} MiB`;
  if (fittingMiB > 0) {
    const example = `--cache-memory ${fittingMiB}MiB`;
    return problem("--cache-memory", what, example);
  }
  return plan.workers > 1
    ? problem("--workers", `${what}; without any cache it is still too much`, "--workers 1")
    : problem("--cache-memory", `${what}, which is too little for an edge under load`);
}

function problem(where: string, what: string, example?: string): MemoryNote {
  return {
    kind: "problems",
    problems: [{ where, what, ...(example === undefined ? {} : { example }) }],
  };
}

function inMiB(bytes: number): number {
  return Math.round(bytes / mebibyte);
}
