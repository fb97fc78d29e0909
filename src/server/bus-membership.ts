// What a server is on the bus that it shares with others, and what it says of itself there.
import { longestAgeMs, reportOf } from "./member-report.ts";
import { findOwnSessions } from "./session-findings.ts";
import type { AssemblyParts, SharedPorts } from "./edge-assembly.ts";
import type { JoinedBus } from "./joined-bus.ts";
import type { Location } from "../core/location.ts";
import type { ProjectSign } from "../core/health/signs.ts";
import type { SessionMatter } from "../core/session-question.ts";
import type { TrafficReport } from "../core/traffic-report.ts";
import type { TrafficSource } from "../edge/link/traffic-sender.ts";
import type { Projects } from "../edge/projects.ts";

/** What a membership is made of. The functions are called once the server is assembled. */
export interface MembershipParts {
  readonly joined: JoinedBus;
  readonly name: string;
  readonly version: string;
  /** Whether this process answers clients. */
  readonly listens: boolean;
  readonly location: Location | undefined;
  /** Whether its projects are heard of on the bus. */
  readonly follows: boolean;
  readonly projects: () => Projects;
  readonly ports: () => SharedPorts;
  readonly checks: () => { readonly checks: number; readonly hits: number };
  readonly signs: () => readonly ProjectSign[];
  /** The URL at which checks are answered now. */
  readonly url: () => string | undefined;
  /** Counts the traffic that other members are told of. */
  readonly traffic: TrafficSource | undefined;
  /** Gets what edges of other processes report of their traffic. */
  readonly onTraffic: ((report: TrafficReport) => void) | undefined;
}

/** The membership, as edges are assembled with it. */
export function membershipOf(parts: MembershipParts): NonNullable<AssemblyParts["joined"]> {
  const { joined, name, version, listens, location, follows, projects, traffic, onTraffic } = parts;
  return {
    ...joined,
    name,
    software: version,
    role: listens ? "edge" : "control",
    ...(location === undefined ? {} : { location }),
    longestAgeMs: () => longestAgeMs(projects()),
    ...(listens
      ? {
          findSessions: (project: string, about: SessionMatter) =>
            findOwnSessions(projects(), parts.ports(), project, about),
        }
      : {}),
    ...(traffic === undefined ? {} : { trafficSource: traffic }),
    ...(onTraffic === undefined ? {} : { onTraffic }),
    report: () => ({
      ...reportOf(projects()),
      ...parts.checks(),
      signs: parts.signs(),
      follows,
      url: parts.url(),
    }),
  };
}
