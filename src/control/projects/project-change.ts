// Decides a change of a project, sent as a JSON Patch or as the whole project: what to store, or everything that is wrong
// with the change. Nothing is written here.
import { oneLinePattern } from "../names.ts";
import type { ControlRefusal, PlacedProblem } from "../errors.ts";
import { checkFlags, type FeatureFlags } from "./feature-flags.ts";
import { applyOperations, type PatchOperation } from "./json-patch.ts";
import { projectNameCharactersMax } from "../limits.ts";
import { flagsPointer, projectView } from "./project-view.ts";
import { isEntitled, type PlanTable } from "./plans.ts";
import { slugPattern, slugRule } from "./slug.ts";
import type { ProjectRecord } from "../storage.ts";

/** What an update may set. */
export interface ProjectChange {
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  readonly flags: FeatureFlags;
}

/** A change that may be stored, or why not. */
export type ChangeResult =
  | { readonly kind: "change"; readonly change: ProjectChange }
  | { readonly kind: "refused"; readonly refusal: ControlRefusal };

/** Applies a patch to a project. */
export function patched(
  project: ProjectRecord,
  operations: readonly PatchOperation[],
  plans: PlanTable,
): ChangeResult {
  const result = applyOperations(projectView(project), operations);
  if (result.kind === "document") return changeTo(project, result.document, plans);
  const problems = [{ path: `/${result.index}`, problem: result.problem }];
  return { kind: "refused", refusal: { error: "control_body_malformed", problems } };
}

/** Checks a whole project that was sent. Only its name, slug, plan and settings may differ from what is stored. */
export function changeTo(project: ProjectRecord, wanted: unknown, plans: PlanTable): ChangeResult {
  const problems: PlacedProblem[] = [];
  const next = members(wanted);
  const now = members(projectView(project));
  for (const [name, value] of Object.entries(next)) {
    if (["name", "slug", "subscription_plan", "services"].includes(name)) continue;
    if (!(name in now))
      problems.push({ path: `/${name}`, problem: "is not a member of a project" });
    else if (name.startsWith("cors_") ? !isNoCors(value) : !same(value, now[name]))
      problems.push({
        path: `/${name}`,
        problem: "cannot be changed here; send it as you read it",
      });
  }
  for (const name of Object.keys(now)) {
    if (!(name in next)) problems.push({ path: `/${name}`, problem: "is missing" });
  }
  const name = next["name"];
  if (typeof name !== "string" || name.trim() === "" || name.length > projectNameCharactersMax) {
    problems.push({
      path: "/name",
      problem: `must be a string of 1 to ${projectNameCharactersMax} characters`,
    });
  } else if (!oneLinePattern.test(name)) {
    problems.push({ path: "/name", problem: "must not contain control characters" });
  }
  const { slug } = next;
  if (typeof slug !== "string" || (slug !== project.slug && !slugPattern.test(slug))) {
    problems.push({ path: "/slug", problem: slugRule });
  }
  const plan = next["subscription_plan"];
  if (
    typeof plan !== "string" ||
    (plan !== project.plan && !plans.plans.some((one) => one.name === plan))
  ) {
    problems.push({
      path: "/subscription_plan",
      problem: "must be a plan in the operator's table",
    });
  }
  const flags = flagsIn(next["services"], problems);
  if (
    problems.length > 0 ||
    flags === undefined ||
    typeof name !== "string" ||
    typeof slug !== "string" ||
    typeof plan !== "string"
  ) {
    return { kind: "refused", refusal: { error: "control_settings_refused", problems } };
  }
  // Only turning it on needs a plan that includes it. Other settings of such a project can still be fixed.
  const excluded = turnedOn(project.flags, flags);
  if (excluded.length > 0 && !isEntitled({ plan }, plans)) {
    const unavailable = excluded.map(({ member, what }) => ({
      path: `${flagsPointer}/${member}`,
      problem: `cannot ${what} on the plan ${plan}, which does not include Edge Sessions`,
    }));
    return { kind: "refused", refusal: { error: "feature_not_available", problems: unavailable } };
  }
  return { kind: "change", change: { name, slug, plan, flags } };
}

/** What a change turns on that needs a plan which includes Edge Sessions. */
function turnedOn(
  before: FeatureFlags,
  after: FeatureFlags,
): readonly { readonly member: keyof FeatureFlags; readonly what: string }[] {
  const some = ({ policies }: FeatureFlags): boolean => Object.keys(members(policies)).length > 0;
  return [
    ...(after.cacheable_sessions && !before.cacheable_sessions
      ? [{ member: "cacheable_sessions", what: "be true" } as const]
      : []),
    ...(some(after) && !some(before)
      ? [{ member: "policies", what: "have members" } as const]
      : []),
  ];
}

/** The settings in `services`, which must hold nothing else. */
function flagsIn(services: unknown, problems: PlacedProblem[]): FeatureFlags | undefined {
  let value = services;
  let pointer = "/services";
  for (const step of flagsPointer.split("/").slice(2)) {
    const inner = members(value);
    for (const name of Object.keys(inner)) {
      if (name !== step)
        problems.push({
          path: `${pointer}/${name}`,
          problem: "must be left out, because this control plane does not manage it",
        });
    }
    value = inner[step];
    pointer += `/${step}`;
  }
  const checked = checkFlags(value);
  if (checked.kind === "flags") return checked.flags;
  for (const { member, problem } of checked.problems) {
    problems.push({ path: member === "" ? pointer : `${pointer}/${member}`, problem });
  }
  return undefined;
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Members may be missing or in any order, because Ory's clients send them that way. */
function isNoCors(value: unknown): boolean {
  const { enabled = false, origins = [], ...others } = members(value);
  return enabled === false && same(origins, []) && Object.keys(others).length === 0;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
