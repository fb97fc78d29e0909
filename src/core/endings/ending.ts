// Endings: what subscribers outside are told when a session ends or changes, or an identity changes. They hold ids only.

/**
 * What happened. `session-revoked`: the session has ended before its time. If no session is named, sessions of the
 * identity have. `session-changed`: a check may be answered differently. `credential-changed`: a password or another
 * credential of the identity was set or removed. `assurance-changed`: the session has another assurance level.
 * `identity-changed`: the identity, or sessions of it that are not named, changed or ended. `project-changed`: any
 * session may have changed, because messages were lost or an operator said so.
 */
export const endingTypes = [
  "session-revoked",
  "session-changed",
  "credential-changed",
  "assurance-changed",
  "identity-changed",
  "project-changed",
] as const;

/** What happened, see `endingTypes`. */
export type EndingType = (typeof endingTypes)[number];

/** One ending, as subscribers are told of it. */
export interface Ending {
  /**
   * Unique. The same ending may be told more than once, with the same id. Every process that tells it gives it the same
   * id. It has no dots, so that it can be the id of a web hook.
   */
  readonly id: string;
  readonly type: EndingType;
  readonly project: string;
  /** Undefined if it is not about one session, or nobody knows which. */
  readonly sessionId: string | undefined;
  /** Undefined if nobody knows which. */
  readonly identityId: string | undefined;
  /** Wall-clock milliseconds at which an edge or an intake noticed it. */
  readonly at: number;
}
