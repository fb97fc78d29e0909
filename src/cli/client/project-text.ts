// A project as text.
import { facts, shown } from "./text.ts";
import type { Project } from "./answers.ts";

/** Where a project's settings stand; what `patch project` is given begins with it. */
export const settingsPath = "/services/identity/config/feature_flags";

/** The project with every setting, spelled as `patch project` takes it. */
export function projectText(project: Project, emphasise: (text: string) => string): string {
  const { policies, ...others } = project.services.identity.config.feature_flags;
  const settings = [...Object.entries(others), ...policyRows(policies)];
  const about = facts([
    ["Name", shown(project.name)],
    ["Slug", shown(project.slug)],
    ["Id", shown(project.id)],
    ["Environment", shown(project.environment)],
    ["Plan", shown(project.subscription_plan)],
    ["Revision", shown(project.revision)],
  ]);
  const set = facts(
    settings.map(([name, value]) => [shown(name), shown(value)]),
    "  ",
  );
  return `${about}\n${emphasise(settingsPath)}\n${set}`;
}

/** Each policy on a line of its own, under the path that `patch project` takes. A control plane of an earlier version has none. */
function policyRows(policies: unknown): readonly (readonly [string, unknown])[] {
  if (policies === undefined) return [];
  const each = Object.entries(Object(policies)).map(
    ([name, policy]) => [`policies/${name}`, policy] as const,
  );
  return each.length === 0 ? [["policies", undefined]] : each;
}
