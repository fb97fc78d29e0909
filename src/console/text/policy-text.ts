// A policy as the texts of a form, and back. Lists have one item per line. The control plane checks the values; here only
// what would be lost on the way is found.
import type { Policy } from "../api/policy.ts";

/** The texts of the form of a policy. */
export interface PolicyTexts {
  /** `X-User-Id: /identity/id`, one per line. */
  readonly headers: string;
  /** Empty for any. */
  readonly requiredAal: string;
  readonly authenticatedWithin: string;
  readonly schemas: string;
  readonly organizations: string;
  /** `/identity/traits/role: admin, owner`, one per line. */
  readonly conditions: string;
  readonly maxAge: string;
  readonly anonymous: boolean;
  /** Empty for the default. */
  readonly browsers: string;
  readonly signInUrl: string;
  readonly returnUrls: string;
  readonly audience: string;
  readonly signedHeader: string;
  readonly issuer: string;
  readonly claims: string;
  readonly lifetime: string;
}

/** What is wrong with a text before it can be sent, by the member of the policy that it is for. */
export interface TextProblem {
  readonly member: "headers" | "claims";
  readonly problem: string;
}

/** The texts of a policy. What this page does not understand is shown empty, and is refused if it is saved. */
export function textsOf(policy: Policy): PolicyTexts {
  const signed = policy.signed_session;
  return {
    headers: pairsText(policy.headers),
    requiredAal: plain(policy.required_aal),
    authenticatedWithin: plain(policy.authenticated_within),
    schemas: linesText(policy.schemas),
    organizations: linesText(policy.organizations),
    conditions: listOf(policy.conditions).map(conditionText).join("\n"),
    maxAge: plain(policy.max_age),
    anonymous: policy.anonymous === true,
    browsers: plain(policy.browsers),
    signInUrl: plain(policy.sign_in_url),
    returnUrls: linesText(policy.return_urls),
    audience: linesText(signed?.audience),
    signedHeader: plain(signed?.header),
    issuer: plain(signed?.issuer),
    claims: pairsText(signed?.claims),
    lifetime: plain(signed?.lifetime),
  };
}

/**
 * The policy of the texts. What is empty is left out, and members of `stored` that the form does not know stay, so that the
 * control plane can refuse them.
 */
export function policyOf(
  texts: PolicyTexts,
  stored: Policy,
): { readonly policy: unknown; readonly problems: readonly TextProblem[] } {
  const others = Object.entries(stored).filter(([name]) => !formMembers.has(name));
  const signed = withoutEmpty({
    header: texts.signedHeader.trim(),
    issuer: texts.issuer.trim(),
    audience: linesOf(texts.audience),
    claims: Object.fromEntries(pairsOf(texts.claims)),
    lifetime: texts.lifetime.trim(),
  });
  const own = withoutEmpty({
    headers: Object.fromEntries(pairsOf(texts.headers)),
    required_aal: texts.requiredAal,
    authenticated_within: texts.authenticatedWithin.trim(),
    schemas: linesOf(texts.schemas),
    organizations: linesOf(texts.organizations),
    conditions: pairsOf(texts.conditions).map(([field, values]) => ({
      field,
      one_of: scalarsOf(values),
    })),
    max_age: texts.maxAge.trim(),
    anonymous: texts.anonymous,
    browsers: texts.browsers,
    sign_in_url: texts.signInUrl.trim(),
    return_urls: linesOf(texts.returnUrls),
    signed_session: Object.keys(signed).length === 0 ? "" : { audience: [], ...signed },
  });
  return {
    policy: { ...Object.fromEntries(others), ...own },
    problems: [...repeatedIn(texts.headers, "headers"), ...repeatedIn(texts.claims, "claims")],
  };
}

const formMembers: ReadonlySet<string> = new Set<keyof Policy>([
  "headers",
  "required_aal",
  "authenticated_within",
  "schemas",
  "organizations",
  "conditions",
  "max_age",
  "anonymous",
  "browsers",
  "sign_in_url",
  "return_urls",
  "signed_session",
]);

/** Of two lines with the same name, an object would keep only one. */
function repeatedIn(text: string, member: TextProblem["member"]): readonly TextProblem[] {
  const names = pairsOf(text).map(([name]) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({ member, problem: `must not have ${name} twice` }));
}

function withoutEmpty(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isEmpty = (value: unknown): boolean =>
    value === "" ||
    value === false ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** A line without a colon is a name without a value. */
function pairsOf(text: string): readonly (readonly [string, string])[] {
  return linesOf(text).map((line) => {
    const at = line.search(/:\s|:$/);
    return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
}

/** `admin, 7, "7"`: a number, true and false are what they look like, and a text in quotes is always a text. */
function scalarsOf(text: string): readonly (string | number | boolean)[] {
  const parts = text.match(/\s*"(?:[^"\\]|\\.)*"\s*(?=,|$)|[^,]+/g) ?? [];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => jsonScalar(part) ?? part);
}

function jsonScalar(text: string): string | number | boolean | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const is = typeof value;
    return is === "string" || is === "number" || is === "boolean"
      ? (value as string | number | boolean)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function conditionText(condition: unknown): string {
  const field: unknown = Reflect.get(Object(condition), "field");
  const values = listOf(Reflect.get(Object(condition), "one_of"));
  return `${plain(field)}: ${values.map(scalarText).join(", ")}`;
}

function scalarText(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const same = scalarsOf(value);
  return same.length === 1 && same[0] === value && !value.startsWith('"')
    ? value
    : JSON.stringify(value);
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function linesText(value: unknown): string {
  return listOf(value).map(plain).join("\n");
}

function pairsText(value: unknown): string {
  return Object.entries(Object(value) as Record<string, unknown>)
    .map(([name, pointer]) => `${name}: ${plain(pointer)}`)
    .join("\n");
}
