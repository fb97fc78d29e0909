// The instants of the protocol between members, in milliseconds.

/** A member sends a heartbeat this often. */
export const heartbeatEveryMs = 500;
/** A region whose heartbeats have not arrived for this long is silent. It is also the bound of delivery (L4). */
export const silenceMaxMs = 3_000;
/** A region's log is read if nothing has proven for this long that it is complete. */
export const readAfterMs = 1_250;
/** A log whose reading failed is read again after this long, or with the next heartbeat. */
export const readAgainAfterMs = 250;
/** A heartbeat that answers an operator's invalidation comes this much later, and such heartbeats are this far apart. */
export const promptHeartbeatAfterMs = 10;
/** See `promptHeartbeatAfterMs`. */
export const promptHeartbeatEveryMs = 100;
/** The start waits this long for the bus. Then the process starts degraded. */
export const startWaitMs = 3_000;
/** Pause before another attempt to connect. */
export const connectAgainAfterMs = 1_000;
/** A goodbye may take this long. */
export const goodbyeWaitMs = 1_000;
/** A goodbye that the bus refused is said again after this long. */
export const goodbyeAgainAfterMs = 100;
/** An operator's invalidation waits this long for edges that are degraded. Their answers are bounded in any case. */
export const degradedWaitMs = 1_000;
