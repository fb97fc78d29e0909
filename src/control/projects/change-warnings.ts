// What an operator who changed a project should know: the change is made, but something does not work as it may seem.
import type { Addressing } from "./addressing.ts";
import { lacksSigningKey } from "./first-signing-key.ts";
import { isEntitled, type PlanTable } from "./plans.ts";
import { hostsOf } from "./project-view.ts";
import type { ProjectRecord } from "../storage.ts";

/** A change that was made. */
interface MadeChange {
  readonly before: ProjectRecord;
  readonly project: ProjectRecord;
  /** Whether the bus has accepted it. */
  readonly sent: boolean;
}

/** The warnings, each a sentence. `signs` says whether this control plane makes signing keys. */
export function changeWarnings(
  { before, project, sent }: MadeChange,
  plans: PlanTable,
  addressing: Addressing,
  signs: boolean,
): readonly string[] {
  const { flags } = project;
  const warnings = lostHosts(before, project, addressing);
  const { defaultProject } = addressing;
  if (before.slug !== project.slug && defaultProject === before.slug) {
    warnings.push(
      `--default-project names ${before.slug}, so requests for unknown hosts are answered with 404 until the control plane is restarted with --default-project ${project.slug}.`,
    );
  }
  if (flags.origin_url === "") {
    warnings.push("The project has no origin_url yet, so its hosts answer 503.");
  }
  if (flags.cacheable_sessions && !isEntitled(project, plans)) {
    warnings.push(
      `The plan ${project.plan} does not include Edge Sessions, so it stays off at the edges.`,
    );
  }
  if (Object.keys(flags.policies).length > 0 && !isEntitled(project, plans)) {
    warnings.push(
      `The plan ${project.plan} does not include Edge Sessions, so the edges have no policies, and gateways get no decisions.`,
    );
  }
  if (lacksSigningKey(project)) {
    const fix = signs
      ? `Make one with POST /projects/${project.slug}/signing-keys.`
      : "Start the control plane and its edges with --signing-secret-file, then make one.";
    warnings.push(
      `Policies sign sessions, but the project has no signing key, so they answer 503. ${fix}`,
    );
  }
  if (!sent) {
    warnings.push(
      "The change is stored, but the bus cannot be reached. Edges in other processes use it as soon as the bus is back.",
    );
  }
  return warnings;
}

/** The hosts under which the project is no longer served. */
function lostHosts(
  before: ProjectRecord,
  project: ProjectRecord,
  addressing: Addressing,
): string[] {
  const [own = "", ...others] = hostsOf(project, addressing);
  const [ownBefore = "", ...othersBefore] = hostsOf(before, addressing);
  const lost = othersBefore
    .filter((host) => !others.includes(host))
    .map((host) => `${host} no longer leads to this project, because it was removed.`);
  if (own === ownBefore) return lost;
  const renamed = `${ownBefore} no longer leads to this project, because its slug is now ${project.slug}. Its host is now ${own}.`;
  return [renamed, ...lost];
}
