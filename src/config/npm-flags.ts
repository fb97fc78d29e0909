// Flags that npm kept for itself, as one problem that says where they belong.
import { configName, helpOf, isToggle, type Shape } from "./source.ts";
import { flagsKeptByNpm, shellQuoted, typedCommand } from "./typed-command.ts";
import type { Problem } from "./problem.ts";

/** The problem, and what is left of the arguments: a value that npm passed on without its flag belongs to it. */
export function readNpmFlags(
  shape: Shape,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { readonly problems: readonly Problem[]; readonly argv: readonly string[] } {
  const kept = flagsKeptByNpm([...Object.keys(shape), configName], environment);
  if (kept.length === 0) return { problems: [], argv };
  const takesValue = (name: string): boolean => name === configName || !isToggle(shape, name);
  const isBare = ({ name, value }: { name: string; value: string }): boolean =>
    value === "true" && takesValue(name);
  // npm passes on the values of flags that it does not know; whose they are can be told where it is one flag's.
  const firstFlag = argv.findIndex((argument) => argument.startsWith("--"));
  const values = firstFlag < 0 ? argv : argv.slice(0, firstFlag);
  const oneValue = kept.filter(isBare).length === values.length && values.length === 1;
  const flags = kept.map((flag) => {
    const { name, value } = flag;
    if (!takesValue(name)) return value === "true" ? `--${name}` : `--${name}=false`;
    if (name !== configName && helpOf(shape, name).hidden === true) return `--${name} …`;
    const given = isBare(flag) ? (oneValue ? values[0] : undefined) : value;
    return `--${name} ${given === undefined ? "…" : shellQuoted(given)}`;
  });
  const names = kept.map(({ name }) => `--${name}`).join(", ");
  const again = [typedCommand(environment, "…"), ...flags].join(" ");
  const what = `npm took ${kept.length === 1 ? "this flag" : "these flags"} for its own and did not pass ${kept.length === 1 ? "it" : "them"} on; put "--" before ${kept.length === 1 ? "it" : "them"}`;
  return { problems: [{ where: names, what, example: again }], argv: argv.slice(values.length) };
}
