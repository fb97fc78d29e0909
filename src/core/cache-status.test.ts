// The Cache-Status member (RFC 9211), to the letter.
import { expect, test } from "vitest";
import { cacheStatus, type CacheStatus } from "./cache-status.ts";

const fetched = { kind: "fetched", why: "miss", stored: false, collapsed: false } as const;

test.each<[CacheStatus, string]>([
  [{ kind: "hit", ttlSeconds: 41, detail: undefined }, "edge-1; hit; ttl=41"],
  [{ kind: "hit", ttlSeconds: 41, detail: "refreshing" }, "edge-1; hit; ttl=41; detail=refreshing"],
  [
    { kind: "hit", ttlSeconds: -3, detail: "stale-if-error" },
    "edge-1; hit; ttl=-3; detail=stale-if-error",
  ],
  [{ kind: "hit", ttlSeconds: 0, detail: "degraded" }, "edge-1; hit; ttl=0; detail=degraded"],
  [fetched, "edge-1; fwd=miss"],
  [{ ...fetched, stored: true }, "edge-1; fwd=miss; stored"],
  [{ ...fetched, collapsed: true }, "edge-1; fwd=miss; collapsed"],
  [{ ...fetched, stored: true, collapsed: true }, "edge-1; fwd=miss; stored; collapsed"],
  [{ ...fetched, why: "stale", stored: true }, "edge-1; fwd=stale; stored"],
  [{ ...fetched, why: "renew", stored: true }, "edge-1; fwd=stale; stored"],
  [{ ...fetched, why: "forced", stored: true }, "edge-1; fwd=request; stored"],
  [{ ...fetched, detail: "origin-age" }, "edge-1; fwd=miss; detail=origin-age"],
  [{ kind: "bypass", detail: "no-store" }, "edge-1; fwd=bypass; detail=no-store"],
  [{ kind: "unsatisfied" }, "edge-1; detail=only-if-cached"],
])("The Cache-Status of %j is written.", (status, expected) => {
  expect(cacheStatus("edge-1", status)).toBe(expected);
});
