// Keys, and who is signed in by one.

/** What a key may do, in the order the page lists them. */
export const scopes = ["read", "settings", "keys", "invalidate", "hooks", "admin"] as const;

/** One of them. */
export type Scope = (typeof scopes)[number];

/** A key as it is listed: never the key itself. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** The key that made it; `control-plane` for the first key. */
  readonly owner_id: string;
  readonly project_id: string | null;
  readonly created_at: string;
  readonly expires_at?: string | null;
  readonly last_characters?: string;
  readonly scopes: readonly Scope[];
  readonly last_used_at: string | null;
}

/** What a new key is told. */
export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expires_at?: string;
}

/** A key just made; `value` is the key, told this once. */
export interface MadeKey extends ApiKey {
  readonly value: string;
}

/** Who is signed in. */
export interface SignedIn {
  readonly csrf_token: string;
  readonly key: {
    readonly id: string;
    readonly name: string;
    readonly scopes: readonly Scope[];
    /** The project it is for; null for an operator's key, which is for all. */
    readonly project_id: string | null;
  };
  readonly version: string;
  readonly edge: { readonly url: string | null; readonly projects_domain: string };
}
