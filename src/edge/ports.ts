// What an edge needs from outside. The edge declares; implementations live in origin/, store/, bus/ and host/.
import type { CredentialDigest } from "../core/credential.ts";
import type { Entry } from "../core/entry.ts";
import type { Invalidation, Scope } from "../core/invalidation.ts";
import type { ServedProject } from "../core/served-project.ts";

/** A body that is read once, chunk by chunk. Iteration throws where the sender broke off. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** One request as a host hands it to the edge: nothing decoded, merged or reordered. */
export interface EdgeRequest {
  readonly method: string;
  /** Request target in origin form, exactly as received. */
  readonly target: string;
  /** Whether the client sent the target in absolute form (its authority being the `Host`): such a request is never answered from the cache. */
  readonly absoluteForm?: boolean;
  /** Header lines in order: name, value, name, value … */
  readonly headers: readonly string[];
  /** Undefined when the request has no body by its framing. */
  readonly body: ByteStream | undefined;
  /** Undefined for a caller in this process: then nothing is told to the origin about where the request came from. */
  readonly peer: Peer | undefined;
  /** Fires when the client has gone away. Created on first use by hosts, so a hit does not pay for it. */
  readonly signal: AbortSignal;
}

/** The connection a request came by. */
export interface Peer {
  /** IP address without brackets or port. */
  readonly address: string;
  readonly protocol: "http" | "https";
}

/** One answer as the edge hands it to a host. Framing is the host's, but for `Content-Length`, which stands in `headers`. */
export interface EdgeAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  /** Undefined for no body (HEAD, 204, 304). A stream that throws means: destroy the connection. */
  readonly body: Uint8Array | ByteStream | undefined;
}

/** One call to the identity server. */
export interface OriginRequest {
  readonly method: string;
  /** Target below the origin's own path, bytes kept. */
  readonly target: string;
  /** End-to-end header lines in order, without `Host` and framing, which are the adapter's. */
  readonly headers: readonly string[];
  readonly body: ByteStream | undefined;
  /** Length of `body` where the client gave one; undefined streams it chunked. */
  readonly bodyBytes: number | undefined;
  /**
   * Time until the answer's head must be there, in milliseconds, connecting included. A long upload may take longer: each
   * `uploadStepBytes` of the body that are read begin it anew. In smaller steps a trickle could hold the call for ever.
   */
  readonly headWaitMs: number;
  /** Time until the whole answer must be there, or undefined where the body may take as long as it likes. */
  readonly totalWaitMs: number | undefined;
  /**
   * Whose call it is. The edge's own are tried once more, on a fresh connection, if a kept one died before a byte was
   * answered; forwarded requests never are. The two share no connection.
   */
  readonly purpose: "own" | "forwarded";
  /**
   * Hears each time that the request is about to leave, after any wait for a connection: what the origin answers is from no
   * earlier. An origin that cannot tell never calls it.
   */
  readonly onLeaving?: () => void;
  /** Abandons the call. */
  readonly signal: AbortSignal | undefined;
}

/** Bytes of a request's body that are progress. */
export const uploadStepBytes = 64 * 1_024;

/** What came of a call: an answer's head with its body still to be read, or a failure as a value. */
export type OriginOutcome =
  | { readonly kind: "answer"; readonly answer: OriginAnswer }
  | { readonly kind: "failure"; readonly failure: OriginFailure };

/** An answer's head and body. Either the body is read to its end or `discard` is called. */
export interface OriginAnswer {
  readonly status: number;
  /** End-to-end and framing header lines in order, as received; 1xx answers and trailers dropped. */
  readonly headers: readonly string[];
  /** Throws an `OriginFailure`-carrying error when the origin broke off or time ran out. */
  readonly body: ByteStream;
  /** Drops the rest; the connection is closed, not reused. */
  discard(): void;
}

