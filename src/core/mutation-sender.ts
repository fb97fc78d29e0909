// Who sends a mutation: what has to be found out before it is sent, and what that says about its sender.
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
 * Who sent a mutation. `known`: one of its credentials has an entry, or the origin has just confirmed it. `key-holder`: the
 * admin gateway has checked its key. `stranger`: anybody else, whose claims must not cost others anything.
 */
type Requester = "known" | "key-holder" | "stranger";

/** The way that a mutation came: by the public listener, or by the gateway to the admin API. */
export type MutationSource = "mutation" | "admin";

/** What has to be done before a mutation is sent. */
export interface Preparation {
  /** Its credentials are sessions, whose entries name their owners. Those of admin rows are keys. */
  readonly identify: boolean;
  /** The origin is asked about each credential that no entry names. */
  readonly ask: boolean;
  /** The answer may have to be read, so the request asks for no coding of it. */
  readonly readable: boolean;
  /** What the request's body has to be read for. A body too large for that is refused. */
  readonly body: "session-token" | "bulk" | undefined;
}

/** Decides what has to be done before a mutation is sent. Only rows of the table, and a cache that is on, cost questions. */
export function prepareMutation(
  { listed }: Mutation,
  { cacheableSessions }: ProjectSettings,
): Preparation {
  const identify = listed?.admin !== true;
  const readable = cacheableSessions && listed !== undefined;
  return { identify, ask: identify && readable, readable, body: listed?.body };
}

/**
 * The credentials of a request as a mutation counts them, tokens in the body included; undefined if there are more than can
 * be fenced.
 */
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
  // With the feature off nothing is stored that a fence could be for, and turning it on fences the whole project.
  return settings.cacheableSessions ? undefined : [];
}

/** Whether checks by a credential in this header are answered from the store at all. */
export function isCachedHeader(header: CredentialHeader, settings: ProjectSettings): boolean {
  return header === "cookie" || settings.sessionTokens;
}

/** One credential and whom it means. */
export interface Identified {
  readonly value: CredentialDigest;
  /** Session and identity, by an entry or by the origin's answer; empty where nobody confirmed the credential. */
  readonly scopes: readonly Scope[];
}

/** Scopes of credentials, by whether anybody vouches for them. */
export interface Credited {
  /** Confirmed credentials, with the session and identity of each. */
  readonly known: readonly Scope[];
  /** Credentials that nobody has confirmed, also those about which the origin could not be asked. */
  readonly claimed: readonly Scope[];
}

/** Tells confirmed credentials from claimed ones. */
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

/** Who sends a mutation, whose credentials it carries, and whom it names. */
export interface Sender extends Credited {
  readonly requester: Requester;
  /** Its credentials name an identity. */
  readonly namesIdentity: boolean;
  /** Whom its path or body names. */
  readonly named: readonly Scope[];
  /** The settings by which that was found out. */
  readonly settings: ProjectSettings;
}

/** What was found out about a mutation. */
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
  // An unlisted request can change the session, but nothing is known that it does to the identity.
  const known = listed === undefined ? all.filter(({ kind }) => kind !== "identity") : all;
  const requester = known.length > 0 ? "known" : "stranger";
  const namesIdentity = known.some(({ kind }) => kind === "identity");
  return { requester, known, claimed, namesIdentity, named, settings };
}

/** How a mutation is sent. */
export interface Sending {
  readonly lane: LaneName;
  /** Whom a mutation is on its way for: a difference that shows meanwhile is no news. */
  readonly pending: readonly Scope[];
}

/**
 * Decides how a mutation is sent. A body that streams holds its place for as long as its client likes, so it belongs in the
 * lane of its upstream, where each client has a share only.
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
