// What the three places of configuration have in common: each gives raw values with the place they stand at.
import { optionHelp, type OptionHelp } from "./option-help.ts";
import { nearest, type Problem } from "./problem.ts";
import type { z } from "zod";

/** Options by name, each a zod type that is registered with its help. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** One value as it was given, before its type has seen it. */
export interface Given {
  readonly name: string;
  readonly raw: unknown;
  /** For messages: the flag, the variable, or file and key. */
  readonly where: string;
  /** The option with another value, spelled as at this place. */
  readonly spell: (value: string) => string;
}

/** Everything one place says. */
export interface Source {
  readonly given: readonly Given[];
  readonly problems: readonly Problem[];
}

/** Name of the option that names the file; it can stand anywhere but in the file. */
export const configName = "config";

/** The variable of an option: `EDGE_SESSIONS_` and its name in capitals. */
export function variableOf(name: string): string {
  return `${variablePrefix}${name.replaceAll("-", "_").toUpperCase()}`;
}

/** What every variable of the product begins with. */
export const variablePrefix = "EDGE_SESSIONS_";

/** An option's help. Throws where an option was never registered, which is a bug. */
export function helpOf(shape: Shape, name: string): OptionHelp {
  const type = shape[name];
  const help = type === undefined ? undefined : optionHelp.get(type);
  if (help === undefined) throw new Error(`Option ${name} has no help.`);
  return help;
}

/** The names of the options that flags and variables can give. */
export function namesOutsideFile(shape: Shape): readonly string[] {
  return Object.keys(shape).filter((name) => helpOf(shape, name).fileOnly !== true);
}

/** The flag with a value. */
export function spellFlag(shape: Shape, name: string, value: string): string {
  const bare = value === "true" && shape[name] !== undefined && isToggle(shape, name);
  return bare ? `--${name}` : `--${name} ${value}`;
}

/** Whether the option is on or off, so that its flag needs no value. */
export function isToggle(shape: Shape, name: string): boolean {
  return name !== configName && helpOf(shape, name).placeholder === undefined;
}

/** The problem of a name that no option has. */
export function unknownName(
  where: string,
  kind: string,
  name: string,
  names: readonly string[],
  spell: (name: string) => string,
): Problem {
  const near = nearest(name, names);
  const hint = near === undefined ? "see --help" : `did you mean ${spell(near)}?`;
  return { where, what: `is not a known ${kind}; ${hint}` };
}
