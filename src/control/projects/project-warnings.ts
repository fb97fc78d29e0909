// What is logged for the operator at the start, and when the table of plans has changed. Nothing prevents the start, but
// something will not do what its settings say.
import { hostProblem, originProblem } from "./claims.ts";
import { checkFlags, urlOfFlag } from "./feature-flags.ts";
import type { Addressing } from "./addressing.ts";
import { isEntitled, type PlanTable } from "./plans.ts";
import type { ProjectRecord } from "../storage.ts";

/** The warnings, each a sentence. */
export function projectWarnings(
  projects: readonly ProjectRecord[],
  plans: PlanTable,
  addressing: Addressing,
): readonly string[] {
  const { defaultProject } = addressing;
  const warnings = projects
    .filter((project) => project.flags.cacheable_sessions && !isEntitled(project, plans))
    .map(
      ({ slug, plan }) =>
        `project ${slug} has Edge Sessions turned on, but it stays off at the edges because its plan ${plan} does not include it`,
    );
  for (const project of projects) warnings.push(...notServed(project, addressing));
  const named = ({ id, slug }: ProjectRecord): boolean =>
    slug === defaultProject || id === defaultProject;
  if (defaultProject !== undefined && !projects.some(named)) {
    warnings.push(
      `there is no project ${defaultProject} as --default-project says, so hosts that no project has get a 404`,
    );
  }
  return warnings;
}

/** What a project stored by earlier rules has that today's rules do not serve. */
function notServed({ slug, flags }: ProjectRecord, addressing: Addressing): string[] {
  const own = `${slug}.${addressing.projectsDomain}`;
  if (addressing.consoleHosts.includes(own)) {
    return [`the own host of project ${slug}, ${own}, is the host of this control plane`];
  }
  const checked = checkFlags(flags);
  if (checked.kind === "problems") {
    const listed = checked.problems.map(({ member, problem }) => `${member} ${problem}`).join("; ");
    return [`project ${slug} is not served until its settings are fixed: ${listed}`];
  }
  const hosts = flags.hosts.flatMap((host) => {
    const problem = hostProblem(host, addressing);
    return problem === undefined
      ? []
      : [`project ${slug} is not served under the host ${host}: it ${problem}`];
  });
  const origins = (["origin_url", "admin_origin_url"] as const).flatMap((name) => {
    const url = urlOfFlag(flags[name]);
    const problem = url === undefined ? undefined : originProblem(url, flags.hosts, addressing);
    return problem === undefined
      ? []
      : [`the ${name} of project ${slug} is not used: it ${problem}`];
  });
  return [...hosts, ...origins];
}
