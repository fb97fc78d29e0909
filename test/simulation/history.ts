// What a run leaves behind for the judge: what the origin said and did, what clients asked and saw, what the bus carried.
// All instants are virtual milliseconds; no two are equal, so "before" and "after" are always decided.

/** The credentials and `Origin` that a check presents: together they say whose answer it may get. */
export interface Presented {
  /** The session cookie's value as it stands in the header, quotes included. */
  readonly cookie?: string;
  /** Further values of the session cookie, in the order of the header: nested domains, an old cookie beside a new one. */
  readonly more?: readonly string[];
  readonly token?: string;
  readonly bearer?: string;
  /** An `Authorization` of another scheme than Bearer. */
  readonly opaque?: string;
  readonly origin?: string;
}

/** Names the exact combination of a project, credentials (each in its header), `Origin` and the template of a token. */
export function keyOf(project: string, presented: Presented, template?: string): string {
  const { cookie = "", more, token = "", bearer = "", opaque, origin } = presented;
  const cookies = more === undefined ? cookie : [cookie, ...more].join(",");
  const other = opaque === undefined ? "" : ` authorization=${opaque}`;
  const tokenized = template === undefined ? "" : ` template=${template}`;
  return `${project} cookie=${cookies} token=${token} bearer=${bearer}${other} origin=${origin ?? "(none)"}${tokenized}`;
}

/**
 * Names each credential by project, kind and value; both token headers carry one kind, and quotes around a cookie's value do
 * not make it another.
 */
export function credentialsOf(project: string, presented: Presented): readonly string[] {
  const { cookie, more = [] } = presented;
  const found = (cookie === undefined ? more : [cookie, ...more]).map(
    (value) => `${project} cookie ${unquoted(value)}`,
  );
  if (presented.token !== undefined) found.push(`${project} token ${presented.token}`);
  if (presented.bearer !== undefined && presented.bearer !== presented.token) {
    found.push(`${project} token ${presented.bearer}`);
  }
  return found;
}

