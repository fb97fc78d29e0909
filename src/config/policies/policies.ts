// The policies of a project as they are configured: a mapping of names to forms. A file, the project API and a program are all
// read by this one function, which lists everything that is wrong.
import { makePolicy, type Policy } from "../../core/policy/policy.ts";
import {
  policiesCharactersMax,
  policiesMax,
  policyNameCharactersMax,
} from "../values/setting-limits.ts";
import { formMapping, isMapping, placesOf } from "./form-types.ts";
import { policyForm, problemsTogether } from "./policy-form.ts";

/** One thing that is wrong with policies. */
interface PolicyProblem {
  /** Where it is: the name of the policy, then members. Empty for all policies together. */
  readonly path: readonly string[];
  /** The rest of a sentence that begins with the place, such as `must be true or false`. */
  readonly problem: string;
}

/** Policies, or everything that is wrong with them. */
export type ReadPolicies =
  | { readonly kind: "policies"; readonly policies: readonly Policy[] }
  | { readonly kind: "problems"; readonly problems: readonly PolicyProblem[] };

/** Names that JavaScript's objects have already, and that a JSON Patch cannot name. */
const reservedNames: ReadonlySet<string> = new Set([
  "__proto__",
  "constructor",
  "prototype",
  "length",
]);

const policiesSchema = formMapping(policyForm, {
  what: "a mapping of names to policies",
  namesMax: policiesMax,
  nameCharactersMax: policyNameCharactersMax,
  nameRule: nameProblem,
  identity: (name) => name,
  repeated: "must not be given twice",
});

/** Reads the policies of a project: a mapping of names to policies in their form (`WrittenPolicies`). */
export function policiesOfConfiguration(value: unknown): ReadPolicies {
  const read = policiesSchema.safeParse(value);
  const alone = read.success ? [] : read.error.issues.flatMap(placesOf);
  const problems = [...alone, ...togetherIn(value)].map(({ path, message }) => ({
    path: path.map(String),
    problem: message,
  }));
  if (!read.success || problems.length > 0) return { kind: "problems", problems };
  const policies = read.data.map(({ name, value: parts }) => makePolicy(name, parts));
  if (JSON.stringify(policies).length <= policiesCharactersMax)
    return { kind: "policies", policies };
  const problem = `must be at most ${policiesCharactersMax} characters as JSON, all policies together`;
  return { kind: "problems", problems: [{ path: [], problem }] };
}

/**
 * Policies that were accepted once, perhaps by another version. One that this version does not accept allows nothing.
 * Undefined if the value is not a mapping of at most `policiesMax` names.
 */
export function policiesOfStored(value: unknown): readonly Policy[] | undefined {
  const whole = policiesOfConfiguration(value);
  if (whole.kind === "policies") return whole.policies;
  if (!isMapping(value) || Object.keys(value).length > policiesMax) return undefined;
  return Object.entries(value).map(([name, form]) => {
    const read = policiesOfConfiguration(Object.fromEntries([[name, form]]));
    const [policy] = read.kind === "policies" ? read.policies : [];
    return policy ?? makePolicy(name, { unreadable: true });
  });
}

function togetherIn(value: unknown) {
  if (!isMapping(value)) return [];
  return Object.entries(value)
    .slice(0, policiesMax)
    .flatMap(([name, form]) =>
      problemsTogether(form).map(({ path, message }) => ({
        path: [name.slice(0, policyNameCharactersMax), ...path],
        message,
      })),
    );
}

function nameProblem(name: string): string | undefined {
  if (!/^[a-z\d_-]+$/u.test(name)) return "must be a name of 1 to 64 of a-z, 0-9, - and _";
  return reservedNames.has(name)
    ? "must be another name, because JavaScript uses this one"
    : undefined;
}
