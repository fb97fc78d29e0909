// A stored project as Ory's project API shows it, and as edges serve it.
import { anyHost, type ServedProject } from "../core/served-project.ts";
import { settingsOfFlags, urlOfFlag, type FeatureFlags } from "./feature-flags.ts";
import { planOf, type PlanTable } from "./plans.ts";
import { slugPattern } from "./slug.ts";
import type { ProjectRecord } from "./storage.ts";

/** The part of a project that its API shows and changes. What this control plane does not manage is there, and empty. */
export interface ProjectView extends ProjectNames {
  readonly organizations: readonly never[];
  readonly cors_admin: NoCors;
  readonly cors_public: NoCors;
  readonly revision_id: string;
  readonly revision: number;
  readonly services: {
    readonly identity: { readonly config: { readonly feature_flags: FeatureFlags } };
  };
}

/** Ory's CORS setting of a project: Kratos' own affair here. */
interface NoCors {
  readonly enabled: false;
  readonly origins: readonly never[];
}

/** Where a project's settings stand in it, as a JSON pointer. */
export const flagsPointer = "/services/identity/config/feature_flags";

const noCors: NoCors = { enabled: false, origins: [] };

/** What every view of a project tells. */
interface ProjectNames {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly environment: ProjectRecord["environment"];
  readonly home_region: string;
  readonly state: "running";
  readonly workspace_id: null;
  readonly subscription_plan: string;
}

function namesOf(project: ProjectRecord): ProjectNames {
  return {
    id: project.id,
    slug: project.slug,
    name: project.name,
    environment: project.environment,
    home_region: project.homeRegion,
    state: "running",
    workspace_id: null,
    subscription_plan: project.plan,
  };
}

/** The project as `GET /projects/{id}` shows it. */
export function projectView(project: ProjectRecord): ProjectView {
  return {
    ...namesOf(project),
    organizations: [],
    cors_admin: noCors,
    cors_public: noCors,
    revision_id: project.revisionId,
    revision: project.revision,
    services: { identity: { config: { feature_flags: project.flags } } },
  };
}

/** How this control plane's projects are reached. */
export interface Addressing {
  /** A project's own host is its slug below this domain. */
  readonly projectsDomain: string;
  /** Slug or id of the project that also answers for every other host; undefined for none. */
  readonly defaultProject: string | undefined;
}

/** Every host of a project, its own first. */
export function hostsOf(project: ProjectRecord, addressing: Addressing): readonly string[] {
  return [`${project.slug}.${addressing.projectsDomain}`, ...project.flags.hosts];
}

/** Whether a host is a project's own, of one that is there or that may come. */
export function isOwnHost(host: string, { projectsDomain }: Addressing): boolean {
  const label = host.split(".", 1)[0] ?? "";
  return host === `${label}.${projectsDomain}` && slugPattern.test(label);
}

/** The line of `GET /projects`. */
export function projectMetadata(
  project: ProjectRecord,
  addressing: Addressing,
): ProjectMetadataView {
  return {
    ...namesOf(project),
    hosts: hostsOf(project, addressing),
    created_at: new Date(project.createdAtMs).toISOString(),
    updated_at: new Date(project.updatedAtMs).toISOString(),
    subscription_id: null,
  };
}

/** Ory's `ProjectMetadata`. */
export interface ProjectMetadataView extends ProjectNames {
  readonly hosts: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly subscription_id: null;
}

/** Whether the project's plan may use the feature. */
export function isEntitled(project: Pick<ProjectRecord, "plan">, plans: PlanTable): boolean {
  return planOf(plans, project.plan).cacheableSessions;
}

/** The project as edges serve it: a plan that may not use the feature turns it off, whatever the setting says. */
export function servedProject(
  project: ProjectRecord,
  plans: PlanTable,
  addressing: Addressing,
  atMs: number,
): ServedProject {
  const effective = project.flags.cacheable_sessions && isEntitled(project, plans);
  const { defaultProject } = addressing;
  const isDefault = defaultProject === project.slug || defaultProject === project.id;
  const hosts = hostsOf(project, addressing);
  return {
    version: 1,
    revision: project.revision,
    settings: settingsOfFlags(project.id, project.flags, effective),
    originUrl: urlOfFlag(project.flags.origin_url),
    adminOriginUrl: urlOfFlag(project.flags.admin_origin_url),
    hosts: isDefault ? [...hosts, anyHost] : hosts,
    at: atMs,
  };
}
