// What this process notices of the identity servers of its projects: a subscriber of the events of its edges.
//
// Nobody can make a project look failing by what he sends. A call for a check counts as a failure only if its session was
// accepted before (the lane `known`), or if there was no connection. All other failures, also those of requests that are
// passed on, only raise a doubt: the identity server is then asked at once (`origin-inquiry.ts`), and its answer counts.
import {
  failingOf,
  limitedOf,
  noRecord,
  noteCall,
  type OriginObservation,
  type OriginRecord,
} from "../../core/health/origin-record.ts";
import { firstSigns, type OriginFailure, type ProjectSign } from "../../core/health/signs.ts";
import type { EdgeEvent, EventSink } from "../../edge/events.ts";
import type { Clock } from "../../edge/ports.ts";

/** The signs of this process' projects. */
export interface ProjectSigns {
  /** Notes what an event says. */
  readonly sink: EventSink;
  /** Notes how a question to the identity server at a URL ended. That of one which was replaced meanwhile says nothing. */
  note(inquired: Inquired, seen: OriginObservation): void;
  /** When a project's identity server last answered, by the edge's clock. Minus infinity if it has not. */
  answeredAtMs(project: string): number;
  /** `doubtful`: something happened since the latest answer that makes it doubtful that it works. */
  standingOf(project: string): "working" | "doubtful" | "failing";
  /** The sign of a project. Undefined if there is no trouble. */
  signOf(project: string): ProjectSign | undefined;
  /** The signs of all projects in trouble, at most `signsMax`. Those that began first are kept. */
  signs(): readonly ProjectSign[];
  /** Forgets projects that are no longer served, and what is known about an identity server that was replaced. */
  retain(served: Iterable<readonly [project: string, originUrl: string | undefined]>): void;
}

/** A question to an identity server, with the instants of the edge's clock at which it began and ended. */
interface Inquired {
  readonly project: string;
  readonly originUrl: string | undefined;
  readonly beganAtMs: number;
  readonly endedAtMs: number;
}

interface Watched {
  originUrl: string | undefined;
  record: OriginRecord;
  doubtful: boolean;
  cookieNameContradictedAtMs: number | undefined;
}

type CallEvent = Extract<EdgeEvent, { kind: "call" }>;

/** Notices nothing yet. */
export function createProjectSigns(clock: Pick<Clock, "nowMs" | "wallMs">): ProjectSigns {
  const watched = new Map<string, Watched>();

  function watch(project: string): Watched {
    const known = watched.get(project);
    if (known !== undefined) return known;
    const next: Watched = {
      originUrl: undefined,
      record: noRecord,
      doubtful: false,
      cookieNameContradictedAtMs: undefined,
    };
    watched.set(project, next);
    return next;
  }

  function noteOrigin(
    project: string,
    seen: OriginObservation,
    beganAtMs: number,
    endedAtMs: number,
  ): void {
    const of = watch(project);
    of.record = noteCall(of.record, seen, beganAtMs, endedAtMs);
    if (of.record.failures === undefined) of.doubtful = false;
  }

  function noteEvent(event: CallEvent): void {
    const seen = observationOf(event);
    if (seen === undefined) return;
    if (seen === "doubt") {
      watch(event.project).doubtful = true;
      return;
    }
    const endedAtMs = clock.nowMs();
    noteOrigin(event.project, seen, endedAtMs - event.durationMs, endedAtMs);
  }

  function signOf(project: string): ProjectSign | undefined {
    const of = watched.get(project);
    if (of === undefined) return undefined;
    const nowMs = clock.nowMs();
    const wallMs = clock.wallMs();
    const wall = (atMs: number): number => Math.round(wallMs - (nowMs - atMs));
    const failing = failingOf(of.record);
    const limitedMs = limitedOf(of.record, nowMs);
    const contradictedAtMs = of.cookieNameContradictedAtMs;
    if (failing === undefined && limitedMs === undefined && contradictedAtMs === undefined)
      return undefined;
    return {
      project,
      ...(failing === undefined
        ? {}
        : { failing: { since: wall(failing.sinceMs), how: failing.how } }),
      ...(limitedMs === undefined ? {} : { limited: { since: wall(limitedMs) } }),
      ...(contradictedAtMs === undefined
        ? {}
        : { cookieNameContradicted: { since: wall(contradictedAtMs) } }),
    };
  }

  return {
    sink: (event) => {
      if (event.kind === "call") noteEvent(event);
      else if (event.kind === "cookie-name") {
        const of = watch(event.project);
        of.cookieNameContradictedAtMs = event.contradicted ? clock.nowMs() : undefined;
      }
    },
    note: ({ project, originUrl, beganAtMs, endedAtMs }, seen) => {
      if (watched.get(project)?.originUrl !== originUrl) return;
      noteOrigin(project, seen, beganAtMs, endedAtMs);
    },
    answeredAtMs: (project) => (watched.get(project)?.record ?? noRecord).answeredAtMs,
    standingOf: (project) => {
      const of = watched.get(project);
      if (of === undefined) return "working";
      if (failingOf(of.record) !== undefined) return "failing";
      return of.doubtful || of.record.failures !== undefined ? "doubtful" : "working";
    },
    signOf,
    signs: () => firstSigns([...watched.keys()].flatMap((project) => signOf(project) ?? [])),
    retain: (served) => {
      const urls = new Map(served);
      for (const project of watched.keys()) if (!urls.has(project)) watched.delete(project);
      for (const [project, url] of urls) {
        const of = watch(project);
        // The first look only learns the URL.
        if (of.originUrl !== undefined && of.originUrl !== url) {
          of.record = noRecord;
          of.doubtful = false;
        }
        of.originUrl = url;
      }
    },
  };
}

/** What a call says of the identity server. Undefined if it says nothing. */
function observationOf({
  lane,
  purpose,
  outcome,
  status,
}: CallEvent): OriginObservation | "doubt" | undefined {
  if (outcome === "aborted") return undefined;
  const how = failureOf(outcome, status);
  if (purpose === "forward" || purpose === "mutation" || purpose === "preflight")
    return how === undefined ? undefined : "doubt";
  const ofSession = lane === "known";
  if (how !== undefined) {
    if (!ofSession && how.kind !== "unreachable") return "doubt";
    return { kind: "failed", how, ofSession: ofSession && how.kind !== "unreachable" };
  }
  if (outcome === "429") return { kind: "limited" };
  return { kind: "answered", sure: ofSession || outcome === "2xx", ofCheck: true };
}

function failureOf(
  outcome: CallEvent["outcome"],
  status: number | undefined,
): OriginFailure | undefined {
  switch (outcome) {
    case "5xx":
      return { kind: "status", status: status ?? 500 };
    case "timeout":
    case "unreachable":
    case "broken":
      return { kind: outcome };
    case "2xx":
    case "3xx":
    case "4xx":
    case "429":
    case "aborted":
      return undefined;
    default:
      return outcome satisfies never;
  }
}
