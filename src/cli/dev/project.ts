// The project that `dev` serves: made at the first start, with the settings of the flags.
import { randomUUID } from "node:crypto";
import { auditRecord, controlPlane } from "../../control/audit.ts";
import { flagsOfSettings, settingsOfOptions } from "../../config/settings/setting-forms.ts";
import { writePolicies } from "../../config/policies/write-policies.ts";
import type { DevOptions } from "../../config/options/dev-options.ts";
import type { FeatureFlags } from "../../control/projects/feature-flags.ts";
import type { PlanTable } from "../../control/projects/plans.ts";
import type {
  ControlStorage,
  InsertResult,
  ProjectRecord,
  ReplaceResult,
} from "../../control/storage.ts";
import { StartRefusal } from "../../server/parts.ts";

/** Its slug. */
export const devSlug = "playground";

/** Its id, always the same, so that a database that is kept holds one of it. */
export const devProjectId = "6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3";

/** Where its identity server is. */
export interface DevOrigins {
  readonly originUrl: string;
  /** Undefined without an admin API. */
  readonly adminOriginUrl: string | undefined;
}

/** Makes the project, or points the one that is there at this start's identity server. */
export async function seedDevProject(
  storage: ControlStorage,
  plans: PlanTable,
  options: DevOptions,
  { originUrl, adminOriginUrl = "" }: DevOrigins,
): Promise<void> {
  const atMs = Date.now();
  const stored = await storage.findProject(devProjectId);
  const origins = { origin_url: originUrl, admin_origin_url: adminOriginUrl };
  const about = { subject: devSlug, after: origins };
  if (stored !== undefined) {
    const next: ProjectRecord = {
      ...stored,
      revision: stored.revision + 1,
      revisionId: randomUUID(),
      flags: { ...stored.flags, ...origins },
      updatedAtMs: atMs,
    };
    const audit = auditRecord(atMs, controlPlane, "project.patch", {
      ...about,
      projectId: stored.id,
    });
    refuseUnlessDone(await storage.replaceProject(next, stored.revision, audit));
    return;
  }
  const project: ProjectRecord = {
    id: devProjectId,
    slug: devSlug,
    name: "Playground",
    environment: "dev",
    homeRegion: "eu-central",
    plan: plans.defaultPlan,
    revision: 1,
    revisionId: randomUUID(),
    flags: { ...flagsOf(options), ...origins },
    signingKeys: [],
    createdAtMs: atMs,
    updatedAtMs: atMs,
  };
  const audit = auditRecord(atMs, controlPlane, "project.create", {
    ...about,
    projectId: devProjectId,
  });
  refuseUnlessDone(await storage.insertProject(project, audit));
}

function refuseUnlessDone({ kind }: InsertResult | ReplaceResult): void {
  if (kind === "done") return;
  throw new StartRefusal(
    `--database: the project ${devSlug} cannot be written (${kind}). Give dev a database that nothing else uses.`,
  );
}

function flagsOf(options: DevOptions): Omit<FeatureFlags, "origin_url" | "admin_origin_url"> {
  return {
    ...flagsOfSettings(settingsOfOptions(options)),
    session_lookup_by_email: false,
    hosts: [],
    policies: writePolicies(options.policies),
  };
}
