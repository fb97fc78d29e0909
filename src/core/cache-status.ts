// The `Cache-Status` field (RFC 9211): how the edge came by an answer. Never a key or a credential.
import type { FetchWhy } from "./decide.ts";

/** How an answer came about. */
export type CacheStatus =
  | { readonly kind: "hit"; readonly ttlSeconds: number; readonly detail: string | undefined }
  | {
      readonly kind: "fetched";
      readonly why: FetchWhy;
      readonly stored: boolean;
      readonly collapsed: boolean;
      /** It is older than what was asked for. */
      readonly detail?: "origin-age" | undefined;
    }
  | { readonly kind: "bypass"; readonly detail: string }
  /** Neither stored nor forwarded: `only-if-cached` without an entry. */
  | { readonly kind: "unsatisfied" };

const forwardReason = {
  miss: "miss",
  stale: "stale",
  forced: "request",
  renew: "stale",
} as const satisfies Record<FetchWhy, string>;

/** One member of the list: the node's name and its parameters. */
export function cacheStatus(name: string, status: CacheStatus): string {
  switch (status.kind) {
    case "hit": {
      const detail = status.detail === undefined ? "" : `; detail=${status.detail}`;
      return `${name}; hit; ttl=${status.ttlSeconds}${detail}`;
    }
    case "fetched": {
      const stored = status.stored ? "; stored" : "";
      const collapsed = status.collapsed ? "; collapsed" : "";
      const detail = status.detail === undefined ? "" : `; detail=${status.detail}`;
      return `${name}; fwd=${forwardReason[status.why]}${stored}${collapsed}${detail}`;
    }
    case "bypass":
      return `${name}; fwd=bypass; detail=${status.detail}`;
    case "unsatisfied":
      return `${name}; detail=only-if-cached`;
    default:
      return status satisfies never;
  }
}
