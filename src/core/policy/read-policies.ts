// Policies as they come from the bus or from a file of last known settings, perhaps written by another version. A policy
// that is not understood in full is never applied in part, because what is not understood may be a condition.
import { isRecord } from "../session.ts";
import {
  assuranceLevels,
  makePolicy,
  type BrowserRefusal,
  type Condition,
  type MappedHeader,
  type Policy,
  type Scalar,
  type SignedSession,
} from "./policy.ts";

const browserRefusals: readonly BrowserRefusal[] = ["redirect", "location", "status"];

/** Reads the policies of a project. Undefined if the value is not a list of things with names. */
export function readPolicies(value: unknown): readonly Policy[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const policies: Policy[] = [];
  for (const one of value as readonly unknown[]) {
    if (!isRecord(one) || typeof one["name"] !== "string") return undefined;
    policies.push(readPolicy(one, one["name"]));
  }
  return policies;
}

/** One policy. If any member is unknown or has another type, it is unreadable: it refuses every request. */
function readPolicy(value: Readonly<Record<string, unknown>>, name: string): Policy {
  const parts: Record<string, unknown> = {};
  for (const [member, given] of Object.entries(value)) {
    if (member === "name") continue;
    const known = Object.hasOwn(readers, member) ? readers[member]?.(given) : undefined;
    if (known === undefined) return makePolicy(name, { unreadable: true });
    parts[member] = known;
  }
  return makePolicy(name, parts);
}

/** Reads one member each. Undefined if it is not understood. Members that are undefined are not sent. */
const readers: Readonly<Record<string, ((value: unknown) => unknown) | undefined>> = {
  headers: (value) => readList(value, readHeader),
  requiredAal: (value) => assuranceLevels.find((level) => level === value),
  authenticatedWithinMs: readDuration,
  schemas: (value) => readList(value, readText),
  organizations: (value) => readList(value, readText),
  conditions: (value) => readList(value, readCondition),
  maxAgeMs: readDuration,
  anonymous: (value) => (typeof value === "boolean" ? value : undefined),
  browsers: (value) => browserRefusals.find((known) => known === value),
  signInUrl: readText,
  returnUrls: (value) => readList(value, readText),
  signedSession: readSignedSession,
  unreadable: (value) => (typeof value === "boolean" ? value : undefined),
};

function readHeader(value: unknown): MappedHeader | undefined {
  return readNamed(value);
}

function readNamed(value: unknown): MappedHeader | undefined {
  if (!hasOnly(value, ["name", "pointer"])) return undefined;
  const name = readText(value["name"]);
  const pointer = readText(value["pointer"]);
  return name === undefined || pointer === undefined ? undefined : { name, pointer };
}

function readCondition(value: unknown): Condition | undefined {
  if (!hasOnly(value, ["pointer", "oneOf"])) return undefined;
  const pointer = readText(value["pointer"]);
  const oneOf = readList(value["oneOf"], readScalar);
  return pointer === undefined || oneOf === undefined ? undefined : { pointer, oneOf };
}

function readSignedSession(value: unknown): SignedSession | undefined {
  if (!hasOnly(value, ["header", "issuer", "audience", "claims", "lifetimeMs"])) return undefined;
  const header = value["header"] === undefined ? undefined : readText(value["header"]);
  if (header === undefined && value["header"] !== undefined) return undefined;
  const issuer = value["issuer"] === undefined ? undefined : readText(value["issuer"]);
  if (issuer === undefined && value["issuer"] !== undefined) return undefined;
  const audience = readList(value["audience"], readText);
  const claims = readList(value["claims"], readNamed);
  const lifetimeMs = readDuration(value["lifetimeMs"]);
  if (audience === undefined || claims === undefined || lifetimeMs === undefined) return undefined;
  const named = issuer === undefined ? {} : { issuer };
  return { header, ...named, audience, claims, lifetimeMs };
}

function hasOnly(
  value: unknown,
  members: readonly string[],
): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.keys(value).every((member) => members.includes(member));
}

function readList<Member>(
  value: unknown,
  read: (one: unknown) => Member | undefined,
): readonly Member[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const members: Member[] = [];
  for (const one of value as readonly unknown[]) {
    const member = read(one);
    if (member === undefined) return undefined;
    members.push(member);
  }
  return members;
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function readScalar(value: unknown): Scalar | undefined {
  const is = typeof value;
  return is === "string" || is === "number" || is === "boolean" ? (value as Scalar) : undefined;
}

function readDuration(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}
