// What an edge needs from outside. The edge declares these ports. Implementations live in origin/, store/, bus/,
// runtime/ and host/. It is over 300 lines, because all ports are to be found in one place.
import type { BusMessage } from "../core/bus-message.ts";
import type { CredentialDigest } from "../core/credential.ts";
import type { Change } from "../core/endings/change.ts";
import type { Entry, EntryOwner } from "../core/entry.ts";
import type { RequestHead } from "../core/head.ts";
import type { Invalidation, Scope } from "../core/invalidation.ts";
import type { LogReading } from "../core/region-log.ts";
import type { ServedProject } from "../core/served-project.ts";
import type { SealedSigningKey } from "../core/tokens/signing-key.ts";

/** A body that is read once, chunk by chunk. Iteration throws if the sender broke off. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** One request as a host hands it to the edge: nothing decoded, merged or reordered. */
export interface EdgeRequest {
  readonly method: string;
  /** The request target in origin form, exactly as received. */
  readonly target: string;
  /**
   * Whether the client sent the target in absolute form, with the `Host` as its authority. Such a request is never
   * answered from the store.
   */
  readonly absoluteForm?: boolean;
  /** Header lines in order: name, value, name, value … */
  readonly headers: readonly string[];
  /** What `readHead` finds in the headers, if the host has read it already. */
  readonly head?: RequestHead;
  /** Undefined if the request has no body by its framing. */
  readonly body: ByteStream | undefined;
  /** Undefined for a caller in this process. The origin then gets no forwarding headers. */
  readonly peer: Peer | undefined;
  /** Whether a caller in this process states the original URL of a decision, as a trusted proxy does. Hosts never set it. */
  readonly statesOriginalUrl?: true;
  /** Fires when the client has left. Hosts create it on first use, so that a hit does not pay for it. */
  readonly signal: AbortSignal;
  /**
   * Keeps work alive that this request has begun and that outlasts it. Only hosts that end all work with its request give
   * it. See `EdgeOptions.sharesFlights`.
   */
  readonly background?: Background | undefined;
}

/** The connection that a request arrived on. */
export interface Peer {
  /** IP address without brackets or port. */
  readonly address: string;
  readonly protocol: "http" | "https";
}

/**
 * One answer as the edge hands it to a host. The host does the framing, except that `Content-Length` is in `headers`.
 */
export interface EdgeAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  /** The same answer in the form in which it is cheapest to send, if it came from the store. */
  readonly prepared?: PreparedAnswer;
  /** Undefined if there is no body (HEAD, 204, 304). If the stream throws, the host must destroy the connection. */
  readonly body: Uint8Array | ByteStream | undefined;
}

/** An answer from the store that can be sent as one piece. It must be taken before anything else happens to the store. */
export interface PreparedAnswer {
  readonly status: 200 | 401;
  /** The header lines, each ended by CRLF. One character for each byte. */
  readonly headText: string;
  /** The length of the body. 0 if there is none. */
  readonly bodyBytes: number;
  /** Copies the body to a place. */
  copyBody(target: Uint8Array, at: number): void;
}

/** One call to the identity server. */
export interface OriginRequest {
  readonly method: string;
  /** The target below the origin's own path, with its bytes unchanged. */
  readonly target: string;
  /** End-to-end header lines in order, without `Host` and framing. The adapter writes those. */
  readonly headers: readonly string[];
  readonly body: ByteStream | undefined;
  /** The length of `body` if the client announced one. If undefined, the body is sent in chunks. */
  readonly bodyBytes: number | undefined;
  /**
   * The longest time until the answer's head, in milliseconds, including the time to connect. A long upload may take
   * longer: it starts again after each `uploadStepBytes` of the body. With smaller steps, a slow trickle could hold the
   * call forever.
   */
  readonly headWaitMs: number;
  /** The longest time until the whole answer. Undefined if the body may take as long as it needs. */
  readonly totalWaitMs: number | undefined;
  /**
   * Whether it is the edge's own call or a forwarded request. An own call is tried once more, on a fresh connection, if
   * a kept connection died before a byte was answered. A forwarded request never is. The two never share a connection.
   */
  readonly purpose: "own" | "forwarded";
  /**
   * Called each time that the request is about to be sent, after any wait for a connection. The origin's answer cannot
   * be older than that. An origin that cannot know this never calls it.
   */
  readonly onLeaving?: () => void;
  /** Abandons the call. */
  readonly signal: AbortSignal | undefined;
}

