// What every handler may use: settings, memory, clock, secret and the addresses of the listeners.

import type { Clock } from "./clock.ts";
import type { IdentityConfig } from "./config.ts";
import type { Store } from "./storage/store.ts";

/** The running server, as its handlers see it. */
export interface Context {
  readonly config: IdentityConfig;
  readonly store: Store;
  readonly clock: Clock;
  /** Key of cookies; 32 bytes. */
  readonly secret: Buffer;
  /** Signs what `tokenize_as` asks for. */
  readonly tokenKey: TokenKey;
  /** Where clients reach the public listener; no trailing slash. */
  publicBase(): string;
  /** Where administrators reach the admin listener; no trailing slash. */
  adminBase(): string;
}

/** Signs with ES256. */
export interface TokenKey {
  readonly id: string;
  /** The JWS signature (raw `r || s`) of a signing input. */
  sign(input: string): string;
}

/** A page of the user interface that browsers are sent to. */
export function uiUrl(context: Context, page: string): string {
  const base = context.config.uiBaseUrl ?? `${context.publicBase()}/dev/ui`;
  return `${base.replace(/\/+$/u, "")}/${page}`;
}
