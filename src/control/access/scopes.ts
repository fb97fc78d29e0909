// What a key of the control plane may do.

/**
 * `read`: look; `settings`: change projects; `keys`: make and revoke keys; `invalidate`: send invalidations;
 * `hooks`: deliver web hooks; `admin`: use the identity server's admin API.
 */
export const controlScopes = ["read", "settings", "keys", "invalidate", "hooks", "admin"] as const;

/** One of them. */
export type ControlScope = (typeof controlScopes)[number];

/** What a key may do that was made without saying so, as Ory's SDK does. */
export const usualScopes: readonly ControlScope[] = ["read", "settings", "invalidate"];