/** The bytes of a request's body that count as progress. */
export const uploadStepBytes = 64 * 1_024;

/** The result of a call: an answer's head with its body still to be read, or a failure as a value. */
export type OriginOutcome =
  | { readonly kind: "answer"; readonly answer: OriginAnswer }
  | { readonly kind: "failure"; readonly failure: OriginFailure };

/** An answer's head and body. Read the body to its end, or call `discard`. */
export interface OriginAnswer {
  readonly status: number;
  /** End-to-end and framing header lines in order, as received. 1xx answers and trailers are dropped. */
  readonly headers: readonly string[];
  /** Throws an `OriginBodyError` if the origin broke off or time ran out. */
  readonly body: ByteStream;
  /** Drops the rest. The connection is closed and not reused. */
  discard(): void;
}

/** Why a call brought no answer, or only a part of one. */
export interface OriginFailure {
  /**
   * `timeout`: too late. `unreachable`: no connection, so nothing was sent. `broken`: the answer was cut off.
   * `aborted`: the caller gave up.
   */
  readonly kind: "timeout" | "unreachable" | "broken" | "aborted";
  /** For the log only. It is never shown to a client. */
  readonly cause: unknown;
}

/** Thrown while an answer's body is read, if the rest will not arrive. */
export class OriginBodyError extends Error {
  readonly failure: OriginFailure;

  constructor(failure: OriginFailure) {
    super(`the origin's answer ended early: ${failure.kind}`);
    this.name = "OriginBodyError";
    this.failure = failure;
  }
}

/** The identity server's public API. */
export interface Origin {
  /** Whether its URL has a path. The path prefixes every target, and no target may leave it. */
  readonly hasPath?: boolean;
  send(request: OriginRequest): Promise<OriginOutcome>;
  /**
   * Makes one of the edge's own calls, whose whole answer is wanted. Such a call has no body. An origin without this is
   * called by `send`, which costs more.
   */
  readonly ask?: ((question: OriginQuestion) => void) | undefined;
}

/**
 * One of the edge's own calls, and what is to be done with its outcome. `onAnswer` or `onFailure` is called once, never
 * before `ask` has returned. The functions do not throw.
 */
export interface OriginQuestion {
  readonly method: string;
  /** The target below the origin's own path. */
  readonly target: string;
  /** End-to-end header lines in order, without `Host` and framing. */
  readonly headers: readonly string[];
  /** The longest time until the whole answer, in milliseconds, including any wait for a connection. */
  readonly waitMs: number;
  /** The longest body that is read whole, in bytes. */
  readonly bodyBytesMax: number;
  /** A body that the answer may repeat. If it does, the answer's body is this very array. */
  readonly knownBody: Uint8Array | undefined;
  /** Called each time that the request is about to be sent. The origin's answer cannot be older than that. */
  onLeaving(): void;
  onAnswer(answer: AskedAnswer): void;
  onFailure(failure: OriginFailure): void;
}

/** An answer that was read as far as the question asked for it. */
export interface AskedAnswer {
  readonly status: number;
  /** As in `OriginAnswer`. */
  readonly headers: readonly string[];
  /** What has been read of the body. The array shares its memory with nothing. */
  readonly body: Uint8Array;
  /** `large`: `rest` has what follows. `broken`: the rest will not arrive, because of `failure`. */
  readonly ending: "whole" | "large" | "broken";
  readonly rest: ByteStream | undefined;
  readonly failure: OriginFailure | undefined;
}

/** Holds entries. It is bounded in bytes, and indexed by credential, session, identity and project. */
export interface Store {
  /** The entry of a key. Counts as a use of the entry. */
  get(key: string): Entry | undefined;
  /** The entry of a key, to be read before the store changes. Does not count as a use. */
  view(key: string): Entry | undefined;
  /** The entry of a key, kept (see `Entry.kept`). Does not count as a use. */
  peek(key: string): Entry | undefined;
  /** An entry whose only credential this is, for any `Origin`. It names the credential's session and identity. */
  soleEntryOf(project: string, credential: CredentialDigest): Entry | undefined;
  /**
   * Stores an entry in place of the key's earlier one, and evicts the least valuable others if it needs room. A session
   * with too many entries loses one of them: first those whose session has ended, then those that were never used, then
   * the rest.
   */
  put(entry: Entry, nowMs: number): PutResult;
  /** Removes the entry of a key. Returns whether there was one. */
  remove(key: string): boolean;
  /** Removes every entry that the scope concerns and whose call began before the instant. */
  removeScope(project: string, scope: Scope, begunBeforeMs: number): Removal;
  /** Entries that the scope concerns, at most `entriesMax`, kept. Does not count as a use. */
  entriesOf(project: string, scope: Scope, entriesMax: number): readonly Entry[];
  /**
   * The `Origin` values of those entries of the session that `counts` accepts. An entry without `Origin` adds none.
   * Pass `undefined` for the anonymous answers.
   */
  originsOf(
    project: string,
    sessionId: string | undefined,
    counts: (entry: Entry) => boolean,
  ): ReadonlySet<string>;
  size(): { readonly entries: number; readonly bytes: number };
}