/** Why a call brought no (whole) answer. */
export interface OriginFailure {
  /** `timeout`: too late; `unreachable`: no connection, so nothing was sent; `broken`: broken off; `aborted`: given up by the caller. */
  readonly kind: "timeout" | "unreachable" | "broken" | "aborted";
  /** For the log alone; never shown to a client. */
  readonly cause: unknown;
}

/** Thrown while an answer's body is read: the rest will not come. */
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
  /** Whether its URL has a path, which prefixes every target and which none may leave. */
  readonly hasPath?: boolean;
  send(request: OriginRequest): Promise<OriginOutcome>;
}

/** Where entries are held. Bounded in bytes; indexed by credential, session, identity and project. */
export interface Store {
  /** The entry of a key; counts as a use of it. */
  get(key: string): Entry | undefined;
  /** The same without counting as a use. */
  peek(key: string): Entry | undefined;
  /** An entry whose only credential this is, whatever its `Origin`: it names session and identity. */
  soleEntryOf(project: string, credential: CredentialDigest): Entry | undefined;
  /**
   * Stores an entry in place of the key's earlier one, putting out the least valuable others if room is needed. A session
   * that has too many entries loses one of its own: its ended ones first, then those that were never used, then the rest.
   */
  put(entry: Entry, nowMs: number): PutResult;
  remove(key: string): Entry | undefined;
  /** Removes every entry that the scope concerns and whose call began before the instant; returns them. */
  removeScope(project: string, scope: Scope, begunBeforeMs: number): readonly Entry[];
  /** Entries that the scope concerns, at most so many, without counting as a use. */
  entriesOf(project: string, scope: Scope, entriesMax: number): readonly Entry[];
  /** The `Origin` values (none is no value) of those of the session's entries that count; `undefined` asks for the anonymous answers. */
  originsOf(
    project: string,
    sessionId: string | undefined,
    counts: (entry: Entry) => boolean,
  ): ReadonlySet<string>;
  size(): { readonly entries: number; readonly bytes: number };
}

/** What storing did. An entry larger than the whole store is not stored. */
export interface PutResult {
  readonly stored: boolean;
  /** Entries that went for lack of room in the store. */
  readonly evicted: number;
  /** Whether another entry of the session went, since it had too many. */
  readonly crowdedOut: boolean;
}

/** Carries invalidations between edges. */
export interface Bus {
  /** Resolves when the bus has taken the message over; rejects when it could not. */
  publish(invalidation: Invalidation): Promise<void>;
  /** Resolves when the subscription is confirmed; the function returned ends it. */
  subscribe(receive: (invalidation: Invalidation) => void): Promise<() => void>;
}

/** Carries projects' settings to the edges that serve them. */
export interface ProjectBus {
  /** Resolves when the bus has taken the revision over; rejects when it could not. Older revisions than the latest are dropped. */
  publishProject(project: ServedProject): Promise<void>;
  /** Gives the latest revision of every project that is known, then each that follows. Resolves when the known ones have been given; the function returned ends it. */
  watchProjects(receive: (project: ServedProject) => void): Promise<() => void>;
}

/** Time. Elapsed time is the greater of what the monotonic and the wall clock show. */
export interface Clock {
  /** Milliseconds on the edge's own, never falling scale; fractions count. */
  nowMs(): number;
  /** Milliseconds since 1970, for dates that leave or enter the process. */
  wallMs(): number;
  /** Runs once after a delay; the function returned cancels. Does not keep the process alive. */
  after(delayMs: number, run: () => void): () => void;
}

/** Keeps work alive that outlasts the request which began it. Tasks never reject. */
export type Background = (task: Promise<void>) => void;

/** One-shot SHA-256 of a string's UTF-8 bytes, as base64url. Synchronous, since a hit is. */
export type Digest = (text: string) => string;

/** A fresh random identifier (UUID v4). */
export type NewId = () => string;

/** A random number from 0, less than 1: spreads in time what would else come at once. Decides nothing else. */
export type RandomShare = () => number;
