// The roles that have processes of their own, so that none of them holds up another.
import type { PopulationRole } from "../clients/population.ts";
import type { Home } from "./home.ts";
import type { Operator } from "./operator.ts";
import type { Wires } from "./wires.ts";

/** How late the event loop of a process was since the last reading, in milliseconds. */
export interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Reads it. */
export type ReadLoopDelay = () => LoopDelay;

/** Each role by its name. */
export interface Roles {
  /** All proxies, and the TLS in front of the edges. */
  readonly wires: Wires;
  /** The identity server. */
  readonly home: Home;
  /** All clients. */
  readonly population: PopulationRole;
  /** Who revokes sessions, and looks when that is in force. */
  readonly operator: Operator;
}

/** A process loads what its own role needs. */
const makers = {
  wires: async (delay: ReadLoopDelay) => new (await import("./wires.ts")).Wires(delay),
  home: async () => new (await import("./home.ts")).Home(),
  population: async (delay: ReadLoopDelay) =>
    new (await import("../clients/population.ts")).PopulationRole(delay),
  operator: async () => new (await import("./operator.ts")).Operator(),
};

/** Whether there is a role of this name. */
export function isRoleName(name: string): name is keyof Roles {
  return Object.hasOwn(makers, name);
}

/** Creates a role in this process. */
export function createRole(name: keyof Roles, delay: ReadLoopDelay): Promise<Roles[keyof Roles]> {
  return makers[name](delay);
}
