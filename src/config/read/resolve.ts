// From file, environment and flags to one checked configuration, or to the list of everything that is wrong.
// Flags win over the environment, that over the file, that over the defaults.
import { readConfigFile } from "./file.ts";
import { readEnvironment } from "./environment.ts";
import { readFlags } from "./flags.ts";
import { readNpmFlags } from "./npm-flags.ts";
import { configName, helpOf, spellFlag, type Given, type Shape } from "./source.ts";
import type { Problem } from "./problem.ts";
import type { z } from "zod";

/** A rule over several options. Gets only options that are well-formed by themselves; says what is wrong, if anything. */
export type CrossRule<Options> = (options: Partial<Options>) => Problem | undefined;

/** The result: a configuration without a problem, or at least one problem. */
export type Resolved<Options> =
  | {
      readonly kind: "options";
      readonly options: Options;
      /** The options as they were given, without defaults. Another process can read the same options from it. */
      readonly raw: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: "problems";
      readonly problems: readonly Problem[];
      /** The options that are well-formed by themselves, for a command that lists further problems with them. */
      readonly sound: Partial<Options>;
    };

/** Resolves the options of a command. `argv` begins behind the command's name. */
export async function resolveOptions<Schema extends z.ZodObject>(
  schema: Schema,
  rules: readonly CrossRule<z.output<Schema>>[],
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Resolved<z.output<Schema>>> {
  const shape: Shape = schema.shape;
  const npm = readNpmFlags(shape, argv, environment);
  const flags = readFlags(shape, npm.argv);
  const variables = readEnvironment(shape, environment);
  const path = [...flags.given, ...variables.given].find(({ name }) => name === configName);
  const file =
    path === undefined
      ? { given: [], problems: [] }
      : await readConfigFile(shape, String(path.raw));
  const problems = [...npm.problems, ...flags.problems, ...variables.problems, ...file.problems];
  const raw: Record<string, unknown> = {};
  const malformed = new Set<string>();
  // From the weakest to the strongest, so that the strongest is what stays.
  for (const given of [...file.given, ...variables.given, ...flags.given]) {
    if (given.name === configName) continue;
    raw[given.name] = given.raw;
    const found = valueProblems(shape, given);
    problems.push(...found);
    if (found.length > 0) malformed.add(given.name);
  }
  const sound: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(shape)) {
    if (malformed.has(name)) continue;
    const parsed = type.safeParse(raw[name]);
    if (parsed.success) sound[name] = parsed.data;
    else if (!problems.some(({ where }) => where === `--${name}`))
      problems.push(missing(shape, name));
  }
  const wellFormed = sound as Partial<z.output<Schema>>;
  for (const rule of rules) {
    const problem = rule(wellFormed);
    // What is already said to be wrong there may be the reason.
    if (problem !== undefined && !problems.some(({ where }) => where === problem.where))
      problems.push(problem);
  }
  if (problems.length > 0) return { kind: "problems", problems, sound: wellFormed };
  return { kind: "options", options: schema.parse(raw), raw };
}

function valueProblems(shape: Shape, given: Given): Problem[] {
  const parsed = shape[given.name]?.safeParse(given.raw);
  if (parsed === undefined || parsed.success) return [];
  const { example, hidden, fileOnly } = helpOf(shape, given.name);
  const was = hidden === true ? "" : `; it was ${shown(given.raw)}`;
  return parsed.error.issues.map(({ message, path }) => {
    // A mapping in the file has members with places of their own.
    if (fileOnly === true && path.length > 0) {
      const place = [given.name, ...path].map(String).join(".");
      return { where: given.where.replace(given.name, () => place), what: message };
    }
    return {
      where: given.where,
      // Other messages name the part of the value that is wrong.
      what: message.startsWith("must ") ? `${message}${was}` : message,
      example: given.spell(example),
    };
  });
}

function missing(shape: Shape, name: string): Problem {
  const example = spellFlag(shape, name, helpOf(shape, name).example);
  return { where: `--${name}`, what: "is required", example };
}

const shownCharactersMax = 60;

function shown(raw: unknown): string {
  if (raw === null || raw === "") return "empty";
  if (typeof raw === "object") return Array.isArray(raw) ? "a list" : "a mapping";
  const text = JSON.stringify(raw);
  return text.length > shownCharactersMax ? `${text.slice(0, shownCharactersMax)}…` : text;
}
