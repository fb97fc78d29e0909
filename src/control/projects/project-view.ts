// A stored project as Ory's project API shows it, and as edges serve it.
import { anyHost, type ServedProject } from "../../core/served-project.ts";
import type { ProjectMetadataView, ProjectView } from "../api/project-schemas.ts";
import type { Addressing } from "./addressing.ts";
import { hostProblem, originProblem } from "./claims.ts";
import { settingsOfFlags, soundFlags, urlOfFlag, type FeatureFlags } from "./feature-flags.ts";
import { isEntitled, type PlanTable } from "./plans.ts";
import type { ProjectRecord } from "../storage.ts";

/** Where the settings are in a project, as a JSON pointer. */
export const flagsPointer = "/services/identity/config/feature_flags";

/** Ory's CORS setting of a project. Kratos has its own; here it is always off. */
const noCors = { enabled: false, origins: [] };

/** The members that every view of a project has. */
function namesOf(project: ProjectRecord) {
  return {
    id: project.id,
    slug: project.slug,
    name: project.name,
    environment: project.environment,
    home_region: project.homeRegion,
    state: "running" as const,
    workspace_id: null,
    subscription_plan: project.plan,
  };
}

/** The project as `GET /projects/{id}` shows it. Members that this control plane does not manage are empty. */
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

/** Every host of a project, its own first. Hosts that no project may have are left out. */
export function hostsOf(project: ProjectRecord, addressing: Addressing): readonly string[] {
  const { hosts } = soundFlags(project.flags);
  return [
    `${project.slug}.${addressing.projectsDomain}`,
    ...hosts.filter((host) => hostProblem(host, addressing) === undefined),
  ];
}

/** The project as `GET /projects` lists it. */
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

/**
 * The project as edges serve it. A plan that does not include Edge Sessions turns it off, and its policies too. If the
 * stored settings are no longer valid, this project has no identity server, and the other projects are not affected.
 */
export function servedProject(
  project: ProjectRecord,
  plans: PlanTable,
  addressing: Addressing,
  atMs: number,
): ServedProject {
  const flags = soundFlags(project.flags);
  const { defaultProject } = addressing;
  const isDefault = defaultProject === project.slug || defaultProject === project.id;
  const hosts = hostsOf(project, addressing);
  return {
    version: 1,
    revision: project.revision,
    settings: settingsOfFlags(project.id, flags, isEntitled(project, plans)),
    originUrl: allowed(flags.origin_url, flags, addressing),
    adminOriginUrl: allowed(flags.admin_origin_url, flags, addressing),
    hosts: isDefault ? [...hosts, anyHost] : hosts,
    at: atMs,
    ...(project.signingKeys.length === 0 ? {} : { signingKeys: project.signingKeys }),
  };
}

/** A URL setting as edges take it. Undefined if no project may have its identity server there. */
function allowed(url: string, { hosts }: FeatureFlags, addressing: Addressing): string | undefined {
  const originUrl = urlOfFlag(url);
  const problem = originUrl === undefined ? undefined : originProblem(originUrl, hosts, addressing);
  return problem === undefined ? originUrl : undefined;
}
