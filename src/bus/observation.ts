// Looking at a bus without being a member of it: nothing is published, and no region is added.
import { setTimeout as pause } from "node:timers/promises";
import type { BusMessage, Heartbeat } from "../core/bus-message.ts";
import type { BusDifference } from "./administration.ts";

/** A bus to look at. Its methods reject with a `BusRefusal` if an operator must change something. */
export interface ObservedBus {
  /** How it differs from what it must be. If it differs, nothing else can be asked. */
  differences(): Promise<readonly BusDifference[]>;
  /** The regions on its list. */
  regions(): Promise<readonly string[]>;
  /** The latest revision of each project that it keeps. */
  revisions(): Promise<readonly number[]>;
  /** The latest messages of a region's log, at most about 1,000, with heartbeats. */
  latest(region: string): Promise<readonly BusMessage[]>;
  /** Receives the messages of these regions from now on. Resolves with a function that ends it. */
  listen(
    regions: readonly string[],
    receive: (message: BusMessage) => void,
  ): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** A process whose heartbeats were heard. */
interface HeardMember {
  readonly instance: string;
  readonly name: string;
  readonly region: string;
  readonly role: Heartbeat["role"];
  /** The version of the program. */
  readonly software: string;
  readonly healthy: boolean;
  readonly unpublished: number;
  readonly projects: number;
  readonly revisions: number;
  /** How far its wall clock is ahead of this machine's, in milliseconds; negative if it is behind. */
  readonly clockAheadMs: number;
}

/** What was seen of a bus. */
export interface BusObservation {
  readonly kind: "heard";
  readonly differences: readonly BusDifference[];
  readonly regions: readonly string[];
  /** The number of projects that the bus keeps, and the sum of their revisions. */
  readonly projects: number;
  readonly revisions: number;
  readonly members: readonly HeardMember[];
  /** Processes that were heard before, are no longer heard, and have not said goodbye. */
  readonly silent: readonly Pick<HeardMember, "name" | "region" | "role">[];
}

/** Listens to a bus for a while. Rejects as the bus does. */
export async function observeBus(bus: ObservedBus, listenMs: number): Promise<BusObservation> {
  const differences = await bus.differences();
  const nothing = { regions: [], projects: 0, revisions: 0, members: [], silent: [] };
  if (differences.length > 0) return { kind: "heard", differences, ...nothing };
  const regions = await bus.regions();
  const revisions = await bus.revisions();
  const before = new Map<string, Heartbeat>();
  const heard = new Map<string, HeardMember>();
  const end = await bus.listen(regions, (message) => {
    if (message.kind === "heartbeat") noteHeard(heard, message.heartbeat, Date.now());
    if (message.kind === "goodbye") heard.delete(message.goodbye.instance);
    noteBefore(before, message);
  });
  for (const region of regions) {
    for (const message of await bus.latest(region)) noteBefore(before, message);
  }
  await pause(listenMs);
  await end();
  return {
    kind: "heard",
    differences,
    regions,
    projects: revisions.length,
    revisions: revisions.reduce((sum, revision) => sum + revision, 0),
    members: [...heard.values()],
    silent: [...before.values()].filter(({ instance }) => !heard.has(instance)),
  };
}

function noteBefore(before: Map<string, Heartbeat>, message: BusMessage): void {
  if (message.kind === "heartbeat") before.set(message.heartbeat.instance, message.heartbeat);
  if (message.kind === "goodbye") before.delete(message.goodbye.instance);
}

/** Of several heartbeats, the one that travelled for the shortest time tells most about the clock. */
function noteHeard(heard: Map<string, HeardMember>, heartbeat: Heartbeat, arrivedAt: number): void {
  const { instance, name, region, role, software, healthy } = heartbeat;
  const { unpublished, projects, revisions } = heartbeat;
  const aheadMs = Math.max(
    heartbeat.at - arrivedAt,
    heard.get(instance)?.clockAheadMs ?? Number.NEGATIVE_INFINITY,
  );
  const reported = { unpublished, projects, revisions };
  const clockAheadMs = aheadMs;
  heard.set(instance, {
    instance,
    name,
    region,
    role,
    software,
    healthy,
    ...reported,
    clockAheadMs,
  });
}
