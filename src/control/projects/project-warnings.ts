// Warnings at the start, and when the table of plans has changed: nothing is wrong enough to stop, but something does not
// do what its settings say.
import { hostProblem, originProblem } from "./claims.ts";
import { checkFlags, soundFlags, urlOfFlag } from "./feature-flags.ts";
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
        `project ${slug} has Edge Sessions set to on, but its plan ${plan} does not include it, so it is off at the edges`,
    );
  for (const project of projects) warnings.push(...notServed(project, addressing));
  const named = ({ id, slug }: ProjectRecord): boolean =>
    slug === defaultProject || id === defaultProject;
  if (defaultProject !== undefined && !projects.some(named)) {
    warnings.push(
      `--default-project names ${defaultProject}, but there is no project ${defaultProject}, so requests for unknown hosts are answered with 404`,
    );
  }
  return warnings;
}

/** What of a project was stored under earlier rules and is not served under the current ones. */
function notServed({ slug, flags }: ProjectRecord, addressing: Addressing): string[] {
  const own = `${slug}.${addressing.projectsDomain}`;
  if (addressing.consoleHosts.includes(own)) {
    return [
      `project ${slug} is not served under its own host ${own}, because that is the host of this control plane`,
    ];
  }
  const checked = checkFlags(flags);
  if (checked.kind === "problems") {
    const listed = checked.problems.map(({ member, problem }) => `${member} ${problem}`).join("; ");
    // A policy that is not valid stops only itself.
    return soundFlags(flags) === flags
      ? [`policies of project ${slug} allow nothing until they are fixed: ${listed}`]
      : [`project ${slug} is not served until its settings are fixed: ${listed}`];
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
