// How far the set-up of each project is: gathers the facts, and lets `setUpSteps` decide.
import { hostName } from "../../core/served-project.ts";
import type { GivenCookie } from "../../core/health/pasted-cookies.ts";
import { setUpSteps, type SetUpFacts, type SetUpStep } from "../../core/health/set-up-steps.ts";
import type { Clock } from "../../edge/ports.ts";
import type { ProjectHealths } from "../health/project-healths.ts";
import { projectsMax } from "../limits.ts";
import type { ControlEdges } from "../ports.ts";
import type { Addressing } from "../projects/addressing.ts";
import { soundFlags } from "../projects/feature-flags.ts";
import { planOf, type PlanTable } from "../projects/plans.ts";
import { hostsOf, servedProject } from "../projects/project-view.ts";
import type { ProjectRecord } from "../storage.ts";
import { searchCookieName, type CookieFound } from "./cookie-search.ts";
import { createProbe } from "./probes.ts";
import { projectUrls } from "./project-urls.ts";
import type { SetUpMemory } from "./set-up-notes.ts";

/** What set-ups are made of. */
export interface SetUpsParts {
  readonly edges: ControlEdges;
  readonly healths: ProjectHealths;
  readonly plans: () => PlanTable;
  readonly addressing: Addressing;
  /** The URL of the edges' public listener. Undefined if none is known. */
  readonly edgeUrl: () => string | undefined;
  readonly setUpMemory: SetUpMemory;
  readonly clock: Clock;
}

/** The set-ups of projects. */
export interface SetUps {
  /** The steps as they stand. Waits for the identity server for at most 1.2 s. */
  stepsOf(project: ProjectRecord): Promise<readonly SetUpStep[]>;
  /**
   * Finds the name of the session cookie among cookies, and remembers it for the step. `no-origin`: the project has no
   * identity server here. `busy`: another search of the project is under way.
   */
  findCookieName(
    project: ProjectRecord,
    cookies: readonly GivenCookie[],
  ): Promise<CookieFound | "no-origin" | "busy">;
}

/** Creates the set-ups. Nothing is asked before the first read. */
export function createSetUps(parts: SetUpsParts): SetUps {
  const { edges, healths, plans, addressing, edgeUrl, setUpMemory, clock } = parts;
  const probe = createProbe(edges, clock);
  /** The name that the identity server at that URL accepted last. */
  const found = new Map<string, { readonly originUrl: string; readonly name: string }>();
  const searching = new Set<string>();

  const placeOf = (project: ProjectRecord) =>
    servedProject(project, plans(), addressing, project.updatedAtMs);

  return {
    async stepsOf(project) {
      const flags = soundFlags(project.flags);
      const { originUrl, adminOriginUrl } = placeOf(project);
      const { whoami, flowUrl, version } =
        originUrl === undefined
          ? { whoami: undefined, flowUrl: undefined, version: undefined }
          : await probe({ projectId: project.id, originUrl, adminOriginUrl });
      const notes = setUpMemory.read(project.id, `${originUrl ?? ""} ${flags.cookie_name}`);
      const accepted = found.get(project.id);
      const name = accepted?.originUrl === originUrl ? accepted?.name : undefined;
      const edge = edgeUrl();
      return setUpSteps({
        originUrl,
        identityServer: whoami,
        version,
        cookieName: flags.cookie_name,
        ...cookieFacts({
          expected: flags.cookie_name,
          found: name,
          contradicted: isContradicted(healths, project),
          // With session tokens, a check that was answered may have had no cookie.
          seen: notes.sessionSeen && !flags.session_tokens,
        }),
        flowUrl,
        flowLeadsToEdge: flowUrl !== undefined && leadsToEdge(flowUrl, project, addressing, edge),
        edgeUrl: projectUrls(project, addressing, edge)[0],
        hookArrived: notes.hookSeen,
        edgeSessions: edgeSessionsOf(project, plans(), edges),
        plan: planOf(plans(), project.plan).title,
        hit: notes.hitSeen ? "seen" : "unknown",
        change: notes.changeSeen ? "seen" : "unknown",
      });
    },
    async findCookieName(project, cookies) {
      const { originUrl } = placeOf(project);
      if (originUrl === undefined) return "no-origin";
      if (searching.has(project.id)) return "busy";
      searching.add(project.id);
      try {
        const { cookie_name: cookieName } = soundFlags(project.flags);
        const about = { id: project.id, originUrl, cookieName };
        const result = await searchCookieName({ edges, clock }, about, cookies);
        if (result.name !== undefined) {
          const [oldest] = found.keys();
          if (found.size >= projectsMax && oldest !== undefined) found.delete(oldest);
          found.set(project.id, { originUrl, name: result.name });
        }
        return result;
      } finally {
        searching.delete(project.id);
      }
    },
  };
}

/** Pasted cookies prove a name. Without them, a contradiction outweighs sessions that were seen before it. */
function cookieFacts(known: {
  readonly expected: string;
  readonly found: string | undefined;
  readonly contradicted: boolean;
  readonly seen: boolean;
}): Pick<SetUpFacts, "cookieNameIs" | "rightCookieName"> {
  const { expected, found, contradicted, seen } = known;
  if (found !== undefined && found !== expected) {
    return { cookieNameIs: "contradicted", rightCookieName: found };
  }
  const is = found !== undefined ? "confirmed" : contradicted ? "contradicted" : undefined;
  return { cookieNameIs: is ?? (seen ? "confirmed" : "unknown"), rightCookieName: undefined };
}

function isContradicted(healths: ProjectHealths, project: ProjectRecord): boolean {
  const { state, also } = healths.of(project);
  return [state, ...also.map((one) => one.state)].includes("cookie-name-wrong");
}

/**
 * Whether a URL is one of the project's at the edges, by its host name alone: a proxy in front of them has another scheme and
 * another port. The default project also answers at the URL of the edges themselves.
 */
function leadsToEdge(
  url: string,
  project: ProjectRecord,
  addressing: Addressing,
  edgeUrl: string | undefined,
): boolean {
  const { host, hostname } = new URL(url);
  if (hostsOf(project, addressing).includes(hostName(hostname))) return true;
  const { defaultProject } = addressing;
  const isDefault = defaultProject === project.slug || defaultProject === project.id;
  return isDefault && edgeUrl !== undefined && new URL(edgeUrl).host === host;
}

function edgeSessionsOf(
  project: ProjectRecord,
  plans: PlanTable,
  edges: ControlEdges,
): SetUpFacts["edgeSessions"] {
  if (!planOf(plans, project.plan).cacheableSessions) return "excluded";
  if (!soundFlags(project.flags).cacheable_sessions) return "off";
  const applied = edges.appliedRevision(project.id);
  return applied !== undefined && applied >= project.revision ? "on" : "pending";
}
