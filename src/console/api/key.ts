// Keys, and who is signed in by one.

import type { Schemas } from "./wire.ts";

/** A key as it is listed: never the key itself. */
export type ApiKey = Schemas["ProjectApiKey"];

/** One thing that a key may do. */
export type Scope = ApiKey["scopes"][number];

/** What a new key is told. */
export type NewKey = Schemas["CreateProjectApiKeyBody"];

/** A key just made; `value` is the key, told this once. */
export type MadeKey = Schemas["CreatedProjectApiKey"];

/** Who is signed in. The document of the API leaves signing in out: only this page does it. */
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
