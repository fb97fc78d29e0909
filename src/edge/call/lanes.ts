// Origin calls run in separate lanes. So strangers cannot starve known clients, checks cannot starve a sign-in, and one
// client cannot starve all others.
// Which lane a check takes is decided in `core/lane.ts`. How many places each lane has is in `core/limits.ts`.
import { sharingNetwork } from "../../core/address-share.ts";
import type { Limits } from "../../core/limits.ts";
import type { EventSink, LaneName } from "../events.ts";
import type { Clock } from "../ports.ts";

/** Frees a call's place. A second call does nothing. */
export type Release = () => void;

/** The client that a place is for. */
export interface LaneClient {
  /** Its IP address. Undefined if it has none, as in process. Then no share is counted. */
  readonly address: string | undefined;
  /** Takes it out of the queue when it leaves. Undefined if the call goes on without the client. */
  readonly signal: AbortSignal | undefined;
}

interface Waiting {
  readonly network: string | undefined;
  readonly enter: (release: Release) => void;
}

interface Lane {
  readonly callsMax: number;
  /** The share of places, and of the queue, that one client's network may take. */
  readonly callsPerNetworkMax: number;
  readonly waitingPerNetworkMax: number;
  calls: number;
  readonly waiting: Set<Waiting>;
  readonly callsByNetwork: Map<string, number>;
  readonly waitingByNetwork: Map<string, number>;
}

/** The limit that is reached when a lane is full. */
const limitOfLane = {
  known: "knownCallsMax",
  unknown: "unknownCallsMax",
  ask: "askCallsMax",
  mutation: "mutationCallsMax",
  admin: "adminCallsMax",
  forward: "forwardCallsMax",
} as const satisfies Record<LaneName, keyof Limits>;

/** One value for each lane. */
export function byLane<Value>(of: (name: LaneName) => Value): Readonly<Record<LaneName, Value>> {
  return {
    known: of("known"),
    unknown: of("unknown"),
    ask: of("ask"),
    mutation: of("mutation"),
    admin: of("admin"),
    forward: of("forward"),
  };
}

/** Whether strangers' requests use a lane. In such a lane each client has only a share. */
function isShared(name: LaneName): boolean {
  return name === "forward" || name === "ask";
}

/**
 * Bounds the calls at once and the waiting requests of each lane. In lanes that strangers use, it also bounds them per
 * client.
 */
export class Lanes {
  readonly #lanes: Readonly<Record<LaneName, Lane>>;
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #emit: EventSink;

  constructor(limits: Limits, clock: Clock, emit: EventSink) {
    this.#lanes = byLane((name) => newLane(name, limits));
    this.#limits = limits;
    this.#clock = clock;
    this.#emit = emit;
  }

  /**
   * Takes a place: at once if one is free, else after a wait of at most `waitMs`. Undefined if the queue is full, the
   * wait is too long, or the client has left.
   */
  acquire(
    name: LaneName,
    project: string,
    waitMs: number,
    client?: LaneClient,
  ): Release | undefined | Promise<Release | undefined> {
    const lane = this.#lanes[name];
    const address = isShared(name) ? client?.address : undefined;
    const network = address === undefined ? undefined : sharingNetwork(address);
    const mayEnter = hasShareLeft(lane, network);
    if (mayEnter && lane.calls < lane.callsMax) return this.#occupy(lane, network);
    const full = lane.waiting.size >= this.#limits.waitingPerLaneMax;
    if (full || !mayWait(lane, network)) {
      const limit = full ? "waitingPerLaneMax" : "addressSharePercent";
      this.#emit({ kind: "limit-reached", project, limit });
      return undefined;
    }
    const limit = lane.calls >= lane.callsMax ? limitOfLane[name] : "addressSharePercent";
    this.#emit({ kind: "limit-reached", project, limit });
    return this.#wait(lane, network, waitMs, client?.signal);
  }

  /** Calls and waiting requests of a lane. */
  load(name: LaneName): { readonly calls: number; readonly waiting: number } {
    const lane = this.#lanes[name];
    return { calls: lane.calls, waiting: lane.waiting.size };
  }

  #wait(
    lane: Lane,
    network: string | undefined,
    waitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Release | undefined> {
    return new Promise((resolve) => {
      const leave = (): void => {
        if (!lane.waiting.delete(waiting)) return;
        count(lane.waitingByNetwork, network, -1);
        cancel();
        signal?.removeEventListener("abort", giveUp);
      };
      const giveUp = (): void => {
        leave();
        resolve(undefined);
      };
      const waiting: Waiting = {
        network,
        enter: (release) => {
          leave();
          resolve(release);
        },
      };
      const cancel = this.#clock.after(waitMs, giveUp);
      lane.waiting.add(waiting);
      count(lane.waitingByNetwork, network, 1);
      signal?.addEventListener("abort", giveUp, { once: true });
      if (signal?.aborted === true) giveUp();
    });
  }

  #occupy(lane: Lane, network: string | undefined): Release {
    lane.calls += 1;
    count(lane.callsByNetwork, network, 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      lane.calls -= 1;
      count(lane.callsByNetwork, network, -1);
      this.#admit(lane);
    };
  }

  /**
   * Admits the first waiting request whose client has not used up its share. Only one place has become free, so at most
   * one is admitted.
   */
  #admit(lane: Lane): void {
    for (const next of lane.waiting) {
      if (!hasShareLeft(lane, next.network)) continue;
      next.enter(this.#occupy(lane, next.network));
      return;
    }
  }
}

function newLane(name: LaneName, limits: Limits): Lane {
  const callsMax = limits[limitOfLane[name]];
  const share = (whole: number): number =>
    Math.max(1, Math.floor((whole * limits.addressSharePercent) / 100));
  return {
    callsMax,
    callsPerNetworkMax: share(callsMax),
    waitingPerNetworkMax: share(limits.waitingPerLaneMax),
    calls: 0,
    waiting: new Set(),
    callsByNetwork: new Map(),
    waitingByNetwork: new Map(),
  };
}

function hasShareLeft(lane: Lane, network: string | undefined): boolean {
  return network === undefined || (lane.callsByNetwork.get(network) ?? 0) < lane.callsPerNetworkMax;
}

function mayWait(lane: Lane, network: string | undefined): boolean {
  return (
    network === undefined || (lane.waitingByNetwork.get(network) ?? 0) < lane.waitingPerNetworkMax
  );
}

/** Adds to a count. A count of zero is removed, so that clients leave nothing behind. */
function count(counts: Map<string, number>, network: string | undefined, by: 1 | -1): void {
  if (network === undefined) return;
  const now = (counts.get(network) ?? 0) + by;
  if (now === 0) counts.delete(network);
  else counts.set(network, now);
}
