// The roles that have processes of their own, so that none of them holds up another.
import { Home } from "./home.ts";
import { Operator } from "./operator.ts";
import { PopulationRole } from "../clients/population.ts";
import { Wires } from "./wires.ts";

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

const makers = {
  wires: (delay: ReadLoopDelay) => new Wires(delay),
  home: () => new Home(),
  population: (delay: ReadLoopDelay) => new PopulationRole(delay),
  operator: (delay: ReadLoopDelay) => new Operator(delay),
};

/** Whether there is a role of this name. */
export function isRoleName(name: string): name is keyof Roles {
  return Object.hasOwn(makers, name);
}

/** Creates a role in this process. */
export function createRole(name: keyof Roles, delay: ReadLoopDelay): Roles[keyof Roles] {
  return makers[name](delay);
}
