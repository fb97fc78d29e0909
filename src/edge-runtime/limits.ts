// The limits of an edge in an isolate, where they differ from those of a server.
import { defaultLimits, type Limits } from "../core/limits.ts";

/**
 * Calls at once in each lane. The host bounds the calls of each request, and a request must not wait for a place that
 * only another one can free. So no lane is ever full.
 */
const callsMax = 2 ** 30;

/** Memory for stored answers in bytes. Isolates commonly have 128 MiB in all. */
export const isolateCacheBytes = 32 * 1_024 * 1_024;

/** The limits of an edge in an isolate. */
export const isolateLimits: Limits = {
  ...defaultLimits,
  cacheBytesMax: isolateCacheBytes,
  knownCallsMax: callsMax,
  unknownCallsMax: callsMax,
  askCallsMax: callsMax,
  mutationCallsMax: callsMax,
  adminCallsMax: callsMax,
  forwardCallsMax: callsMax,
  // A second look would begin after its request has ended. It only decides what other edges are told, and there are none.
  secondLooksMax: 0,
};
