// What was typed but not saved yet, and the JSON Patch that saves it.
import type { FeatureFlags, Replacement } from "../../api/project.ts";
import type { FieldProblem } from "../../api/problem.ts";
import type { SettingText } from "./setting-texts.ts";

/** Where the settings are in a project, as a JSON Pointer. */
export const flagsPath = "/services/identity/config/feature_flags";

/** The settings of the forms. Policies have a page of their own. */
export type FormFlags = Omit<FeatureFlags, "policies">;

/** The settings that were changed. All others are as stored. */
export type Draft = Partial<FormFlags>;

/** Whether saving this setting would change it. */
function isTouched(flags: FormFlags, draft: Draft, name: keyof FormFlags): boolean {
  return name in draft && JSON.stringify(draft[name]) !== JSON.stringify(flags[name]);
}

/** Replaces only what was changed here, so that other people's changes stay. */
export function patchOf(flags: FormFlags, draft: Draft): readonly Replacement[] {
  return (Object.keys(draft) as (keyof FormFlags)[])
    .filter((name) => isTouched(flags, draft, name))
    .map((name) => ({ op: "replace", path: `${flagsPath}/${name}`, value: draft[name] }));
}

/** What is wrong with one setting. For an item of a list, it names the item, counted from one. */
export function problemsOf(problems: readonly FieldProblem[], name: string): readonly string[] {
  return problems
    .filter(({ path }) => isAt(path, name))
    .map(({ path, problem }) => {
      const item = path.slice(`${flagsPath}/${name}/`.length);
      return /^\d+$/.test(item) ? `Item ${Number(item) + 1} ${problem}` : problem;
    });
}

/** Whether a problem is shown beside the field of one of these settings. */
export function isBeside(path: string, settings: readonly SettingText[]): boolean {
  return settings.some(({ name }) => isAt(path, name));
}

function isAt(path: string, name: string): boolean {
  const own = `${flagsPath}/${name}`;
  return path === own || path.startsWith(`${own}/`);
}

/** Makes a list of lines, without empty ones. */
export function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
