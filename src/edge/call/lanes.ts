// Origin calls run in separate lanes, so that strangers cannot starve what is known, nor checks a sign-in, nor one client
// all others.
import { sharingNetwork } from "../../core/address-share.ts";
import type { Limits } from "../../core/limits.ts";
import type { EventSink, LaneName } from "../events.ts";
import type { Clock } from "../ports.ts";

/** Gives a call's place back; calling it again does nothing. */
export type Release = () => void;

/** For which client a place is asked. */
export interface LaneClient {
  /** Its IP address; undefined where it has none, as in process: then no share is counted. */
  readonly address: string | undefined;
  /** Takes it out of the line when it leaves; undefined where the call goes on without it. */
  readonly signal: AbortSignal | undefined;
}

interface Waiting {
  readonly network: string | undefined;
  readonly enter: (release: Release) => void;
}

interface Lane {
  readonly callsMax: number;
  /** What one client's network may have of the places, and of the line. */
  readonly callsPerNetworkMax: number;
  readonly waitingPerNetworkMax: number;
  calls: number;
  readonly waiting: Set<Waiting>;
  readonly callsByNetwork: Map<string, number>;
  readonly waitingByNetwork: Map<string, number>;
}

/** The limit that a full lane has reached. */
const limitOfLane = {
  known: "knownCallsMax",
  unknown: "unknownCallsMax",
  ask: "askCallsMax",
  mutation: "mutationCallsMax",
  admin: "adminCallsMax",
  forward: "forwardCallsMax",
} as const satisfies Record<LaneName, keyof Limits>;

/** The same of every lane. */
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

/** The lanes that strangers' requests lead to: in these each client has a share only. */
function isShared(name: LaneName): boolean {
  return name === "forward" || name === "ask";
}

/** Bounds calls at once and requests in line, per lane; where strangers come, also per client. */
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

  /** Waits for a place, at most `waitMs`; undefined where the line is full, the wait too long, or the client has left. */
  async acquire(
    name: LaneName,
    project: string,
    waitMs: number,
    client?: LaneClient,
  ): Promise<Release | undefined> {
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

  /** Lets the first in line enter whose client has not all its share already. One place has come free, so one at most. */
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

/** Counts one more or less; what has come to nothing is forgotten, so that no client leaves a trace. */
function count(counts: Map<string, number>, network: string | undefined, by: 1 | -1): void {
  if (network === undefined) return;
  const now = (counts.get(network) ?? 0) + by;
  if (now === 0) counts.delete(network);
  else counts.set(network, now);
}
