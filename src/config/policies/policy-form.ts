// The form of one policy, as people write it in a file, in the project API and in a program: `required_aal: aal2`. It is read
// into the core's policy. A member that is not known, or has another type, is a problem, because it may be a condition.
import { z } from "zod";
import {
  assuranceLevels,
  type MappedHeader,
  type Policy,
  type SignedSession,
} from "../../core/policy/policy.ts";
import { duration } from "../options/option-types.ts";
import {
  allowedValueCharactersMax,
  allowedValuesMax,
  audienceCharactersMax,
  audiencesMax,
  claimNameCharactersMax,
  claimsMax,
  conditionsMax,
  headerNameCharactersMax,
  policyHeadersMax,
  policyPointerCharactersMax,
  returnUrlsMax,
  urlCharactersMax,
} from "../values/setting-limits.ts";
import {
  boundedList,
  formList,
  formMapping,
  formText,
  isMapping,
  mustBe,
  type Named,
} from "./form-types.ts";
import { registeredClaims } from "../../core/tokens/claims.ts";
import {
  tokenLifetimeMsDefault,
  tokenLifetimeMsMax,
  tokenLifetimeMsMin,
} from "../../core/tokens/token-limits.ts";
import { headerIdentity, headerNameProblem, signedHeaderProblem } from "./header-names.ts";
import { returnUrlProblem, signInUrlProblem } from "./policy-url.ts";
import { pointerProblem } from "./session-pointer.ts";
import type { WrittenPolicy } from "./written-policy.ts";

const secondMs = 1_000;
const dayMs = 86_400_000;

/** Bounds of the durations of a policy, in milliseconds. Both ends are allowed. */
const bounds = {
  authenticatedWithin: { min: secondMs, max: 365 * dayMs },
  maxAge: { min: 0, max: dayMs },
  lifetime: { min: tokenLifetimeMsMin, max: tokenLifetimeMsMax },
} as const;

const pointer = formText(
  "a JSON pointer such as /identity/traits/email",
  policyPointerCharactersMax,
  pointerProblem,
);

const headers = formMapping(pointer, {
  what: "a mapping of names to JSON pointers, such as X-User-Id: /identity/id",
  namesMax: policyHeadersMax,
  nameCharactersMax: headerNameCharactersMax,
  nameRule: headerNameProblem,
  identity: headerIdentity,
  repeated: "must not be the same header as an earlier one; case, - and _ make no difference",
});

const claims = formMapping(pointer, {
  what: "a mapping of names to JSON pointers, such as email: /identity/traits/email",
  namesMax: claimsMax,
  nameCharactersMax: claimNameCharactersMax,
  nameRule: claimNameProblem,
  identity: (name) => name,
  repeated: "must not be given twice",
});

function claimNameProblem(name: string): string | undefined {
  if (registeredClaims.includes(name)) return "must not be a claim that the edge sets itself";
  return /^[A-Za-z][\w.:/-]*$/u.test(name)
    ? undefined
    : "must be letters, digits and -._:/ that begin with a letter";
}

const scalar = z.union(
  [
    z.string().max(allowedValueCharactersMax),
    z.number().refine((value) => Number.isFinite(value)),
    z.boolean(),
  ],
  {
    error: `must be a string of at most ${allowedValueCharactersMax} characters, a number, true or false`,
  },
);

const condition = z.strictObject(
  {
    field: pointer,
    one_of: formList("[admin, owner]", scalar, { min: 1, max: allowedValuesMax }),
  },
  { error: wrongObject("a mapping with field and one_of") },
);

const allowed = (example: string) =>
  formList(example, formText("a string", allowedValueCharactersMax), { max: allowedValuesMax });

