// The messages that edges send each other, as data and as text. Each has a version, and a reader ignores members that it
// does not know. What a reader cannot understand is never ignored where it may be an invalidation.
// It is over 300 lines, because each kind of message is written, read and named here.
import {
  everyProject,
  invalidationSources,
  type Invalidation,
  type Scope,
} from "./invalidation.ts";
import { readSigns, type ProjectSign } from "./health/signs.ts";
import { readReported, type TrafficReport } from "./traffic-report.ts";
import { readChange } from "./endings/change.ts";
import { isInstant } from "./instant.ts";
import { readLocation, type Location } from "./location.ts";
import {
  readAnswer,
  readQuestion,
  type SessionAnswer,
  type SessionQuestion,
} from "./session-question.ts";
import { isRecord } from "./session.ts";

/** One message of a region's log. */
export type BusMessage =
  | { readonly kind: "invalidation"; readonly invalidation: Invalidation }
  | { readonly kind: "heartbeat"; readonly heartbeat: Heartbeat }
  | { readonly kind: "goodbye"; readonly goodbye: Goodbye }
  | { readonly kind: "revision"; readonly revision: AppliedRevision }
  | { readonly kind: "removal"; readonly removal: RegionRemoval }
  | { readonly kind: "question"; readonly question: SessionQuestion }
  | { readonly kind: "answer"; readonly answer: SessionAnswer }
  | { readonly kind: "traffic"; readonly traffic: TrafficReport }
  /** A kind of a later version. It is counted, and nothing else is done with it. */
  | { readonly kind: "other"; readonly name: string };

/** Sent by every member twice per second: it is alive, and has applied the logs of the regions up to these places. */
export interface Heartbeat {
  readonly version: 1;
  /** Identifies the process among all others and its restarts. */
  readonly instance: string;
  readonly name: string;
  readonly region: string;
  /** The version of the program. */
  readonly software: string;
  /** `edge` answers checks. `control` only publishes. */
  readonly role: "edge" | "control";
  /** Which heartbeat of the instance this is, from 1. */
  readonly count: number;
  readonly healthy: boolean;
  /** Since when `healthy` is as it is, in wall-clock milliseconds. Members of earlier versions do not say so. */
  readonly healthSince?: number;
  /** The sequence in each region's log up to which the member has applied everything. */
  readonly applied: Readonly<Record<string, number>>;
  /**
   * Which log each of these sequences is of, because a log may have begun again since. Members of earlier versions do not
   * say so.
   */
  readonly logs?: Readonly<Record<string, string>>;
  /** False if its one project is set by flags. Otherwise it follows a control plane, or it is one. */
  readonly follows?: boolean;
  /** The number of projects that it serves, and the sum of their revisions. */
  readonly projects: number;
  readonly revisions: number;
  /** The deleted projects that it knows of. Members of earlier versions count them as projects. */
  readonly deletions?: number;
  readonly entries: number;
  readonly bytes: number;
  /** Checks since the start, and those that were answered from the store. */
  readonly checks: number;
  readonly hits: number;
  /** Invalidations that wait to be published. */
  readonly unpublished: number;
  /** Time from the publication of the latest applied invalidation until it was applied, in milliseconds. */
  readonly lagMs: number | undefined;
  /** The URL at which it answers checks. */
  readonly url: string | undefined;
  /** Where it is. Members of earlier versions, and those that were not told, do not say so. */
  readonly location?: Location;
  /** What it notices of projects in trouble, at most `signsMax`. Members of earlier versions do not say so. */
  readonly signs?: readonly ProjectSign[];
  /** Wall-clock milliseconds of the start, and of this heartbeat. */
  readonly startedAt: number;
  readonly at: number;
}

/** A member is about to stop, and has published everything. */
export interface Goodbye {
  readonly version: 1;
  readonly instance: string;
  readonly at: number;
}

/** A member has put a revision of a project in force. */
export interface AppliedRevision {
  readonly version: 1;
  readonly instance: string;
  readonly project: string;
  readonly revision: number;
  readonly at: number;
}

