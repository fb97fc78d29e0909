// What can be wrong with a link, as data, and what all the faults of a link together do to one direction of it.

/** From the party that connects to the party that listens, or the other way. */
export type Direction = "forth" | "back";

/** One end of a link: the party that connects, or the one that listens. */
export type End = "from" | "to";

/** A fault of one link. Where a direction may be given, both have the fault unless it is. */
export type LinkFault =
  /** Bytes arrive later by `ms`, one way, and by up to `jitterMs` more. They stay in order. Connecting is later too. */
  | {
      readonly kind: "delay";
      readonly ms: number;
      readonly jitterMs?: number;
      readonly direction?: Direction;
    }
  /** Of everything that is sent, this share is lost once: it arrives later by `laterMs`, and all behind it waits for it. */
  | {
      readonly kind: "loss";
      readonly share: number;
      readonly laterMs: number;
      readonly direction?: Direction;
    }
  /** All connections of the link together pass at most this much. */
  | { readonly kind: "throttle"; readonly bytesPerSecond: number; readonly direction?: Direction }
  /** Bytes are lost while connections stay open. What the sender closes is closed when the fault ends. */
  | { readonly kind: "drop"; readonly direction?: Direction }
  /**
   * Nothing passes, and nothing is closed. New connections are accepted and get nothing. What was sent arrives when the
   * fault ends, as TCP sends it again.
   */
  | { readonly kind: "cut"; readonly direction?: Direction }
  /**
   * Connections that exist are reset at one end, and the end named here hears nothing of it: it learns that they are
   * gone if it sends anything after the fault. New connections are accepted and get nothing until then.
   */
  | { readonly kind: "half-open"; readonly alive: End }
  /** New connections are refused. Those that exist stay. */
  | { readonly kind: "refuse" }
  /** Connections that exist are reset at both ends, once. */
  | { readonly kind: "reset" };

/** The share of what is sent that is lost once, and how much later it then arrives. */
interface Loss {
  readonly share: number;
  readonly laterMs: number;
}

/** What faults do to one direction. */
export interface Effect {
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Each loses by itself. */
  readonly losses: readonly Loss[];
  /** Infinity if nothing slows it down. */
  readonly bytesPerSecond: number;
  readonly drops: boolean;
  readonly frozen: boolean;
}

/** Faults at the same time: delays add up, and the lowest throughput holds. */
export function effectOf(faults: Iterable<LinkFault>, direction: Direction): Effect {
  let [delayMs, jitterMs, bytesPerSecond] = [0, 0, Number.POSITIVE_INFINITY];
  let [drops, frozen] = [false, false];
  const losses: Loss[] = [];
  for (const fault of faults) {
    if ("direction" in fault && fault.direction !== undefined && fault.direction !== direction) {
      continue;
    }
    switch (fault.kind) {
      case "delay":
        delayMs += fault.ms;
        jitterMs += fault.jitterMs ?? 0;
        break;
      case "loss":
        losses.push(fault);
        break;
      case "throttle":
        bytesPerSecond = Math.min(bytesPerSecond, fault.bytesPerSecond);
        break;
      case "drop":
        drops = true;
        break;
      case "cut":
      case "half-open":
        frozen = true;
        break;
      case "refuse":
      case "reset":
        break;
      default:
        fault satisfies never;
    }
  }
  return { delayMs, jitterMs, losses, bytesPerSecond, drops, frozen };
}
