// What an operator should hear of at the start, and when the table of plans has changed: nothing is wrong enough to stop,
// but something will not do what its settings say.
import { isEntitled, type Addressing } from "./project-view.ts";
import type { PlanTable } from "./plans.ts";
import type { ProjectRecord } from "./storage.ts";

/** The doubts, each a sentence. */
export function doubtsOf(
  projects: readonly ProjectRecord[],
  plans: PlanTable,
  { defaultProject }: Addressing,
): readonly string[] {
  const doubts = projects
    .filter((project) => project.flags.cacheable_sessions && !isEntitled(project, plans))
    .map(
      ({ slug, plan }) =>
        `project ${slug} has Edge Sessions set to on, but its plan ${plan} does not include it: it is off at the edges`,
    );
  const named = ({ id, slug }: ProjectRecord): boolean =>
    slug === defaultProject || id === defaultProject;
  if (defaultProject !== undefined && !projects.some(named)) {
    doubts.push(
      `there is no project ${defaultProject}, which --default-project names: hosts of no project are answered with 404`,
    );
  }
  return doubts;
}
