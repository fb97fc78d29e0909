// The bus that a process shares with others, as a server joins it.
import type { SharedBus } from "../edge/ports.ts";

/** A bus to join. */
export interface JoinedBus {
  readonly bus: SharedBus;
  /** How long another region may be silent until this process no longer waits for it, in milliseconds. */
  readonly forgetAfterMs: number;
}
