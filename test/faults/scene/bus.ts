// The bus of a fault run: its servers, how processes reach them, and what only an operator or an attacker does to them.
import type { Published } from "../verdict/published.ts";

/** Which bus. */
export type BusKind = "postgres" | "nats";

/** A bus with real servers. */
export interface BusUnderTest {
  readonly kind: BusKind;
  /** The server that members of a region connect to. */
  portOf(region: string): number;
  /** The arguments by which a process reaches it through a port. */
  argumentsFor(port: number): readonly string[];
  /** The link that the two regions reach each other by. */
  readonly linkBetweenRegions: string;
  /** Kills the servers of a region. Resolves when they are gone. */
  kill(region: string): Promise<void>;
  /** Starts the servers of a region again. */
  restart(region: string): Promise<void>;
  /** Stops the servers of a region where they are. Resolves with what lets them go on. */
  freeze(region: string): Promise<() => void>;
  /** Removes all messages of all logs, as retention does. */
  truncate(): Promise<void>;
  /** Publishes the latest messages of all logs once more, in the reverse order. */
  repeat(): Promise<void>;
  /** What the logs have accepted since the last call. It never waits for a server that is down. */
  witnessed(): Promise<readonly Published[]>;
  /** Resolves when another region can be used. */
  addRegion(region: string): Promise<void>;
  stop(): Promise<void>;
}
