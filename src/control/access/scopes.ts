// What an API key of the control plane may do.

/**
 * `read`: view; `settings`: change projects; `keys`: create and revoke keys; `invalidate`: send invalidations and live checks;
 * `hooks`: deliver web hooks; `admin`: use the identity server's admin API.
 */
export const controlScopes = ["read", "settings", "keys", "invalidate", "hooks", "admin"] as const;

/** One of them. */
export type ControlScope = (typeof controlScopes)[number];

/** The scopes of a key that was created without naming any, as Ory's SDK does. */
export const usualScopes: readonly ControlScope[] = ["read", "settings", "invalidate"];
