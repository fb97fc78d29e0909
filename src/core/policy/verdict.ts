// What a policy says about a session. It is decided once, when the session's entry is stored, and kept with the entry as
// text. Only the age of the authentication is compared again at each request.
import { parseRfc3339Ms } from "../instants.ts";
import { policyHeaderBytesMax } from "../limits.ts";
import { isRecord, parseObject } from "../session.ts";
import { prepareClaims } from "../tokens/claims.ts";
import { headerValue, readField } from "./field.ts";
import { assuranceLevels, type Condition, type Policy } from "./policy.ts";

/**
 * Why a session may not go on. `aal`: its assurance level is too low. `age`: it was authenticated too long ago.
 * `schema`, `organization`, `condition`: the identity is not one that the policy allows. `value`: a field is too large
 * for a header, and a part of it could be mistaken for another value.
 */
export type VerdictReason = "aal" | "age" | "schema" | "organization" | "condition" | "value";

/** What a policy says about a session. */
export type Verdict =
  | {
      readonly kind: "allow";
      /** The mapped headers as text, each ended by CRLF. */
      readonly headText: string;
      /** Wall-clock milliseconds of the authentication, if the policy asks for its age. */
      readonly authenticatedAtMs: number | undefined;
      /** The claims of the signed session that the session gives (see `prepareClaims`). Empty if the policy signs none. */
      readonly claims: string;
    }
  | { readonly kind: "refuse"; readonly why: VerdictReason };

/** What a policy says about a session, given as the JSON of a valid 200. */
export function judgeSession(policy: Policy, text: string): Verdict {
  const session = parseObject(text);
  if (session === undefined) throw new Error("a session that was accepted is not an object");
  return judge(policy, session);
}

function judge(policy: Policy, session: Readonly<Record<string, unknown>>): Verdict {
  const identity = isRecord(session["identity"]) ? session["identity"] : {};
  const { requiredAal, authenticatedWithinMs, schemas, organizations } = policy;
  if (requiredAal !== undefined && levelOf(session) < assuranceLevels.indexOf(requiredAal)) {
    return refuse("aal");
  }
  if (!isAmong(identity["schema_id"], schemas)) return refuse("schema");
  if (!isAmong(identity["organization_id"], organizations)) return refuse("organization");
  if (!policy.conditions.every((condition) => holds(condition, session))) {
    return refuse("condition");
  }
  let authenticatedAtMs: number | undefined;
  if (authenticatedWithinMs !== undefined) {
    const stated = session["authenticated_at"];
    authenticatedAtMs = typeof stated === "string" ? parseRfc3339Ms(stated) : undefined;
    if (authenticatedAtMs === undefined) return refuse("age");
  }
  let headText = "";
  for (const { name, pointer } of policy.headers) {
    const value = readField(session, pointer);
    if (value === undefined) continue;
    const left = policyHeaderBytesMax - headText.length;
    const written = value === null ? undefined : headerValue(value, left);
    if (written === undefined) return refuse("value");
    headText += `${name}: ${written}\r\n`;
  }
  if (headText.length > policyHeaderBytesMax) return refuse("value");
  const { signedSession } = policy;
  const claims = signedSession === undefined ? "" : prepareClaims(session, signedSession);
  if (claims === undefined) return refuse("value");
  return { kind: "allow", headText, authenticatedAtMs, claims };
}

function refuse(why: VerdictReason): Verdict {
  return { kind: "refuse", why };
}

/** The place of the session's level among all levels. -1 if it states none that is known. */
function levelOf(session: Readonly<Record<string, unknown>>): number {
  return assuranceLevels.findIndex((level) => level === session["authenticator_assurance_level"]);
}

function isAmong(value: unknown, allowed: readonly string[]): boolean {
  return allowed.length === 0 || allowed.some((one) => one === value);
}

function holds({ pointer, oneOf }: Condition, session: unknown): boolean {
  const value = readField(session, pointer);
  if (value === undefined || value === null) return false;
  const given = typeof value === "object" ? value : [value];
  return given.some((one) => oneOf.includes(one));
}

/** Separates the verdicts of policies, and the parts of one. No header value and no JSON contains either. */
const betweenPolicies = "\u001e";
const betweenParts = "\u001f";

/** The verdicts of all policies about a session as one text of ASCII, in the order of the policies. */
export function writeVerdicts(policies: readonly Policy[], text: string): string {
  if (policies.length === 0) return "";
  const session = parseObject(text);
  if (session === undefined) return "";
  return policies.map((policy) => written(judge(policy, session))).join(betweenPolicies);
}

function written(verdict: Verdict): string {
  if (verdict.kind === "refuse") return `-${verdict.why}`;
  const { authenticatedAtMs, headText, claims } = verdict;
  return [`+${authenticatedAtMs ?? ""}`, headText, claims].join(betweenParts);
}

/** The verdict of the policy at a place of the list. Throws if the text has none, which would be a defect. */
export function readVerdict(verdicts: string, place: number): Verdict {
  let from = 0;
  for (let i = 0; i < place; i += 1) {
    const next = verdicts.indexOf(betweenPolicies, from);
    if (next === -1) throw new Error("an entry has no verdict of a policy");
    from = next + 1;
  }
  const end = verdicts.indexOf(betweenPolicies, from);
  const one = verdicts.slice(from, end === -1 ? verdicts.length : end);
  if (one.startsWith("-")) return refuse(one.slice(1) as VerdictReason);
  const [first = "", headText, claims] = one.split(betweenParts);
  if (!first.startsWith("+") || headText === undefined || claims === undefined) {
    throw new Error("the verdict of a policy is damaged");
  }
  const authenticatedAt = first.slice(1);
  return {
    kind: "allow",
    headText,
    claims,
    authenticatedAtMs: authenticatedAt === "" ? undefined : Number(authenticatedAt),
  };
}

/** Whether a verdict still allows the session at an instant of the wall clock, or why it does not. */
export function verdictAt(verdict: Verdict, policy: Policy, wallMs: number): Verdict {
  const { authenticatedWithinMs } = policy;
  if (authenticatedWithinMs === undefined || verdict.kind === "refuse") return verdict;
  const { authenticatedAtMs } = verdict;
  const recent =
    authenticatedAtMs !== undefined && wallMs - authenticatedAtMs <= authenticatedWithinMs;
  return recent ? verdict : refuse("age");
}
