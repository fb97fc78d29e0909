// How the interval of `refresh_after: auto` follows what refreshes show, as data. Times are seconds.
// One table, however long: it is read from top to bottom.
import { sampleDigest } from "../../test/harness/sample-entry.ts";
import type { Scope } from "./invalidation.ts";

/** What happens to a project's record. Time passes only by a number, which is seconds. */
export type RefreshStep =
  | number
  | "clean"
  | "unseen"
  /** A refresh found a change of this identity, or an invalidation of a scope arrived. */
  | { readonly found: string; readonly session?: string }
  | { readonly invalidated: Scope }
  /** The bus: what happens next is seen by an edge that is healthy, or by one that is not. */
  | "degraded"
  | "healthy"
  /** So many clean refreshes, all at once. */
  | { readonly clean: number };

/** One row: what happens, and the interval that is in force then. */
export interface RefreshCase {
  /** Seconds: project max age (60), shortest interval (1). */
  readonly maxAge?: number;
  readonly refreshAfter?: number;
  /** `refresh_after` is a duration, not `auto`. */
  readonly fixed?: true;
  readonly steps: readonly RefreshStep[];
  readonly interval: number;
}

const hour = 3_600;
/** Steps that take the interval from 1 s to the longest one of a project with a max age of 60 s. */
const grown: readonly RefreshStep[] = [
  2,
  "clean",
  4,
  "clean",
  8,
  "clean",
  16,
  "clean",
  32,
  "clean",
];

function identity(value: string): Scope {
  return { kind: "identity", value };
}

function session(value: string): Scope {
  return { kind: "session", value };
}

function changes(count: number): readonly RefreshStep[] {
  return Array.from({ length: count }, (_, index) => ({ found: `person ${index}` }));
}

