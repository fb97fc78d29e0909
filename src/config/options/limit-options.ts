// The ceilings of an edge as options: one flat name each, so that file, variable and flag read the same.
import { defaultLimits, type Limits } from "../../core/limits.ts";
import { formatDuration } from "../values/duration.ts";
import { optionHelp } from "../read/option-help.ts";
import { count, duration, size } from "./option-types.ts";
import { formatSize } from "../values/size.ts";

/** Heading of the ceilings in help. */
export const sizeGroup = "Limits (reaching one is counted and logged)";

const countMax = 1_000_000;
const sizeBytesMax = 16 * 1_024 * 1_024;
const hourMs = 3_600_000;

function number(limit: keyof Limits, description: string, max = countMax) {
  return count({ min: 1, max })
    .prefault(String(defaultLimits[limit]))
    .register(optionHelp, {
      group: sizeGroup,
      placeholder: "NUMBER",
      description,
      example: String(defaultLimits[limit] * 2),
    });
}

function bytes(limit: keyof Limits, description: string) {
  return size({ min: 1, max: sizeBytesMax })
    .prefault(formatSize(defaultLimits[limit]))
    .register(optionHelp, {
      group: sizeGroup,
      placeholder: "SIZE",
      description,
      example: formatSize(defaultLimits[limit] * 2),
    });
}

function time(limit: keyof Limits, description: string, minMs = 1) {
  return duration({ min: minMs, max: hourMs })
    .prefault(formatDuration(defaultLimits[limit]))
    .register(optionHelp, {
      group: sizeGroup,
      placeholder: "DURATION",
      description,
      example: formatDuration(defaultLimits[limit] * 2),
    });
}

/** The options; `cache-memory` stands with the edge's own. */
export const limitShape = {
  "limit-known-calls": number("knownCallsMax", "Concurrent calls for checks of known sessions."),
  "limit-unknown-calls": number(
    "unknownCallsMax",
    "Concurrent calls for checks of unknown sessions.",
  ),
  "limit-ask-calls": number(
    "askCallsMax",
    "Concurrent calls that ask which session a credential belongs to.",
  ),
  "limit-mutation-calls": number(
    "mutationCallsMax",
    "Concurrent calls for changes by known sessions.",
  ),
  "limit-admin-calls": number("adminCallsMax", "Concurrent calls for the admin gateway."),
  "limit-forward-calls": number("forwardCallsMax", "Concurrent calls for everything else."),
  "limit-address-share": number(
    "addressSharePercent",
    "Percentage of those that one client address may have.",
    100,
  ),
  "limit-waiting": number("waitingPerLaneMax", "Requests that may wait for each kind of call."),
  "limit-head": bytes("headBytesMax", "Size of a request's head. A larger one gets 431."),
  "limit-read-body": bytes(
    "readBodyBytesMax",
    "Size of a body that the edge must read. A larger one gets 413.",
  ),
  "limit-body-wait": time(
    "bodyWaitMs",
    "Time without progress of a request's body, before it gets 408.",
  ),
  "limit-handshakes": number(
    "handshakesMax",
    "Connections of one listener whose TLS handshake is not finished. Above that, the oldest of them is ended.",
  ),
  "limit-entry": bytes("entryBodyBytesMax", "Size of an answer that may be stored."),
  "limit-shared-body": bytes(
    "sharedBodyBytesMax",
    "Size of an answer that several clients may share.",
  ),
  "limit-credential": bytes(
    "credentialBytesMax",
    "Size of a credential whose answers may be stored.",
  ),
  "limit-session-cookies": number(
    "sessionCookiesMax",
    "Session cookies in one request whose answer may be stored.",
  ),
  "limit-origin-header": bytes(
    "originHeaderBytesMax",
    "Size of an Origin header whose answers may be stored.",
  ),
  "limit-fences": number(
    "fencesMax",
    "Fences held one by one. Beyond that, one stands for the whole project.",
  ),
  "limit-doubts": number("doubtsMax", "Sessions and identities in doubt at once."),
  "limit-claims": number("claimsMax", "Fences that requests of strangers may raise at once."),
  "limit-claims-per-second": number(
    "claimsPerSecondMax",
    "Further fences that they may raise each second.",
  ),
  "limit-anonymous-origins": number("anonymousOriginsMax", "Origins with an anonymous answer."),
  "limit-session-origins": number("sessionOriginsMax", "Origins of one session's answers."),
  "limit-session-keys": number("sessionKeysMax", "Stored answers of one session."),
  "limit-preflights": number("preflightsMax", "Stored answers to preflights of one project."),
  "limit-preflights-memory": bytes(
    "preflightsBytesMax",
    "Size of the stored answers to preflights of one project.",
  ),
  "limit-mutation-credentials": number(
    "mutationCredentialsMax",
    "Credentials of one mutation that are fenced one by one.",
  ),
  "limit-ask-wait": time(
    "askWaitMs",
    "Time to ask which session a mutation's credential belongs to.",
  ),
  "limit-publish-wait": time(
    "publishWaitMs",
    "Time that a mutation's answer may wait for its invalidation to be published.",
  ),
  "limit-worker-wait": time(
    "workerWaitMs",
    "Time that a worker may take to apply a change that another worker has passed on. One that takes longer is replaced.",
  ),
  "limit-unpublished": number(
    "unpublishedMax",
    "Invalidations of one project that may wait to be published. Beyond that, one of the whole project replaces them.",
  ),
  "limit-doubt": time("doubtMs", "Time in doubt after a mutation with an unknown outcome."),
  "limit-cookie-name-confirmed": time(
    "cookieNameConfirmedMs",
    "Time for which an accepted session confirms the cookie name.",
    0,
  ),
  "limit-renew-after": time(
    "renewAfterMs",
    "Age at which a client is given its renewed cookie.",
    0,
  ),
  "limit-renew-window": time(
    "renewWindowMs",
    "Time in which other clients are given a renewed cookie too.",
    0,
  ),
  "limit-second-looks": number(
    "secondLooksMax",
    "Refusals that may be checked a second time at once.",
  ),
  "limit-second-look-wait": time(
    "secondLookWithinMs",
    "Time that an entry is served while a refusal is checked a second time.",
  ),
  "limit-news-per-identity": time(
    "newsPerIdentityMs",
    "Minimum time between two published invalidations of one identity that refreshes found.",
    0,
  ),
  "limit-refresh-pause": time("refreshPauseMaxMs", "Longest pause of refreshes after a 429."),
  "limit-refresh-pause-default": time(
    "refreshPauseDefaultMs",
    "Pause of refreshes after a 429 without Retry-After.",
  ),
};
