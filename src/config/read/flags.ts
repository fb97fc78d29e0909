// Flags: `--name value`, `--name=value`, and a bare `--name` for true.
import {
  configName,
  helpOf,
  isToggle,
  namesOutsideFile,
  spellFlag,
  unknownName,
  type Given,
  type Shape,
  type Source,
} from "./source.ts";
import type { Problem } from "./problem.ts";

/** Reads the arguments behind the command's name. Messages repeat no value of an unknown flag: it may be a secret. */
export function readFlags(shape: Shape, argv: readonly string[]): Source {
  const names = [...namesOutsideFile(shape), configName];
  const given: Given[] = [];
  const problems: Problem[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? "";
    if (!argument.startsWith("--")) {
      problems.push({ where: "an argument", what: "has no flag before it" });
      continue;
    }
    const equals = argument.indexOf("=");
    const flag = equals < 0 ? argument : argument.slice(0, equals);
    const next = argv[index + 1];
    // What begins with one dash only is a malformed value such as -1s, not a flag.
    const value =
      equals < 0
        ? next !== undefined && !next.startsWith("--") && next
        : argument.slice(equals + 1);
    if (equals < 0 && value !== false) index += 1;
    const name = flag.slice(2);
    const again = given.findIndex((earlier) => earlier.name === name);
    const earlier = given[again];
    if (!names.includes(name)) {
      problems.push(unknownName(flag, "flag", name, names, (near) => `--${near}`));
    } else if (earlier !== undefined && !isRepeatable(shape, name)) {
      problems.push({ where: flag, what: "must be given only once" });
    } else if (value === false && !isToggle(shape, name)) {
      problems.push({ where: flag, what: "needs a value" });
    } else if (earlier !== undefined) {
      given[again] = { ...earlier, raw: [earlier.raw, value].flat() };
    } else {
      const spell = (right: string): string => spellFlag(shape, name, right);
      given.push({ name, raw: value === false ? "true" : value, where: flag, spell });
    }
  }
  return { given, problems };
}

function isRepeatable(shape: Shape, name: string): boolean {
  return name !== configName && helpOf(shape, name).repeatable === true;
}
