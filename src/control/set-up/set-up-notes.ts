// What the edges of this process, and what they hear on the bus, show of a project's set-up. A subscriber of the events.
import type { InvalidationSource, Scope } from "../../core/invalidation.ts";
import type { EdgeEvent, EventSink } from "../../edge/events.ts";
import { projectsMax } from "../limits.ts";

/** The identity that a test hook names. It is made up, so no session is its. */
export const testIdentityId = "e57e57e5-7e57-4e57-9e57-e57e57e57e57";

/** What was noted of one project. */
interface SetUpNotes {
  /** Whether a check of a session was answered by the cookie or the token that it came with. */
  readonly sessionSeen: boolean;
  /** Whether such a check was a hit. */
  readonly hitSeen: boolean;
  /** Whether a change was published or applied after the first hit. */
  readonly changeSeen: boolean;
  /** Whether a web hook has arrived that was no test. */
  readonly hookSeen: boolean;
}

/** Notes of all projects. */
export interface SetUpMemory {
  readonly sink: EventSink;
  /**
   * What was noted of a project. What was noted with another `basis` no longer counts: the basis names the settings that the
   * notes are about.
   */
  readonly read: (project: string, basis: string) => SetUpNotes;
}

interface Noted {
  basis: string | undefined;
  sessionSeen: boolean;
  hitSeen: boolean;
  changeSeen: boolean;
  hookSeen: boolean;
}

/** Sources of invalidations that are changes by people. The others are the edges' own caution. */
const changeSources: ReadonlySet<InvalidationSource> = new Set([
  "mutation",
  "admin",
  "hook",
  "api",
]);

/** Creates an empty memory of at most `projectsMax` projects. */
export function createSetUpMemory(): SetUpMemory {
  const all = new Map<string, Noted>();

  function notedOf(project: string): Noted {
    const known = all.get(project);
    if (known !== undefined) return known;
    const [oldest] = all.keys();
    if (all.size >= projectsMax && oldest !== undefined) all.delete(oldest);
    const noted = nothingNoted(undefined);
    all.set(project, noted);
    return noted;
  }

  return {
    sink: (event) => {
      if (event.kind === "check") noteCheck(event, notedOf);
      else if (event.kind === "settings") noteSettings(event, notedOf);
      else noteChange(event, notedOf);
    },
    read: (project, basis) => {
      const noted = notedOf(project);
      if (noted.basis !== basis) {
        const first = noted.basis === undefined;
        all.set(project, first ? { ...noted, basis } : nothingNoted(basis));
      }
      const { sessionSeen, hitSeen, changeSeen, hookSeen } = notedOf(project);
      return { sessionSeen, hitSeen, changeSeen, hookSeen };
    },
  };
}

function nothingNoted(basis: string | undefined): Noted {
  return { basis, sessionSeen: false, hitSeen: false, changeSeen: false, hookSeen: false };
}

/** Runs at every check. A check of a session is answered 200; one that was passed on says nothing of its cookie. */
function noteCheck(
  event: EdgeEvent & { kind: "check" },
  notedOf: (project: string) => Noted,
): void {
  if (event.status !== 200 || event.result === "bypass") return;
  const noted = notedOf(event.project);
  noted.sessionSeen = true;
  if (event.result === "hit") noted.hitSeen = true;
}

/** Once Edge Sessions is off, a first hit and a change must be seen again. */
function noteSettings(
  event: EdgeEvent & { kind: "settings" },
  notedOf: (project: string) => Noted,
): void {
  if (event.cacheableSessions) return;
  const noted = notedOf(event.project);
  noted.hitSeen = false;
  noted.changeSeen = false;
}

function noteChange(event: EdgeEvent, notedOf: (project: string) => Noted): void {
  const change = changeOf(event);
  if (change === undefined || change.scopes.every(isTest)) return;
  const noted = notedOf(event.project);
  if (change.source === "hook") noted.hookSeen = true;
  if (noted.hitSeen) noted.changeSeen = true;
}

/** A change by people that this event shows to be in force here. */
function changeOf(
  event: EdgeEvent,
): { readonly source: InvalidationSource; readonly scopes: readonly Scope[] } | undefined {
  if (event.kind === "mutation") return { source: "mutation", scopes: event.scopes };
  if (event.kind === "intake-applied") return event.again ? undefined : event;
  if (event.kind !== "applied" || !changeSources.has(event.source)) return undefined;
  return { source: event.source, scopes: [event.scope] };
}

function isTest(scope: Scope): boolean {
  return scope.kind === "identity" && scope.value === testIdentityId;
}
