// The names of web hooks and live events that change what checks answer.

/** The flows of Kratos whose web hooks name an identity or a session. */
export const kratosFlows = [
  "login",
  "registration",
  "settings",
  "recovery",
  "verification",
] as const;

/** Live events of Ory Network, and what they change. Names as Kratos emits them (x/events/events.go). */
export const oryChanges: ReadonlyMap<string, "identity" | "session"> = new Map([
  ["IdentityUpdated", "identity"],
  ["IdentityDeleted", "identity"],
  ["SettingsSucceeded", "identity"],
  ["RecoverySucceeded", "identity"],
  ["VerificationSucceeded", "identity"],
  // A sign-in may use up a lookup secret or link an account.
  ["LoginSucceeded", "identity"],
  ["SessionRevoked", "session"],
  ["SessionChanged", "session"],
  ["SessionLifespanExtended", "session"],
]);
