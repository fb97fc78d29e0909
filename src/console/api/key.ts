// API keys, and who is signed in with one.

import type { Schemas } from "./wire.ts";

/** A key as it is listed, without the key itself. */
export type ApiKey = Schemas["ProjectApiKey"];

/** One thing that a key may do. */
export type Scope = ApiKey["scopes"][number];

/** The request for a new key. */
export type NewKey = Schemas["CreateProjectApiKeyBody"];

/** A key that was just created. `value` is the key, which is shown only once. */
export type MadeKey = Schemas["CreatedProjectApiKey"];

/** Who is signed in. The OpenAPI document does not include it, because only the Console signs in. */
export interface SignedIn {
  readonly csrf_token: string;
  readonly key: {
    readonly id: string;
    readonly name: string;
    readonly scopes: readonly Scope[];
    /** The project that the key is for. Null for an operator key, which is for all projects. */
    readonly project_id: string | null;
  };
  readonly version: string;
  readonly edge: { readonly url: string | null; readonly projects_domain: string };
}
