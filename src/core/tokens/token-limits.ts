// The limits of signed sessions. The name of each gives its unit.

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** The longest time from `iat` to `exp`. A revoked session's token is good for at most this long. */
export const tokenLifetimeMsMax = 10 * minuteMs;
/** The shortest one. Instants of tokens are whole seconds, `iat` is up to 2 s ago, and the request must still arrive. */
export const tokenLifetimeMsMin = 5_000;
/** The usual one. */
export const tokenLifetimeMsDefault = minuteMs;

/** The claims of one session, in bytes. Gateways refuse heads of over 4 or 8 KiB, and a token is a header. */
export const claimsBytesMax = 2_048;

/** The tokens that a process remembers, in bytes for all projects together. Above it, the oldest are forgotten. */
export const mintedBytesMax = 16 * 1_024 * 1_024;

/** The keys of one project that are stored and published, in any state. */
export const signingKeysMax = 8;

/** How long a new key is published before it signs, unless said otherwise. Verifiers remember key sets for minutes. */
export const publishForMsDefault = 10 * minuteMs;
/** The longest time that can be said. */
export const publishForMsMax = 30 * dayMs;

/** How long verifiers may remember the published keys, in seconds. */
export const keySetMaxAgeSeconds = 300;

/** A key stays published for this long after it signed last: the longest life of a token, and clocks that differ. */
export const retiringMs = tokenLifetimeMsMax + minuteMs;
