// Who sends a mutation: what the edge must find out before it sends the mutation on, and what that says about the
// sender.
import {
  possibleCredentials,
  RawCredential,
  type CredentialDigest,
  type CredentialHeader,
} from "./credential.ts";
import type { Scope } from "./invalidation.ts";
import type { LaneName } from "./lane.ts";
import type { Limits } from "./limits.ts";
import type { Mutation } from "./mutation.ts";
import type { ProjectSettings } from "./settings.ts";

/**
 * Who sent a mutation. `known`: one of its credentials has an entry, or the origin has just confirmed it. `key-holder`:
 * the admin gateway has checked its API key. `stranger`: any other sender. A stranger's claims must not cost others
 * anything.
 */
type Requester = "known" | "key-holder" | "stranger";

/** How a mutation arrived: through the public listener, or through the admin gateway. */
export type MutationSource = "mutation" | "admin";

/** What the edge does before it sends a mutation on. */
export interface Preparation {
  /**
   * Whether its credentials are sessions, whose entries name a session and an identity. The credentials of admin rows
   * are keys.
   */
  readonly identify: boolean;
  /** Whether the origin is asked about each credential without such an entry. */
  readonly ask: boolean;
  /** Whether the answer may have to be read. If so, the request asks for no content coding. */
  readonly readable: boolean;
  /** What the request's body is read for. A body that is too large to read is refused. */
  readonly body: "session-token" | "bulk" | undefined;
}

/**
 * Decides what the edge does before it sends a mutation on. Only rows of the table make it ask the origin, and only if
 * the feature is on.
 */
export function prepareMutation(
  { listed }: Mutation,
  { cacheableSessions }: ProjectSettings,
): Preparation {
  const identify = listed?.admin !== true;
  const readable = cacheableSessions && listed !== undefined;
  return { identify, ask: identify && readable, readable, body: listed?.body };
}

/** All credentials of a mutation, including tokens in its body. Undefined if there are more than can be fenced. */
export function mutationCredentials(
  headers: readonly string[],
  bodyTokens: readonly string[],
  settings: ProjectSettings,
  { mutationCredentialsMax }: Limits,
): readonly RawCredential[] | undefined {
  const found = possibleCredentials(headers, settings.cookieName, mutationCredentialsMax);
  const tokens = bodyTokens.map((token) => new RawCredential("x-session-token", token));
  const all = [...found.credentials, ...tokens];
  if (!found.more && all.length <= mutationCredentialsMax) return all;
  // With the feature off, no stored answer needs a fence, and turning it on fences the whole project.
  return settings.cacheableSessions ? undefined : [];
}

/** Whether checks with a credential in this header are answered from the store. */
export function isCachedHeader(header: CredentialHeader, settings: ProjectSettings): boolean {
  return header === "cookie" || settings.sessionTokens;
}

/** One credential, and the session and identity behind it. */
export interface Identified {
  readonly value: CredentialDigest;
  /** Session and identity, from an entry or from the origin's answer. Empty for an unconfirmed credential. */
  readonly scopes: readonly Scope[];
}

/** The scopes of credentials, separated into confirmed and unconfirmed ones. */
export interface Credited {
  /** Confirmed credentials, each with its session and identity. */
  readonly known: readonly Scope[];
  /** Unconfirmed credentials, including those about which the origin could not be asked. */
  readonly claimed: readonly Scope[];
}

/** Separates confirmed credentials from claimed ones. */
export function creditCredentials(credentials: readonly Identified[]): Credited {
  const known: Scope[] = [];
  const claimed: Scope[] = [];
  for (const { value, scopes } of credentials) {
    const credential: Scope = { kind: "credential", value };
    if (scopes.length > 0) known.push(credential, ...scopes);
    else claimed.push(credential);
  }
  return { known, claimed };
}

/** The sender of a mutation, its credentials, and the scopes that the request names. */
export interface Sender extends Credited {
  readonly requester: Requester;
  /** Whether its credentials name an identity. */
  readonly namesIdentity: boolean;
  /** Scopes that its path or body names. */
  readonly named: readonly Scope[];
  /** The settings that the sender was identified with. */
  readonly settings: ProjectSettings;
}

/** What the edge has found out about a mutation. */
export interface Finding {
  readonly source: MutationSource;
  readonly credentials: readonly Identified[];
  readonly named: readonly Scope[];
  readonly settings: ProjectSettings;
}

/** Decides who sends a mutation. */
export function judgeSender({ listed }: Mutation, finding: Finding): Sender {
  const { source, named, settings } = finding;
  if (listed?.admin === true) {
    const requester = source === "admin" ? "key-holder" : "stranger";
    return { requester, known: [], claimed: [], namesIdentity: false, named, settings };
  }
  const { known: all, claimed } = creditCredentials(finding.credentials);
  // An unlisted request can change the session. Nothing is known about its effect on the identity.
  const known = listed === undefined ? all.filter(({ kind }) => kind !== "identity") : all;
  const requester = known.length > 0 ? "known" : "stranger";
  const namesIdentity = known.some(({ kind }) => kind === "identity");
  return { requester, known, claimed, namesIdentity, named, settings };
}

/** How a mutation is sent. */
export interface Sending {
  readonly lane: LaneName;
  /** Scopes that the mutation is in flight for. A change that a refresh sees meanwhile is not published as unseen. */
  readonly pending: readonly Scope[];
}

/**
 * Decides how a mutation is sent. A body that streams keeps its place in the lane for as long as its client likes. So
 * it takes the lane of its upstream, where each client has only a share.
 */
export function planSending(
  { requester, known, named }: Sender,
  bodyIsWhole: boolean,
  upstreamLane: "forward" | "admin",
): Sending {
  return {
    lane: requester === "known" && bodyIsWhole ? "mutation" : upstreamLane,
    pending: requester === "stranger" ? [] : [...known, ...named],
  };
}
