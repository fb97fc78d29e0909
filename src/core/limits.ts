// All limits on an edge's memory and work. The name of each gives its unit.

/** The longest delay of a timer, in milliseconds. Timers take 31 bits, and a longer one would fire at once. */
export const timerMaxMs = 2 ** 31 - 1;

/**
 * A flight that has outlasted its time limit by so long is lost, in milliseconds: its host has ended the request that it
 * belongs to.
 */
export const lostFlightAfterMs = 1_000;

/** The limits of one edge. Reaching one emits a `limit-reached` event. */
export interface Limits {
  /** Origin calls at once that refresh or fill keys of known credentials. */
  readonly knownCallsMax: number;
  /** Origin calls at once that fill keys of unknown credentials. */
  readonly unknownCallsMax: number;
  /** Origin calls at once that ask which session a credential belongs to. */
  readonly askCallsMax: number;
  /** Origin calls at once for mutations by known credentials. */
  readonly mutationCallsMax: number;
  /** Origin calls at once for the admin gateway. */
  readonly adminCallsMax: number;
  /** Origin calls at once for everything else that is passed through. */
  readonly forwardCallsMax: number;
  /**
   * The percentage of `forwardCallsMax` and of `askCallsMax`, and of the waiting requests in those lanes, that one
   * client's address may take.
   */
  readonly addressSharePercent: number;
  /** Requests that may wait for a free call, per lane. */
  readonly waitingPerLaneMax: number;
  /** Bytes of a request head. */
  readonly headBytesMax: number;
  /** Bytes of a request body that the edge has to read itself. */
  readonly readBodyBytesMax: number;
  /** How long a request body may make no progress before it is given up. */
  readonly bodyWaitMs: number;
  /** Connections of one listener whose TLS handshake is not finished. Above that, the oldest of them is ended. */
  readonly handshakesMax: number;
  /** Bytes of an answer body that may be stored. */
  readonly entryBodyBytesMax: number;
  /**
   * Bytes of an answer body that is read whole, so that all waiting checks can share it. A larger one streams to one
   * client.
   */
  readonly sharedBodyBytesMax: number;
  /** Bytes of one credential. */
  readonly credentialBytesMax: number;
  /** Values of the session cookie in one request that may be part of a key. */
  readonly sessionCookiesMax: number;
  /** Bytes of an `Origin` request header that may become part of a key. */
  readonly originHeaderBytesMax: number;
  /** Bytes that all entries together may take. */
  readonly cacheBytesMax: number;
  /** Fences that are kept apart. Beyond that, one fence on the project replaces them. */
  readonly fencesMax: number;
  /** Scopes in doubt at once. Further ones are fenced, but not in doubt. */
  readonly doubtsMax: number;
  /** Scopes without an entry that strangers' requests may have fenced and published at once. */
  readonly claimsMax: number;
  /** How many more of them are allowed each second, up to `claimsMax`. */
  readonly claimsPerSecondMax: number;
  /** Different `Origin` values of one project's anonymous answers. */
  readonly anonymousOriginsMax: number;
  /** Different `Origin` values of one session's answers. */
  readonly sessionOriginsMax: number;
  /** Entries of one session with any values beside its credential, and anonymous entries of one project. */
  readonly sessionKeysMax: number;
  /** Stored answers to preflights of one project. */
  readonly preflightsMax: number;
  /** Bytes that the stored answers to preflights of one project may take. */
  readonly preflightsBytesMax: number;
  /** Session credentials that one mutation may carry. A request with more is refused. */
  readonly mutationCredentialsMax: number;
  /** How long the question about one credential of a mutation may take. */
  readonly askWaitMs: number;
  /** How long publishing may delay a mutation's answer. */
  readonly publishWaitMs: number;
  /** How long a worker may take to apply a fence of another worker. One that takes longer is replaced. */
  readonly workerWaitMs: number;
  /** Invalidations of one project that may wait to be published. Beyond that, one of the project replaces them. */
  readonly unpublishedMax: number;
  /** How long the scopes of a mutation with unknown outcome stay in doubt. */
  readonly doubtMs: number;
  /** How long a 200 to a session cookie confirms that the cookie's name is the origin's. */
  readonly cookieNameConfirmedMs: number;
  /** Age of the last foreground call at which a `renew` entry starts another one. */
  readonly renewAfterMs: number;
  /** How long other checks also wait for the origin after the answer to that call. */
  readonly renewWindowMs: number;
  /**
   * Refusals at once that may wait for a second look. Any further refusal is believed for its key and not published.
   */
  readonly secondLooksMax: number;
  /** How long an entry is served after a refusal that is not believed yet. */
  readonly secondLookWithinMs: number;
  /** A change of the same identity that was noticed by a refresh is published at most once in this time. */
  readonly newsPerIdentityMs: number;
  /** The longest pause of background refreshes that a 429 can cause. */
  readonly refreshPauseMaxMs: number;
  /** The pause of background refreshes after a 429 that names none. It doubles with each further 429. */
  readonly refreshPauseDefaultMs: number;
}