/** What was removed by scope. */
export interface Removal {
  readonly entries: number;
  /**
   * The sessions and identities of the removed entries. Empty for the scope `project`, because it concerns all of them
   * and they may be a million.
   */
  readonly owners: readonly EntryOwner[];
}

/** The result of storing an entry. An entry that is larger than the whole store is not stored. */
export interface PutResult {
  readonly stored: boolean;
  /** The number of entries that were evicted because the store was full. */
  readonly evicted: number;
  /** Whether another entry of the session was removed because the session had too many. */
  readonly crowdedOut: boolean;
}

/** Carries invalidations between edges. */
export interface Bus {
  /** Resolves when the bus has accepted all of them. Rejects if it may not have accepted one. */
  publish(invalidations: readonly Invalidation[]): Promise<void>;
  /** Resolves when the subscription is confirmed. The returned function ends it. */
  subscribe(receive: (invalidation: Invalidation) => void): Promise<() => void>;
  /**
   * Until when this process hears of every invalidation in time (healthy), by the clock of the edge. In the past while
   * it may be missing some (degraded).
   */
  readonly healthyUntilMs: number;
}

/**
 * What an edge has its siblings do. `fence`: fence the scope as of now. `claim`: the same for a scope that a stranger's
 * request named and that this edge has no entry of. `doubt`: fence the scope, and put it in doubt.
 */
export interface SiblingNotice {
  readonly kind: "fence" | "claim" | "doubt";
  readonly project: string;
  readonly scope: Scope;
  /** What the change was, for what the sibling publishes because of it. */
  readonly change?: Change | undefined;
}

/** The siblings of an edge: other processes on the same machine that answer on the same address. */
export interface Siblings {
  /** Resolves when every sibling that is alive has applied these. Never rejects. */
  tell(notices: readonly SiblingNotice[]): Promise<void>;
  /**
   * Receives the notices of siblings. They count as applied when `receive` returns. The returned function ends it.
   */
  subscribe(receive: (notice: SiblingNotice) => void): () => void;
}

/** Answers the preflights of one project from memory. */
export interface Preflights {
  /**
   * Answers a preflight. Undefined for any other request. `passOn` does with the request what would be done without
   * this.
   */
  answer(
    request: EdgeRequest,
    arrivedAtMs: number,
    passOn: () => EdgeAnswer | Promise<EdgeAnswer>,
  ): EdgeAnswer | Promise<EdgeAnswer> | undefined;
  /** The project is fenced as of this instant: nothing that began before it is given to anybody who arrives later. */
  fence(atMs: number): void;
}

/** Carries projects' settings to the edges that serve them. */
export interface ProjectBus {
  /**
   * Resolves when the bus has accepted the revision. Rejects if it could not. Revisions older than the latest are
   * dropped.
   */
  publishProject(project: ServedProject): Promise<void>;
  /**
   * Gives the latest revision of every known project, then each later one. Resolves when the known ones have been
   * given. The returned function ends it.
   */
  watchProjects(receive: (project: ServedProject) => void): Promise<() => void>;
}

/**
 * The medium that processes share. Each region has a log of messages, numbered without gaps in the order in which they
 * were accepted. Members publish to the log of their own region, and read those of all regions.
 */
