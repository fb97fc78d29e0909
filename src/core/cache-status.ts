// The `Cache-Status` field (RFC 9211), which says where an answer came from. It never contains a key or a credential.
import type { FetchWhy } from "./decide.ts";

/** Where an answer came from. */
export type CacheStatus =
  | { readonly kind: "hit"; readonly ttlSeconds: number; readonly detail: string | undefined }
  | {
      readonly kind: "fetched";
      readonly why: FetchWhy;
      readonly stored: boolean;
      readonly collapsed: boolean;
      /** `origin-age`: the answer is older than the check asked for. */
      readonly detail?: "origin-age" | undefined;
    }
  | { readonly kind: "bypass"; readonly detail: string }
  /** Neither served nor forwarded: an `only-if-cached` check without a fresh entry. */
  | { readonly kind: "unsatisfied" };

const forwardReason = {
  miss: "miss",
  stale: "stale",
  forced: "request",
  renew: "stale",
} as const satisfies Record<FetchWhy, string>;

/** One member of the list: the edge's name and its parameters. */
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
