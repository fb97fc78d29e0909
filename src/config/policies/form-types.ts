// The kinds of values that policies are made of, each as a zod type. An error is the rest of a sentence that begins with the
// place of the value: `must be a list such as [admin, owner]`.
import { z } from "zod";

/** Looks at a text. Gives the rest of a sentence if something is wrong with it. */
export type TextRule = (text: string) => string | undefined;

/** Characters of a name in a message, which may be any length where it was given. */
const shownCharactersMax = 64;

/** What is wrong with a value of another type, in the words of somebody who wrote YAML. */
export function mustBe(what: string) {
  return ({ input }: { readonly input?: unknown }): string => {
    if (input === null) return `must be ${what}; it is empty`;
    if (input === undefined) return `is missing; it must be ${what}`;
    return `must be ${what}`;
  };
}

/** A text that a rule has looked at, of 1 to `charactersMax` characters. The rule never sees a longer one. */
export function formText(what: string, charactersMax: number, rule?: TextRule) {
  return z
    .string({
      error: (issue) =>
        ["number", "boolean"].includes(typeof issue.input)
          ? "must be a string; put it in quotes"
          : mustBe(what)(issue),
    })
    .superRefine((text, context) => {
      const message = textProblem(text, charactersMax, rule);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    });
}

function textProblem(text: string, charactersMax: number, rule?: TextRule): string | undefined {
  if (text.length > charactersMax) return `must not be longer than ${charactersMax} characters`;
  if (rule !== undefined) return rule(text);
  return text === "" ? "must not be empty" : undefined;
}

/** A list of `min` to `max` members that differ from each other. */
export function formList<Member extends z.ZodType<string | number | boolean>>(
  example: string,
  member: Member,
  bounds: { readonly min?: number; readonly max: number },
) {
  const members = boundedList(`a list such as ${example}`, member, bounds);
  return members.refine((given) => new Set(given).size === given.length, {
    error: "must not have the same member twice",
  });
}

/** A list of `min` to `max` members. It is known to be a list before they are counted. */
export function boundedList<Member extends z.ZodType>(
  what: string,
  member: Member,
  { min = 0, max }: { readonly min?: number; readonly max: number },
) {
  return z.custom<z.input<Member>[]>(Array.isArray, { error: mustBe(what) }).pipe(
    z
      .array(member)
      .min(min, { error: `must have at least ${min} ${min === 1 ? "member" : "members"}` })
      .max(max, { error: `must not have more than ${max} members` }),
  );
}

/** How a mapping of names to values is. */
interface MappingRules {
  /** The mapping as a message names it, with an example. */
  readonly what: string;
  readonly namesMax: number;
  readonly nameCharactersMax: number;
  readonly nameRule: TextRule;
  /** What makes two names the same. */
  readonly identity: (name: string) => string;
  /** What is wrong with the second of two such names. */
  readonly repeated: string;
}

/** One member of a mapping. */
export interface Named<Value> {
  readonly name: string;
  readonly value: Value;
}

/**
 * A mapping with names that its writer chose, as a list in the order of the mapping. Every name and every value is checked.
 * It is not a zod record, which leaves out the name `__proto__` without a word.
 */
export function formMapping<Value>(value: z.ZodType<Value>, rules: MappingRules) {
  const { what, namesMax, nameCharactersMax, nameRule, identity, repeated } = rules;
  return z
    .custom<Readonly<Record<string, unknown>>>(isMapping, { error: mustBe(what) })
    .transform((mapping, context): readonly Named<Value>[] => {
      const entries = Object.entries(mapping);
      if (entries.length > namesMax) {
        const message = `must not have more than ${namesMax} members`;
        context.addIssue({ code: "custom", message });
        return z.NEVER;
      }
      const seen = new Set<string>();
      const named: Named<Value>[] = [];
      for (const [name, given] of entries) {
        const path = [name.slice(0, shownCharactersMax)];
        const complain = (message: string) => context.addIssue({ code: "custom", path, message });
        const problem = textProblem(name, nameCharactersMax, nameRule);
        if (problem !== undefined) complain(problem);
        else if (seen.has(identity(name))) complain(repeated);
        seen.add(identity(name));
        const read = value.safeParse(given);
        if (read.success) named.push({ name, value: read.data });
        else addIssues(context, path, read.error);
      }
      return named;
    });
}

function addIssues(
  context: z.core.$RefinementCtx,
  path: readonly PropertyKey[],
  error: z.core.$ZodError,
): void {
  for (const issue of error.issues) {
    const places = placesOf(issue);
    for (const { path: inner, message } of places)
      context.addIssue({ code: "custom", path: [...path, ...inner], message });
  }
}

/** The places of an issue, each with what is wrong there. Unknown members are places of their own. */
export function placesOf(
  issue: z.core.$ZodIssue,
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: [...issue.path, key.slice(0, shownCharactersMax)],
    message: "is not a member that this version knows",
  }));
}

/** Whether a value is a mapping, not a list. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