export interface SharedBus {
  /** The own region. */
  readonly region: string;
  /**
   * Connects, subscribes to all regions' logs and to the projects, and makes the own region known. Resolves when all of
   * that is confirmed. Rejects with a `BusRefusal` if it cannot work until an operator changes something, and with
   * another error if it may work later. May be called again after it rejected. Afterwards it reconnects by itself.
   */
  start(listener: BusListener): Promise<void>;
  /** Ends the connection. What was accepted stays. */
  stop(): Promise<void>;
  /**
   * Appends messages to the own region's log, in order. Resolves with the sequence of the last one when all are
   * accepted. Rejects, within 2 s, if one may not have been.
   */
  append(messages: readonly SentMessage[]): Promise<number>;
  /**
   * Reads a region's log after a sequence: everything that lasts. It may leave out heartbeats, reports of traffic, questions
   * and answers. Without a sequence it
   * reads nothing, and says where the log ends. At most 1,000 messages are read; `complete` says whether that reached
   * the end. Rejects, within 2 s, if the log cannot be read.
   */
  read(region: string, after: number | undefined): Promise<BusReading>;
  /** Makes the own region known again, if it was removed. */
  addRegion(): Promise<void>;
  /**
   * Takes a region off the list. Members no longer wait for it once they have read its log to the end, unless one of its
   * own members makes it known again.
   */
  removeRegion(region: string): Promise<void>;
  /**
   * Tells everybody who listens outside of an ending, as text. Nothing waits for it, and nothing is kept. Undefined if the
   * medium has no such listeners.
   */
  readonly tellEnding?: (project: string, text: string) => void;
  /**
   * Makes a revision of a project known in all regions. Resolves when the own region has accepted it. Revisions older
   * than the latest are dropped. Rejects, within 2 s, if it may not have been accepted.
   */
  publishProject(project: ServedProject): Promise<void>;
}

/** What a member publishes. */
export type SentMessage = Exclude<BusMessage, { readonly kind: "other" }>;

/** A part of a region's log. */
export interface BusReading extends LogReading {
  readonly messages: readonly { readonly sequence: number; readonly message: BusMessage }[];
}

/** Receives what happens on a shared bus. Its functions are called synchronously, and do not throw. */
export interface BusListener {
  /** A message of a region's log. Some may be missing, be repeated, or be late. */
  message(region: string, sequence: number, message: BusMessage): void;
  /** All regions that are known now. Called at the start, after each change, and after each reconnection. */
  regions(known: readonly string[]): void;
  /** The latest revision of a project. Called at the start for all, after each change, and after each reconnection. */
  project(project: ServedProject): void;
  /** Messages may have been missed, for example while the connection was lost. */
  interrupted(): void;
  /** Something failed that the bus tries again by itself. */
  failed(error: unknown): void;
}

/** A shared bus cannot work until an operator changes something. The message says what. */
export class BusRefusal extends Error {
  override name = "BusRefusal";
}

/** A clock. Elapsed time is the greater of what the monotonic clock and the wall clock show. */
export interface Clock {
  /** Milliseconds of the edge's own clock. They have fractions, and never go back. */
  nowMs(): number;
  /** Milliseconds since 1970, for dates that leave or enter the process. */
  wallMs(): number;
  /** Runs a function once after a delay. The returned function cancels it. Does not keep the process alive. */
  after(delayMs: number, run: () => void): () => void;
}

/**
 * Does background work in small steps in later turns of the event loop, after the requests that have arrived by then. A
 * step does one thing, and returns whether another step is due. It never throws. Only a bounded number of steps run in
 * one turn, for all callers together.
 */
export type Turns = (step: () => boolean) => void;

/** Keeps work alive that outlasts the request that began it. Tasks never reject. */
export type Background = (task: Promise<void>) => void;

/** SHA-256 of a string's UTF-8 bytes, as base64url, in one call. Synchronous, because a hit is. */
export type Digest = (text: string) => string;

/** Returns a new random identifier (UUID v4). */
export type NewId = () => string;

/** Returns a random number from 0, less than 1. It spreads work over time and decides nothing else. */
export type RandomShare = () => number;

/** A token, and the key that signed it. */
export interface SignedToken {
  /** A JWT (RFC 7519) in its compact form. */
  readonly token: string;
  readonly keyId: string;
}

/** Signs sessions with the keys of projects. */
export interface Signer {
  /**
   * Takes the keys of a revision of a project in place of the earlier ones. They are opened in the background. A key that
   * cannot be opened is published, and does not sign.
   */
  use(project: string, keys: readonly SealedSigningKey[]): void;
  /** Signs claims, given as JSON text. Resolves with undefined if the project has no key that can sign here and now. */
  sign(project: string, claims: string): Promise<SignedToken | undefined>;
  /** The public keys of a project as a JWK set (RFC 7517), and how many there are. */
  keySet(project: string): { readonly text: string; readonly keys: number };
  /** Whether a key is in the key set now, so that its tokens can be verified. */
  publishes(project: string, keyId: string): boolean;
}