const signedSession = z
  .strictObject(
    {
      header: formText(
        "the name of a header such as X-Session-Jwt",
        headerNameCharactersMax,
        signedHeaderProblem,
      ).optional(),
      issuer: formText("a string such as https://id.example.com", audienceCharactersMax).optional(),
      audience: formList("[api]", formText("a string", audienceCharactersMax), {
        min: 1,
        max: audiencesMax,
      }),
      claims: claims.optional(),
      lifetime: duration(bounds.lifetime).optional(),
    },
    { error: wrongObject("a mapping with audience") },
  )
  .transform(({ header, issuer, audience, claims: named = [], lifetime }): SignedSession => ({
    header,
    ...(issuer !== undefined && { issuer }),
    audience,
    claims: pointersOf(named),
    lifetimeMs: lifetime ?? tokenLifetimeMsDefault,
  }));

const policySchema = z.strictObject(
  {
    headers: headers.optional(),
    required_aal: z
      .enum(assuranceLevels, { error: `must be one of ${assuranceLevels.join(", ")}` })
      .optional(),
    authenticated_within: duration(bounds.authenticatedWithin).optional(),
    schemas: allowed("[default]").optional(),
    organizations: allowed("[0b7e8c5c-3a52-4a8e-9f0e-2f5f0c1f8e53]").optional(),
    conditions: boundedList("a list of mappings with field and one_of", condition, {
      max: conditionsMax,
    }).optional(),
    max_age: duration(bounds.maxAge).optional(),
    anonymous: z.boolean({ error: "must be true or false" }).optional(),
    browsers: z
      .enum(["redirect", "location", "status"], {
        error: "must be one of redirect, location, status",
      })
      .optional(),
    sign_in_url: formText("a URL", urlCharactersMax, signInUrlProblem).optional(),
    return_urls: formList(
      "[https://app.example.com/]",
      formText("a URL", urlCharactersMax, returnUrlProblem),
      { max: returnUrlsMax },
    ).optional(),
    signed_session: signedSession.optional(),
  } satisfies { readonly [Member in keyof WrittenPolicy]-?: z.ZodType },
  { error: wrongObject("a mapping, {} for a policy that lets every session through") },
);

/** The schema of one policy without its name. */
export const policyForm = policySchema.transform((form): Partial<Omit<Policy, "name">> => ({
  headers: pointersOf(form.headers ?? []),
  requiredAal: form.required_aal,
  authenticatedWithinMs: form.authenticated_within,
  schemas: form.schemas ?? [],
  organizations: form.organizations ?? [],
  conditions: (form.conditions ?? []).map(({ field, one_of: oneOf }) => ({
    pointer: field,
    oneOf,
  })),
  maxAgeMs: form.max_age,
  anonymous: form.anonymous ?? false,
  browsers: form.browsers ?? (form.sign_in_url === undefined ? "status" : "redirect"),
  signInUrl: form.sign_in_url,
  returnUrls: form.return_urls ?? [],
  signedSession: form.signed_session,
}));

/** What the members of a policy must be together. It takes a form whose members may be wrong by themselves. */
export function problemsTogether(
  form: unknown,
): readonly { readonly path: readonly string[]; readonly message: string }[] {
  if (!isMapping(form)) return [];
  const { browsers, sign_in_url: signInUrl, signed_session: signed, headers: given } = form;
  const problems = [];
  if ((browsers === "redirect" || browsers === "location") && signInUrl === undefined) {
    const message = `must be status, or the policy needs sign_in_url, to which browsers are sent`;
    problems.push({ path: ["browsers"], message });
  }
  const header = isMapping(signed) ? signed["header"] : undefined;
  if (typeof header === "string" && isMapping(given)) {
    const same = Object.keys(given).some((name) => headerIdentity(name) === headerIdentity(header));
    const message = "must not be one of the headers of the policy";
    if (same) problems.push({ path: ["signed_session", "header"], message });
  }
  return problems;
}

function wrongObject(what: string) {
  return (issue: z.core.$ZodRawIssue): string | undefined =>
    issue.code === "invalid_type" ? mustBe(what)(issue) : undefined;
}

function pointersOf(named: readonly Named<string>[]): readonly MappedHeader[] {
  return named.map(({ name, value }) => ({ name, pointer: value }));
}
