// What an invalidation says about the change behind it, so that every process tells the same endings of it.
import { everyProject, type Invalidation, type Scope } from "../invalidation.ts";
import { isRecord } from "../session.ts";
import { endingTypes, type Ending, type EndingType } from "./ending.ts";

/** What an invalidation says about the change behind it. Ids only. */
export interface Change {
  /** `none`: another invalidation of the same change says what it was, or nobody can hold anything of it. */
  readonly type: EndingType | "none";
  /** The session and the identity that it is about, as far as the publisher knows them. */
  readonly sessionId?: string | undefined;
  readonly identityId?: string | undefined;
}

/** The change of an invalidation that needs no ending of its own. */
export const noChange: Change = { type: "none" };

/** Says for each scope of one change what it was. Undefined leaves it to the scope. */
export type DescribeChange = (scope: Scope) => Change | undefined;

/** Longer ids are not read. */
const idCharactersMax = 1_024;

/** Reads the change of an invalidation. Undefined if there is none, or it is not understood. */
export function readChange(value: unknown): Change | undefined {
  if (!isRecord(value)) return undefined;
  const type = value["type"];
  if (type === "none") return noChange;
  const known = endingTypes.find((one) => one === type);
  if (known === undefined) return undefined;
  const [sessionId, identityId] = [idOf(value["sessionId"]), idOf(value["identityId"])];
  return {
    type: known,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(identityId === undefined ? {} : { identityId }),
  };
}

function idOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= idCharactersMax
    ? value
    : undefined;
}

/** An invalidation, as far as its endings depend on it. */
export type EndedInvalidation = Pick<Invalidation, "id" | "project" | "scope" | "change" | "at">;

/**
 * The endings that an invalidation of one project (or of every project) is. Nobody is named by the scope of a credential:
 * the edge that removes its entries publishes their sessions and identities.
 */
export function endingsOf(
  { id, project: named, scope, change, at }: EndedInvalidation,
  project: string,
): readonly Ending[] {
  const base = named === everyProject ? `${id}-${project}` : id;
  const ending = (type: EndingType, about: Omit<Change, "type">, more = ""): Ending => ({
    id: base + more,
    type,
    project,
    sessionId: about.sessionId,
    identityId: about.identityId,
    at,
  });
  if (scope.kind === "project") return [ending("project-changed", {})];
  if (change?.type === "none") return [];
  if (scope.kind === "credential") return [];
  const said = change ?? changeOfScope(scope);
  if (said.type === "none") return [];
  const told = ending(said.type, said);
  // The other sessions of the identity are fenced with it, so nobody would notice that they have ended too.
  return scope.kind === "identity" && said.sessionId !== undefined
    ? [told, ending("identity-changed", { identityId: scope.value }, "-identity")]
    : [told];
}

/** What the scope alone says. Versions before endings publish no more than that. */
function changeOfScope(scope: Exclude<Scope, { kind: "project" | "credential" }>): Change {
  return scope.kind === "session"
    ? { type: "session-changed", sessionId: scope.value }
    : { type: "identity-changed", identityId: scope.value };
}

/**
 * Describes the scopes of one change of a known type, for example of a hook. The session says it if one is named, or else
 * the identity. The type `identity-changed` is always about the identity.
 */
export function describeAs(type: EndingType, scopes: readonly Scope[]): DescribeChange {
  const only = (kind: "session" | "identity"): string | undefined => {
    const values = scopes.flatMap((scope) => (scope.kind === kind ? [scope.value] : []));
    return values.length === 1 ? values[0] : undefined;
  };
  const identityId = only("identity");
  const bySession = type !== "identity-changed" && type !== "credential-changed";
  const hasSession = scopes.some(({ kind }) => kind === "session");
  return (scope) => {
    switch (scope.kind) {
      case "project":
        return undefined;
      case "credential":
        return { type };
      case "session":
        return bySession ? { type, sessionId: scope.value, identityId } : noChange;
      case "identity":
        return bySession && hasSession
          ? noChange
          : { type: ofIdentity(type), identityId: scope.value };
      default:
        return scope satisfies never;
    }
  };
}

/** The type of an ending that names no session, but an identity. */
export function ofIdentity(type: EndingType): EndingType {
  return type === "session-changed" ? "identity-changed" : type;
}

/** Types that are about an identity and not about one session. */
function isOfIdentity(type: EndingType): boolean {
  return type === "identity-changed" || type === "credential-changed";
}

/**
 * Describes what removed entries name beyond the scope of a credential. They inherit what its invalidation said. Without
 * that, a session changed.
 */
export function describeWidening(
  change: Change | undefined,
  owners: readonly {
    readonly sessionId: string | undefined;
    readonly identityId: string | undefined;
  }[],
): DescribeChange {
  const type = change?.type ?? "session-changed";
  if (type === "none") return () => noChange;
  return (scope) => {
    if (scope.kind === "session") {
      if (isOfIdentity(type)) return noChange;
      const owner = owners.find(({ sessionId }) => sessionId === scope.value);
      return { type, sessionId: scope.value, identityId: owner?.identityId };
    }
    if (scope.kind !== "identity") return undefined;
    const named = owners.some(
      ({ sessionId, identityId }) => identityId === scope.value && sessionId !== undefined,
    );
    return named && !isOfIdentity(type)
      ? noChange
      : { type: ofIdentity(type), identityId: scope.value };
  };
}