/** A cookie's value as the origin takes it: without the quotes around it. */
export function unquoted(value: string): string {
  return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** One call that reached the origin. */
export interface CallRecord {
  readonly n: number;
  readonly project: string;
  /** The instance of the edge that made it. */
  readonly edge: string;
  readonly beganAtMs: number;
  /** The client exchange that was passed through, or undefined for a call the edge made for itself. */
  readonly exchange: number | undefined;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  /** Undefined for anything but the session check. */
  readonly key: string | undefined;
  readonly credentials: readonly string[];
  /** `max-age=0` on the call. */
  readonly forced: boolean;
  requestBody: string | undefined;
  /** Age the answer carried; without end where it was no number. */
  ageMs: number;
  /** That age is a lie: the origin was asked when the call began. */
  ageIsFalse: boolean;
  headAtMs: number | undefined;
  /** When the last byte was taken, the call failed or was given up. */
  endedAtMs: number | undefined;
  ending: "open" | "whole" | "timeout" | "unreachable" | "broken" | "aborted" | "discarded";
  status: number | undefined;
  answerHeaders: readonly string[];
  body: string;
  /** The body as the origin wrote it, whatever a front made of it. */
  said: string;
  /** Session and identity that the body names. */
  sessionId: string | undefined;
  identityId: string | undefined;
  /** When that session ends. */
  sessionEndsAtMs: number | undefined;
  /** When the token in the body ends. Undefined if there is none. */
  tokenEndsAtMs?: number | undefined;
  hint: "absent" | "unusable" | number;
  /** The body belongs to somebody else's call. */
  mixedUp: boolean;
  /** The answer is what the credentials deserve: no invented status, no damage. */
  truthful: boolean;
  /** The answer is no word of the origin's: a front's own page, or a body that is no session at all. */
  byFront: boolean;
  /** Identity and session versions that the answer shows, for the trace. */
  note: string;
}

/** The start of a call as the laws count it: an answer of age A began A earlier. */
export function begunMs(call: CallRecord): number {
  return call.beganAtMs - call.ageMs;
}

/** When the origin was asked: what a lie about the age cannot make older. */
export function askedAtMs(call: CallRecord): number {
  return call.ageIsFalse ? call.beganAtMs : begunMs(call);
}

/** What a check's cache directives ask for. */
export interface Asked {
  /** Oldest answer that the request accepts; 0 forces. */
  readonly maxAgeMs?: number;
  readonly noStore?: true;
  readonly onlyIfCached?: true;
  readonly minFreshMs?: number;
}

/** How long a signature takes: a decision that waits for one was made before. */
export const signatureMs = 2;

/** The header of a signed session. */
export const signedHeader = "X-Signed-Session";

/** The fields that decisions tell, so that an answer shows which state of the world it was made from. */
export const toldFields: readonly (readonly [header: string, pointer: string])[] = [
  ["X-Session", "/id"],
  ["X-Identity", "/identity/id"],
  ["X-Email", "/identity/traits/email"],
  ["X-Level", "/authenticator_assurance_level"],
  ["X-Versions", "/identity/metadata_public/identity_version"],
  ["X-Session-Version", "/identity/metadata_public/session_version"],
  ["X-Nothing", "/identity/organization_id"],
];

/** What the judge knows of the policy by which a gateway asked. */
export interface DecisionFacts {
  /** The headers that tell of a session, with the fields of the session (JSON pointers). */
  readonly fields: readonly (readonly [header: string, pointer: string])[];
  /** The number of the weakest level that is let through. */
  readonly requiredAal: number | undefined;
  readonly anonymous: boolean;
  readonly maxAgeMs: number | undefined;
  /** How long a signed session is good for. Undefined if there is none. */
  readonly lifetimeMs: number | undefined;
}

/** What makes an exchange a check that may be answered from a store. */
export interface CheckFacts {
  readonly key: string;
  readonly presented: Presented;
  readonly asked: Asked;
  readonly requestId: string | undefined;
  /** The request's form allows a stored answer; if not, it has to be passed through. */
  readonly cacheable: boolean;
  /** The template of the token that it asks for. */
  readonly template?: string;
  /** The policy, if it is a gateway's question. */
  readonly decision?: DecisionFacts;
}

/** One credential of a mutation, and what the origin would have said of it alone when the request arrived. */
export interface PresentedCredential {
  readonly id: string;
  readonly status: number;
  readonly sessionId: string | undefined;
  readonly identityId: string | undefined;
}

/** A credential that the origin handed out in the answer to a mutation. */
interface Issued {
  readonly id: string;
  readonly sessionId: string;
  readonly identityId: string;
}

/** What a mutation is known to touch, by the contract of the identity server. */
export interface MutationFacts {
  readonly row: string;
  /** How far the presented credentials' change reaches. */
  readonly reach: "credential" | "session" | "identity";
  readonly presented: readonly PresentedCredential[];
  /** Sessions and identities that the request itself names. */
  readonly sessions: readonly string[];
  readonly identities: readonly string[];
  readonly all: boolean;
  committedAtMs: number | undefined;
  issued: readonly Issued[];
}

/** One exchange of a client with an edge. */
export interface Exchange {
  readonly n: number;
  readonly project: string;
  /** The instance of the edge that it was sent to. */
  readonly edge: string;
  readonly arrivedAtMs: number;
  /** Whether the edge claimed to be healthy when the request arrived. */
  readonly healthy: boolean;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: string | undefined;
  readonly check: CheckFacts | undefined;
  readonly mutation: MutationFacts | undefined;
  /** For the trace. */
  readonly note: () => string;
  abortedAtMs: number | undefined;
  answeredAtMs: number | undefined;
  endedAtMs: number | undefined;
  status: number | undefined;
  answerHeaders: readonly string[];
  answerBody: string;
  /** The answer broke off after its head. */
  broken: boolean;
}

/** What an invalidation concerns, with credentials named as in `credentialsOf`. */
export interface PublishedScope {
  readonly kind: "credential" | "session" | "identity" | "project";
  readonly value: string;
}

/** One invalidation published by somebody other than the edges of the run. */
export interface Publication {
  readonly project: string;
  readonly scope: PublishedScope;
  readonly publishedAtMs: number;
  deliveredAtMs: number | undefined;
  /** A stored answer for this credential was seen at the very instant of delivery; it named these. */
  widens: { readonly sessionId: string; readonly identityId: string } | undefined;
}

/** The part of a project's settings that the laws speak of. */
export interface RuledSettings {
  readonly cacheableSessions: boolean;
  readonly maxAgeMs: number;
  readonly refreshAfterMs: number;
  readonly staleIfErrorMs: number;
  readonly requireOriginHint: boolean;
  readonly cookieName: string;
  readonly degradedMaxAgeMs: number;
}

/** Settings from an instant on. */
interface SettingsChange {
  readonly project: string;
  readonly atMs: number;
  readonly settings: RuledSettings;
}

/** What an edge of the run published on the bus. */
interface Told {
  readonly atMs: number;
  readonly project: string;
  readonly kind: PublishedScope["kind"];
  /** An id, or for a credential what its digest was made of. */
  readonly value: string;
  /** A refresh found a change that was not published. */
  readonly unseen: boolean;
}

/** A stranger's request that the origin refused, or that never reached it whole. */
export interface StrangerAct {
  readonly exchange: number;
  /** Ids and credentials that it made up: they belong to no one. */
  readonly invented: readonly string[];
  /** Checks for a stored answer only, of one key, right before it and right after its answer. */
  readonly probedBefore: number | undefined;
  probedAfter: number | undefined;
}

/** Something worth a line in the trace that no law reads. */
interface Note {
  readonly atMs: number;
  readonly text: string;
}

/** One invalidation that the log of a region accepted. */
export interface Accepted {
  readonly atMs: number;
  readonly region: string;
  /** The instance that published it. */
  readonly by: string;
  readonly project: string;
  readonly scope: PublishedScope;
  /** When each edge was handed it for the first time. */
  readonly handedAtMs: Map<string, number>;
  /** The log lost it without a trace. Who was not handed it before can never hear of it. */
  lost: boolean;
}

/** The life of one instance of an edge. */
export interface Life {
  readonly edge: string;
  readonly region: string;
  /** When it began to answer. */
  fromMs: number;
  /** When it was killed, or began to stop. Undefined if it ran to the end. */
  untilMs: number | undefined;
  /** From when on the bus handed it heartbeats of a region, by region: every instant, in order. */
  readonly heardAtMs: Map<string, number[]>;
  /** Every change of what it claimed about its health. The first claim is at its start. */
  readonly claims: { readonly atMs: number; readonly healthy: boolean }[];
}

/** A change that an operator or a hook told an edge of. */
export interface Ordered {
  readonly edge: string;
  readonly atMs: number;
  readonly scope: PublishedScope;
  /** Hooks are applied once more, because the identity server may commit after it sent them. */
  readonly source: "api" | "hook";
  /** A stored answer for the credential was there right before, and named these. */
  readonly widens: { readonly sessionId: string; readonly identityId: string } | undefined;
}

/** Something wrong with the bus or with an edge. */
export interface Trouble {
  readonly what: string;
  readonly fromMs: number;
  untilMs: number;
}

/** What several edges of one project and the bus between them did. */
export interface FleetRecord {
  /** How long a region must be silent until edges may forget it. */
  readonly forgetAfterMs: number;
  /** Messages get lost at all times. */
  readonly lossy: boolean;
  /** The edges are the workers of one machine, so the own writes of each are those of all (L3). */
  readonly oneMachine: boolean;
  readonly accepted: Accepted[];
  readonly lives: Life[];
  readonly ordered: Ordered[];
  readonly troubles: Trouble[];
  /** When a region was taken off the list of regions, and by which edge, if it was no operator. */
  readonly removals: { readonly region: string; readonly by: string; readonly atMs: number }[];
  /** When the edges were last asked whether they are healthy. */
  endedAtMs: number;
}

/** Everything of one run. */
export interface History {
  readonly seed: number;
  readonly calls: CallRecord[];
  readonly exchanges: Exchange[];
  readonly publications: Publication[];
  readonly settings: SettingsChange[];
  readonly notes: Note[];
  readonly told: Told[];
  readonly strangers: StrangerAct[];
  /** How long a mutation's scopes stay in doubt. */
  readonly doubtMs: number;
  /** Longest time an edge waits for the answer to its own question who a credential is. */
  readonly askWaitMs: number;
  /** Queues or stores of this run are so small that they may overflow. */
  readonly crowded: boolean;
  readonly evicting: boolean;
  /** What several edges and their bus did. Undefined if the run has one edge for each project. */
  readonly fleet: FleetRecord | undefined;
}

/** A header's first value, its name compared without case. */
export function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const found = headers[index];
    if (found !== undefined && found.length === name.length && found.toLowerCase() === name) {
      return headers[index + 1];
    }
  }
  return undefined;
}

/** All values of a header. */
export function headersOf(headers: readonly string[], name: string): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const value = headers[index + 1];
    if (value !== undefined && headers[index]?.toLowerCase() === name) values.push(value);
  }
  return values;
}
