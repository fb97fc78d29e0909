// What a run has found so far. Each part adds to it.
import type { Curve, Measurement, Waits } from "./report.ts";

/** Findings of the parts of a run. */
export interface Found {
  readonly measurements: Measurement[];
  readonly waits: Waits[];
  readonly curves: Curve[];
  /** What was not measured and why, a sentence each. */
  readonly missing: string[];
  /** Versions of the programs by name. */
  readonly versions: Record<string, string>;
}
