// How much memory a process needs once its store is full, and whether a machine has that much. Figures are measured; see
// docs/internals/store.md.

const mebibyte = 1_024 * 1_024;

/** What an edge has resident when it is idle and its store is empty: Node, the code, and what is compiled of it. */
export const edgeBaseBytes = 100 * mebibyte;

/** What a control plane has resident in addition. */
export const controlBaseBytes = 20 * mebibyte;

/**
 * What traffic adds to a process: V8's young generation (`src/cli/young-generation.ts`), garbage of the old generation that
 * is not collected yet, connections and their buffers.
 */
export const trafficBytes = 56 * mebibyte;

/** Above this share of the machine, the need is warned of: the rest of the machine needs memory too. */
const tightShare = 0.8;

/** What a start is going to run. */
export interface MemoryPlan {
  /** `--cache-memory`, which each process that answers checks has for itself. */
  readonly cacheBytes: number;
  /** Processes that answer checks. */
  readonly workers: number;
  /** Whether a control plane runs in the process. */
  readonly controls: boolean;
}

/** How a need relates to what a machine has. All sizes are bytes. */
export interface MemoryVerdict {
  readonly kind: "fits" | "tight" | "too-much";
  /** What all processes together need with full stores. */
  readonly neededBytes: number;
  /** The largest `--cache-memory` that would fit without a warning. 0 if none would. */
  readonly fittingCacheBytes: number;
}

/** What is resident with empty stores. With several workers, their supervisor is a process too. */
function fixedBytes({ workers, controls }: MemoryPlan): number {
  const each = edgeBaseBytes + trafficBytes;
  const supervisor = workers > 1 ? edgeBaseBytes : 0;
  return workers * each + supervisor + (controls ? controlBaseBytes : 0);
}

/** Compares what a start needs with the memory that the machine or its container has, in bytes. */
export function judgeMemory(plan: MemoryPlan, machineBytes: number): MemoryVerdict {
  const fixed = fixedBytes(plan);
  const neededBytes = fixed + plan.workers * plan.cacheBytes;
  const comfortable = Math.floor((machineBytes * tightShare - fixed) / plan.workers);
  const kind =
    neededBytes > machineBytes
      ? "too-much"
      : neededBytes > machineBytes * tightShare
        ? "tight"
        : "fits";
  return { kind, neededBytes, fittingCacheBytes: Math.max(0, comfortable) };
}