/** An operator has removed a region: members of other regions no longer wait for it. */
interface RegionRemoval {
  readonly version: 1;
  readonly id: string;
  readonly region: string;
  readonly at: number;
}

/** Identifies a message within its log, so that a log that began again is noticed. */
export function messageId(message: BusMessage): string {
  switch (message.kind) {
    case "invalidation":
      return message.invalidation.id;
    case "heartbeat":
      return `${message.heartbeat.instance} ${message.heartbeat.count}`;
    case "goodbye":
      return `${message.goodbye.instance} goodbye`;
    case "revision":
      return `${message.revision.instance} ${message.revision.project} ${message.revision.revision}`;
    case "removal":
      return message.removal.id;
    case "question":
      return `${message.question.by} question ${message.question.id}`;
    case "answer":
      return `${message.answer.instance} answer ${message.answer.id}`;
    case "traffic":
      return `${message.traffic.instance} traffic ${message.traffic.count}`;
    case "other":
      return message.name;
    default:
      return message satisfies never;
  }
}

/** Whether a message must reach members that were cut off. The others count for a moment only. */
export function isLasting({ kind }: BusMessage): boolean {
  return kind !== "heartbeat" && kind !== "traffic" && kind !== "question" && kind !== "answer";
}

/** A message as JSON text. */
export function encodeMessage(message: Exclude<BusMessage, { kind: "other" }>): string {
  switch (message.kind) {
    case "invalidation":
      return JSON.stringify({ kind: message.kind, ...message.invalidation });
    case "heartbeat":
      return JSON.stringify({ kind: message.kind, ...message.heartbeat });
    case "goodbye":
      return JSON.stringify({ kind: message.kind, ...message.goodbye });
    case "revision":
      return JSON.stringify({ kind: message.kind, ...message.revision });
    case "removal":
      return JSON.stringify({ kind: message.kind, ...message.removal });
    case "question":
      return JSON.stringify({ kind: message.kind, ...message.question });
    case "answer":
      return JSON.stringify({ kind: message.kind, ...message.answer });
    case "traffic":
      return JSON.stringify({ kind: message.kind, ...message.traffic });
    default:
      return message satisfies never;
  }
}

/**
 * Reads a message. A text that is not JSON, or an invalidation that is not understood, becomes an invalidation of as
 * much as it may be about. A kind that is not known becomes `other`.
 */
export function decodeMessage(text: string): BusMessage {
  const value = parsed(text);
  if (!isRecord(value) || typeof value["kind"] !== "string") return unreadable(undefined);
  switch (value["kind"]) {
    case "invalidation":
      return decodeInvalidation(value);
    case "heartbeat":
      return decodeHeartbeat(value);
    case "goodbye": {
      const { instance, at } = value;
      if (!isText(instance)) return { kind: "other", name: "goodbye" };
      return { kind: "goodbye", goodbye: { version: 1, instance, at: numberOr(at, 0) } };
    }
    case "revision": {
      const { instance, project, revision, at } = value;
      if (!isText(instance) || !isText(project) || !isNumber(revision)) {
        return { kind: "other", name: "revision" };
      }
      const read = { version: 1, instance, project, revision, at: numberOr(at, 0) } as const;
      return { kind: "revision", revision: read };
    }
    case "removal": {
      const { id, region, at } = value;
      if (!isText(id) || !isText(region)) return { kind: "other", name: "removal" };
      return { kind: "removal", removal: { version: 1, id, region, at: numberOr(at, 0) } };
    }
    case "question": {
      const question = readQuestion(value);
      return question === undefined
        ? { kind: "other", name: "question" }
        : { kind: "question", question };
    }
    case "answer": {
      const answer = readAnswer(value);
      return answer === undefined ? { kind: "other", name: "answer" } : { kind: "answer", answer };
    }
    case "traffic": {
      const { instance, count, projects, at } = value;
      if (!isText(instance) || !isNumber(count)) return { kind: "other", name: "traffic" };
      const read = readReported(projects);
      return {
        kind: "traffic",
        traffic: { version: 1, instance, count, projects: read, at: numberOr(at, 0) },
      };
    }
    default:
      return { kind: "other", name: value["kind"] };
  }
}