/** The limits of an edge unless configured otherwise. */
export const defaultLimits: Limits = {
  knownCallsMax: 128,
  unknownCallsMax: 128,
  askCallsMax: 32,
  mutationCallsMax: 128,
  adminCallsMax: 32,
  forwardCallsMax: 256,
  addressSharePercent: 25,
  waitingPerLaneMax: 1_024,
  headBytesMax: 64 * 1_024,
  readBodyBytesMax: 64 * 1_024,
  bodyWaitMs: 15_000,
  handshakesMax: 1_024,
  entryBodyBytesMax: 64 * 1_024,
  sharedBodyBytesMax: 1_024 * 1_024,
  credentialBytesMax: 4 * 1_024,
  sessionCookiesMax: 8,
  originHeaderBytesMax: 512,
  cacheBytesMax: 256 * 1_024 * 1_024,
  fencesMax: 65_536,
  doubtsMax: 65_536,
  claimsMax: 64,
  claimsPerSecondMax: 8,
  anonymousOriginsMax: 16,
  sessionOriginsMax: 8,
  sessionKeysMax: 32,
  preflightsMax: 256,
  preflightsBytesMax: 256 * 1_024,
  // As many cookies as a check may have, and a token in each of the other headers.
  mutationCredentialsMax: 10,
  askWaitMs: 1_000,
  publishWaitMs: 250,
  workerWaitMs: 1_000,
  unpublishedMax: 4_096,
  doubtMs: 60_000,
  cookieNameConfirmedMs: 60_000,
  renewAfterMs: 10_000,
  renewWindowMs: 1_000,
  secondLooksMax: 4_096,
  secondLookWithinMs: 1_000,
  newsPerIdentityMs: 10_000,
  refreshPauseMaxMs: 60_000,
  refreshPauseDefaultMs: 1_000,
};

/** The limits whose reaching emits a `limit-reached` event. The others bound times, or pass a request on. */
export const reportedLimits = [
  "knownCallsMax",
  "unknownCallsMax",
  "askCallsMax",
  "mutationCallsMax",
  "adminCallsMax",
  "forwardCallsMax",
  "addressSharePercent",
  "waitingPerLaneMax",
  "handshakesMax",
  "headBytesMax",
  "readBodyBytesMax",
  "bodyWaitMs",
  "entryBodyBytesMax",
  "sharedBodyBytesMax",
  "cacheBytesMax",
  "fencesMax",
  "doubtsMax",
  "claimsPerSecondMax",
  "anonymousOriginsMax",
  "sessionOriginsMax",
  "sessionKeysMax",
  "preflightsMax",
  "preflightsBytesMax",
  "mutationCredentialsMax",
  "unpublishedMax",
  "secondLooksMax",
] as const satisfies readonly (keyof Limits)[];

/** A limit whose reaching emits a `limit-reached` event. */
export type ReportedLimit = (typeof reportedLimits)[number];

/** Calls at once to the public API, in all its lanes together. */
export function publicCallsMax(limits: Limits): number {
  return (
    limits.knownCallsMax +
    limits.unknownCallsMax +
    limits.askCallsMax +
    limits.mutationCallsMax +
    limits.forwardCallsMax
  );
}

/** The longest time for which the answer to a preflight is stored, whatever `Access-Control-Max-Age` says. */
export const preflightAgeMaxMs = 600_000;
/** A stored answer that was used this short a time ago keeps its place when there is no room for another. */
export const preflightPlaceMs = 60_000;
/** Characters of `Access-Control-Request-Method` in a preflight whose answer may be stored. */
export const preflightMethodCharactersMax = 32;
/** Characters of `Access-Control-Request-Headers` in a preflight whose answer may be stored. */
export const preflightListCharactersMax = 1_024;
/** Characters of the header lines of an answer to a preflight that may be stored. */
export const preflightHeadCharactersMax = 4_096;

/** An answer with a token is given until this long before the token expires. So every token has some life left. */
export const tokenMarginMs = 10_000;

/** The second look at a refused credential comes this long after the refusal, plus a random part of the spread. */
export const secondLookAfterMs = 100;
/** See `secondLookAfterMs`. */
export const secondLookSpreadMs = 200;

/**
 * The greatest share of `refresh_after` by which an entry's refresh is delayed, so that entries filled together are not
 * refreshed together.
 */
export const refreshSpreadShareMax = 0.2;

/** With `refresh_after: auto`, the interval grows only if none of so many refreshes found an unseen change. */
export const refreshCleanRefreshes = 10_000;
/** With `refresh_after: auto`, the interval grows only if no refresh of this time found an unseen change. */
export const refreshCleanMs = 3_600_000;
/** An invalidation that arrives within this time explains a change that a refresh found before it (L4's bound). */
export const refreshExplainedMs = 3_000;
/** So many such changes may wait for an explanation at once. One more, and none of them can be explained any more. */
export const refreshFoundMax = 64;

/**
 * How often a request's `Via` may name this edge. Several edges in a row may have the same name without going in
 * circles.
 */
export const ownViaMax = 3;

/** The headers that a policy makes of one session, in bytes. Gateways refuse heads of over 4 or 8 KiB. */
export const policyHeaderBytesMax = 4_096;
/** The members of the longest list in a session that a policy looks at. */
export const fieldMembersMax = 1_024;
/** The longest URL that a browser is sent back to, in characters. */
export const returnUrlCharactersMax = 2_048;
