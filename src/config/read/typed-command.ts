// How a command was typed, so that a message can say what to type instead. npm and npx each spell it differently.

type Environment = Readonly<Record<string, string | undefined>>;

/** This package's name. npm passes it to the package's scripts. */
const ownName = "edge-sessions";

/** The npm script of this package that runs, if one does: `start`, `dev` and so on. */
export function ownScript(environment: Environment): string | undefined {
  const { npm_command: command, npm_lifecycle_event: script } = environment;
  if (command === undefined || command === "exec") return undefined;
  return environment["npm_package_name"] === ownName ? script : undefined;
}

/** What flags follow when the command is typed again: `npm start --`, `npx edge-sessions edge` and the like. */
export function typedCommand(environment: Environment, command: string): string {
  const script = ownScript(environment);
  if (script === "start") return "npm start --";
  if (script !== undefined) return `npm run ${script} --`;
  return environment["npm_command"] === "exec"
    ? `npx ${ownName} ${command}`
    : `${ownName} ${command}`;
}

/** A flag that npm kept instead of passing it on. */
export interface KeptFlag {
  readonly name: string;
  /** The value that npm recorded, or `true` if there was no value. */
  readonly value: string;
}

/**
 * Which of these flags npm has kept: it hands a script only what follows `--`, and all else becomes a setting of npm's
 * own that no program reads (npm's documentation of `npm run`). Without this they would be lost silently.
 */
export function flagsKeptByNpm(
  names: readonly string[],
  environment: Environment,
): readonly KeptFlag[] {
  if (environment["npm_command"] === undefined) return [];
  return names.flatMap((name) => {
    const value = environment[`npm_config_${name.replaceAll("-", "_")}`];
    return value === undefined ? [] : [{ name, value }];
  });
}

/** An argument as a shell takes it. */
export function shellQuoted(argument: string): string {
  return /^[\w@%+=:,./[\]-]+$/u.test(argument)
    ? argument
    : `'${argument.replaceAll("'", `'\\''`)}'`;
}