/** The rule and its boundaries. */
export const refreshCases: Readonly<Record<string, RefreshCase>> = {
  "nothing has happened": { steps: [], interval: 1 },
  "a clean refresh before twice the interval": { steps: [1.999, "clean"], interval: 1 },
  "a clean refresh after twice the interval": { steps: [2, "clean"], interval: 2 },
  "time alone": { steps: [hour], interval: 1 },
  "a long time, and one clean refresh": { steps: [hour, "clean"], interval: 2 },
  "many clean refreshes at once": { steps: [2, { clean: 1_000 }], interval: 2 },
  "a second doubling too early": { steps: [2, "clean", 3.999, "clean"], interval: 2 },
  "a second doubling in time": { steps: [2, "clean", 4, "clean"], interval: 4 },
  "a duration does not grow": { fixed: true, steps: [hour, "clean", hour, "clean"], interval: 1 },

  // The longest interval.
  "grown to half of the max age": { steps: grown, interval: 30 },
  "no further than half of the max age": { steps: [...grown, 60, "clean"], interval: 30 },
  "a max age that a doubling reaches exactly": {
    maxAge: 8,
    steps: [2, "clean", 4, "clean", 8, "clean"],
    interval: 4,
  },
  "half of the max age is less than the shortest interval": {
    maxAge: 1.5,
    steps: [2, "clean", 4, "clean"],
    interval: 1,
  },
  "half of the max age is between one interval and the next": {
    maxAge: 3,
    steps: [2, "clean"],
    interval: 1.5,
  },

  // An unseen change.
  "one unseen change": { steps: [...grown, "unseen"], interval: 1 },
  "an unseen change, and clean refreshes since, but too few": {
    steps: [...grown, "unseen", hour, { clean: 9_999 }],
    interval: 1,
  },
  "an unseen change, and enough clean refreshes since": {
    steps: [...grown, "unseen", hour, { clean: 10_000 }],
    interval: 2,
  },
  "an unseen change less than an hour ago": {
    steps: [...grown, "unseen", { clean: 20_000 }, hour - 0.001, "clean"],
    interval: 1,
  },
  "an unseen change an hour ago": {
    steps: [...grown, "unseen", { clean: 20_000 }, hour, "clean"],
    interval: 2,
  },
  "a second unseen change counts from its own time": {
    steps: ["unseen", { clean: 20_000 }, hour / 2, "unseen", { clean: 20_000 }, hour / 2, "clean"],
    interval: 1,
  },
  "a second unseen change counts its own refreshes": {
    steps: ["unseen", { clean: 9_999 }, "unseen", hour, { clean: 9_999 }],
    interval: 1,
  },

  // A change that a refresh found before its invalidation arrived.
  "an invalidation of the identity explains it": {
    steps: [...grown, { found: "ann" }, 3, { invalidated: identity("ann") }],
    interval: 30,
  },
  "an invalidation of the session explains it": {
    steps: [...grown, { found: "ann", session: "s1" }, { invalidated: session("s1") }],
    interval: 30,
  },
  "an invalidation of the project explains it": {
    steps: [...grown, { found: "ann" }, { invalidated: { kind: "project" } }],
    interval: 30,
  },
  "an invalidation that comes too late": {
    steps: [...grown, { found: "ann" }, 3.001, { invalidated: identity("ann") }],
    interval: 1,
  },
  "an invalidation of somebody else": {
    steps: [...grown, { found: "ann" }, { invalidated: identity("bob") }],
    interval: 1,
  },
  "an invalidation of another session": {
    steps: [...grown, { found: "ann", session: "s1" }, { invalidated: session("s2") }],
    interval: 1,
  },
  "an invalidation of a session, and the change was found at another edge": {
    steps: [...grown, { found: "ann" }, { invalidated: session("s1") }],
    interval: 1,
  },
  "an invalidation of a credential": {
    steps: [
      ...grown,
      { found: "ann" },
      { invalidated: { kind: "credential", value: sampleDigest("c") } },
    ],
    interval: 1,
  },
  "two changes, and one is explained": {
    steps: [...grown, { found: "ann" }, { found: "bob" }, { invalidated: identity("bob") }],
    interval: 1,
  },
  "two changes, and both are explained": {
    steps: [
      ...grown,
      { found: "ann" },
      { found: "bob" },
      { invalidated: identity("ann") },
      { invalidated: identity("bob") },
    ],
    interval: 30,
  },
  "a change that was explained does not hold the interval back": {
    steps: [{ found: "ann" }, { invalidated: identity("ann") }, 2, "clean"],
    interval: 2,
  },
  "as many changes as can be explained": {
    steps: [...grown, ...changes(64), { invalidated: { kind: "project" } }],
    interval: 30,
  },
  "more changes than can be explained": {
    steps: [...grown, ...changes(65), { invalidated: { kind: "project" } }],
    interval: 1,
  },
  "a change, and 3 s later one that is explained": {
    steps: [...grown, { found: "ann" }, 3.001, { found: "bob" }, { invalidated: identity("bob") }],
    interval: 1,
  },
  "explained, but the edge has become degraded": {
    steps: [
      ...grown,
      { found: "ann" },
      "degraded",
      "clean",
      { invalidated: identity("ann") },
      "healthy",
    ],
    interval: 1,
  },

  // An edge that may be missing invalidations.
  degraded: { steps: [...grown, "degraded"], interval: 1 },
  "degraded, and a clean refresh": { steps: [...grown, "degraded", 60, "clean"], interval: 1 },
  "healthy again after a clean refresh while degraded": {
    steps: [...grown, "degraded", "clean", "healthy"],
    interval: 1,
  },
  "healthy again, and grown again": {
    steps: [...grown, "degraded", "clean", "healthy", 2, "clean"],
    interval: 2,
  },
  "a clean refresh while degraded counts like any other": {
    steps: ["unseen", "degraded", { clean: 9_999 }, hour, "healthy", "clean"],
    interval: 2,
  },
};
