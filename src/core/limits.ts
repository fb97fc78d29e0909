// Every ceiling of an edge in one place, each with its unit in the name.

/** The longest delay of a timer, in milliseconds: timers take 31 bits, and a longer one would fire at once. */
export const timerMaxMs = 2 ** 31 - 1;

/** Ceilings of one edge. Reaching one emits a `limit-reached` event. */
export interface Limits {
  /** Origin calls at once that refresh or fill keys of known credentials. */
  readonly knownCallsMax: number;
  /** Origin calls at once that fill keys the edge knows nothing of. */
  readonly unknownCallsMax: number;
  /** Origin calls at once that ask who a credential is. */
  readonly askCallsMax: number;
  /** Origin calls at once for mutations by known credentials. */
  readonly mutationCallsMax: number;
  /** Origin calls at once for the admin gateway. */
  readonly adminCallsMax: number;
  /** Origin calls at once for everything else that is passed through. */
  readonly forwardCallsMax: number;
  /** Share of `forwardCallsMax` and of `askCallsMax`, and of the lines for them, that one client's address may have, in percent. */
  readonly addressSharePercent: number;
  /** Requests that may wait for a free call, per lane. */
  readonly waitingPerLaneMax: number;
  /** Bytes of a request head. */
  readonly headBytesMax: number;
  /** Bytes of a request body that the edge has to read itself. */
  readonly readBodyBytesMax: number;
  /** How long a client may make no progress with a request body. */
  readonly bodyWaitMs: number;
  /** Bytes of an answer body that may be stored. */
  readonly entryBodyBytesMax: number;
  /** Bytes of an answer body that is read whole, so that all who wait for it can have it. A larger one streams to one client. */
  readonly sharedBodyBytesMax: number;
  /** Bytes of one credential. */
  readonly credentialBytesMax: number;
  /** Values of the session cookie in one request that may be part of a key. */
  readonly sessionCookiesMax: number;
  /** Bytes of an `Origin` request header that may become part of a key. */
  readonly originHeaderBytesMax: number;
  /** Bytes that all entries together may take. */
  readonly cacheBytesMax: number;
  /** Fences held one by one; beyond, one project-wide fence replaces them. */
  readonly fencesMax: number;
  /** Scopes in doubt at once; those beyond are fenced, but not in doubt. */
  readonly doubtsMax: number;
  /** Scopes without an entry that requests of strangers may have fenced and published at once. */
  readonly claimsMax: number;
  /** How many more of them each second, up to `claimsMax`. */
  readonly claimsPerSecondMax: number;
  /** Different `Origin` values of one project's anonymous answers. */
  readonly anonymousOriginsMax: number;
  /** Different `Origin` values of one session's answers. */
  readonly sessionOriginsMax: number;
  /** Entries of one session, whatever stands beside its credential; as many anonymous ones of one project. */
  readonly sessionKeysMax: number;
  /** Session credentials that one mutation may carry; a request with more is refused. */
  readonly mutationCredentialsMax: number;
  /** Time that asking for one credential of a mutation may take. */
  readonly askWaitMs: number;
  /** Time that publishing may hold a mutation's answer. */
  readonly publishWaitMs: number;
  /** How long the scopes of a mutation with unknown outcome stay in doubt. */
  readonly doubtMs: number;
  /** How long a 200 to a session cookie confirms that the cookie's name is the origin's. */
  readonly cookieNameConfirmedMs: number;
  /** Age of the last foreground call at which a `renew` entry asks for another. */
  readonly renewAfterMs: number;
  /** How long after the answer to that call other checks wait for the origin too. */
  readonly renewWindowMs: number;
  /** Refusals at once that are asked about a second time; beyond, a refusal is believed for its key and not published. */
  readonly secondLooksMax: number;
  /** How long an entry is served after a refusal that is not believed yet. */
  readonly secondLookWithinMs: number;
  /** The same identity's unseen change is published at most once in this time. */
  readonly newsPerIdentityMs: number;
  /** The longest pause of background refreshes that a 429 may ask for. */
  readonly refreshPauseMaxMs: number;
  /** Pause of background refreshes after a 429 that names none; doubled with each further one. */
  readonly refreshPauseDefaultMs: number;
}

/** The ceilings an edge has unless configured otherwise. */
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
  // As many cookies as a check may have, and a token in each of the other headers.
  mutationCredentialsMax: 10,
  askWaitMs: 1_000,
  publishWaitMs: 250,
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

/** Calls at once to the public API, all lanes of it together. */
export function publicCallsMax(limits: Limits): number {
  return (
    limits.knownCallsMax +
    limits.unknownCallsMax +
    limits.askCallsMax +
    limits.mutationCallsMax +
    limits.forwardCallsMax
  );
}

/** A refused credential is asked about again this long after the refusal, and a random part of the spread later. */
export const secondLookAfterMs = 100;
/** See `secondLookAfterMs`. */
export const secondLookSpreadMs = 200;

/** The share of `refresh_after` by which each entry's refresh comes later, at most: what was filled together is not refreshed together. */
export const refreshSpreadShareMax = 0.2;

/** Times that a request may come by an edge of the same name: several in a row may share one, and go in no circle. */
export const ownViaMax = 3;
