// Ceilings of the intake, each with its unit in the name.

/** Invalidations that one request may carry; more is answered with 400. */
export const invalidationsPerRequestMax = 500;

/** Bytes of a body that the intake reads; more is answered with 413. */
export const intakeBodyBytesMax = 64 * 1_024;

/** Kratos runs some hooks before it commits (recording 14b), so a hook's invalidation is applied again after this time. */
export const hookAgainAfterMs = 2_000;

/** Hooks that wait for their second time one by one; beyond, the whole project stands for those that come. */
export const hooksWaitingMax = 4_096;

/** Those beyond share a second time, rounded up to a multiple of this. */
export const collapsedStepMs = 250;

/** Characters of a trigger id that are taken for one. */
export const triggerIdCharactersMax = 64;

/** Characters that a key of a key file or of a control plane has, at least and at most. */
export const keyCharactersMin = 32;
export const keyCharactersMax = 512;

/** Characters of a hook's or event's members that are read: a name, an instant, an id. */
export const hookTextCharactersMax = 256;

/** Problems that an answer to a malformed body lists. */
export const problemsMax = 20;

/** How long an operator's invalidation waits for the bus and for the edges to confirm it. It is the bound of delivery (L4). */
export const operatorWaitMs = 3_000;