function decodeInvalidation(value: Readonly<Record<string, unknown>>): BusMessage {
  const { id, project, by, at } = value;
  if (!isText(project)) return unreadable(id);
  const change = readChange(value["change"]);
  return {
    kind: "invalidation",
    invalidation: {
      version: 1,
      id: textOr(id, ""),
      project,
      scope: decodeScope(value["scope"]),
      source: invalidationSources.find((known) => known === value["source"]) ?? "other",
      by: textOr(by, ""),
      ...(change === undefined ? {} : { change }),
      at: numberOr(at, 0),
    },
  };
}

/** A scope that is not understood becomes the whole project. */
function decodeScope(value: unknown): Scope {
  if (!isRecord(value)) return { kind: "project" };
  const { kind, value: named } = value;
  if (!isText(named)) return { kind: "project" };
  switch (kind) {
    case "credential":
      // Only edges write it, and they write a digest.
      return { kind, value: named as Extract<Scope, { kind: "credential" }>["value"] };
    case "session":
    case "identity":
      return { kind, value: named };
    default:
      return { kind: "project" };
  }
}

function decodeHeartbeat(value: Readonly<Record<string, unknown>>): BusMessage {
  const { instance, region, applied, count } = value;
  const location = readLocation(value["location"]);
  const signs = readSigns(value["signs"]);
  if (!isText(instance) || !isText(region) || !isRecord(applied) || !isNumber(count)) {
    return { kind: "other", name: "heartbeat" };
  }
  return {
    kind: "heartbeat",
    heartbeat: {
      version: 1,
      instance,
      name: textOr(value["name"], ""),
      region,
      software: textOr(value["software"], ""),
      role: value["role"] === "control" ? "control" : "edge",
      count,
      healthy: value["healthy"] === true,
      ...(isInstant(value["healthSince"]) ? { healthSince: value["healthSince"] } : {}),
      applied: Object.fromEntries(
        Object.entries(applied).filter((pair): pair is [string, number] => isNumber(pair[1])),
      ),
      ...(isRecord(value["logs"])
        ? {
            logs: Object.fromEntries(
              Object.entries(value["logs"]).filter((pair): pair is [string, string] =>
                isText(pair[1]),
              ),
            ),
          }
        : {}),
      ...(typeof value["follows"] === "boolean" ? { follows: value["follows"] } : {}),
      projects: numberOr(value["projects"], 0),
      revisions: numberOr(value["revisions"], 0),
      ...(isNumber(value["deletions"]) ? { deletions: value["deletions"] } : {}),
      entries: numberOr(value["entries"], 0),
      bytes: numberOr(value["bytes"], 0),
      checks: numberOr(value["checks"], 0),
      hits: numberOr(value["hits"], 0),
      unpublished: numberOr(value["unpublished"], 0),
      lagMs: isNumber(value["lagMs"]) ? value["lagMs"] : undefined,
      url: isText(value["url"]) ? value["url"] : undefined,
      ...(location === undefined ? {} : { location }),
      ...(signs.length === 0 ? {} : { signs }),
      startedAt: isInstant(value["startedAt"]) ? value["startedAt"] : 0,
      at: numberOr(value["at"], 0),
    },
  };
}

/** The invalidation of everything, in place of a message that may have been any invalidation. */
function unreadable(id: unknown): BusMessage {
  return {
    kind: "invalidation",
    invalidation: {
      version: 1,
      id: textOr(id, "unreadable"),
      project: everyProject,
      scope: { kind: "project" },
      source: "unreadable",
      by: "",
      at: 0,
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function textOr(value: unknown, otherwise: string): string {
  return isText(value) ? value : otherwise;
}

function numberOr(value: unknown, otherwise: number): number {
  return isNumber(value) ? value : otherwise;
}
