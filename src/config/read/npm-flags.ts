// Flags that npm kept for itself, as one problem that says where they belong.
import { configName, helpOf, isToggle, namesOutsideFile, type Shape } from "./source.ts";
import {
  flagsKeptByNpm,
  ownScript,
  shellQuoted,
  typedCommand,
  type KeptFlag,
} from "./typed-command.ts";
import type { Problem } from "./problem.ts";

/** The problem, and what is left of the arguments: a value that npm passed on without its flag belongs to it. */
export function readNpmFlags(
  shape: Shape,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { readonly problems: readonly Problem[]; readonly argv: readonly string[] } {
  const isOurs = ownScript(environment) !== undefined || environment["npm_command"] === "exec";
  // Flags of another package's script are not meant for this program.
  if (!isOurs) return { problems: [], argv };
  const kept = flagsKeptByNpm([...namesOutsideFile(shape), configName], environment);
  // npm passes on the values of flags that it does not know, and they come first.
  const firstFlag = argv.findIndex((argument) => argument.startsWith("--"));
  const values = firstFlag < 0 ? argv : argv.slice(0, firstFlag);
  const problem = keptProblem(shape, kept, values, environment);
  return problem === undefined
    ? { problems: [], argv }
    : { problems: [problem], argv: argv.slice(values.length) };
}

const remedy = 'put "--" before the flags of the program, or npm keeps them';

function keptProblem(
  shape: Shape,
  kept: readonly KeptFlag[],
  values: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Problem | undefined {
  if (kept.length === 0) {
    if (values.length === 0 || ownScript(environment) === undefined) return undefined;
    return {
      where: "an argument",
      what: `has no flag before it; ${remedy}`,
      example: `${typedCommand(environment, "…")} --…`,
    };
  }
  const takesValue = (name: string): boolean => name === configName || !isToggle(shape, name);
  const isBare = ({ name, value }: KeptFlag): boolean => value === "true" && takesValue(name);
  // A value can be matched to its flag only if there is one of each.
  const oneValue = kept.filter(isBare).length === values.length && values.length === 1;
  const flags = kept.map((flag) => {
    const { name, value } = flag;
    if (!takesValue(name)) return value === "true" ? `--${name}` : `--${name}=false`;
    if (name !== configName && helpOf(shape, name).hidden === true) return `--${name} …`;
    const given = isBare(flag) ? (oneValue ? values[0] : undefined) : value;
    return `--${name} ${given === undefined ? "…" : shellQuoted(given)}`;
  });
  return {
    where: kept.map(({ name }) => `--${name}`).join(", "),
    what: `did not reach the program; ${remedy}`,
    example: [typedCommand(environment, "…"), ...flags].join(" "),
  };
}
