// Random steps for stores: few projects, sessions and credentials, so that they meet each other often.
import * as fc from "fast-check";
import type { CredentialDigest } from "../../src/core/credential.ts";
import type { Entry } from "../../src/core/entry.ts";
import type { Scope } from "../../src/core/invalidation.ts";
import { sampleDigest, sampleEntry } from "../harness/sample-entry.ts";

/** Every project that steps name. */
export const stepProjects = ["acme", "beta"] as const;
/** Every session that steps name. */
export const stepSessions = ["s1", "s2", "s3"] as const;
/** Every credential that steps name. */
export const stepCredentials: readonly CredentialDigest[] = ["a", "b", "c"].map(sampleDigest);
/** A scope of every kind. */
export const stepScopes: readonly Scope[] = [
  ...stepCredentials.map((value): Scope => ({ kind: "credential", value })),
  ...stepSessions.map((value): Scope => ({ kind: "session", value })),
  { kind: "identity", value: "i1" },
  { kind: "identity", value: "i2" },
  { kind: "project" },
];

/** One call of a store's methods. */
export type StoreStep =
  | { readonly do: "put"; readonly entry: Entry; readonly nowMs: number }
  | { readonly do: "get" | "remove"; readonly key: string }
  | {
      readonly do: "removeScope";
      readonly project: string;
      readonly scope: Scope;
      readonly begunBeforeMs: number;
    };

const project = fc.constantFrom(...stepProjects);
const origin = fc.constantFrom(undefined, "https://one.example", "https://two.example");
const instant = fc.integer({ min: 0, max: 20 });

const session = fc
  .tuple(
    fc.array(fc.constantFrom(...stepCredentials), { minLength: 1, maxLength: 3 }),
    fc.constantFrom(...stepSessions),
    fc.constantFrom("i1", "i2"),
  )
  .map(([credentials, sessionId, identityId]) => ({ credentials, sessionId, identityId }));

const anonymous = fc.constant({
  credentials: [] as CredentialDigest[],
  sessionId: undefined,
  identityId: undefined,
});

const entry: fc.Arbitrary<Entry> = fc
  .record({
    project,
    origin,
    who: fc.oneof({ weight: 4, arbitrary: session }, { weight: 1, arbitrary: anonymous }),
    begunAtMs: instant,
    endsAtMs: fc.oneof(instant, fc.constant(Number.POSITIVE_INFINITY)),
    bodyBytes: fc.integer({ min: 0, max: 3_000 }),
    fill: fc.integer({ min: 0, max: 3 }),
    verdicts: fc.constantFrom("", "+\u001f", "-aal", "+\u001fX-User: ada\r\n"),
  })
  .map(({ project, origin, who, begunAtMs, endsAtMs, bodyBytes, fill, verdicts }) =>
    sampleEntry({
      ...who,
      key: `${project} ${who.credentials.join()} ${origin ?? "-"}`,
      project,
      origin,
      begunAtMs,
      endsAtMs,
      body: new Uint8Array(bodyBytes).fill(fill),
      verdicts,
    }),
  );

const scope: fc.Arbitrary<Scope> = fc.oneof(
  fc.record({
    kind: fc.constant("credential" as const),
    value: fc.constantFrom(...stepCredentials),
  }),
  fc.record({ kind: fc.constant("session" as const), value: fc.constantFrom(...stepSessions) }),
  fc.record({ kind: fc.constant("identity" as const), value: fc.constantFrom("i1", "i2", "i3") }),
  fc.record({ kind: fc.constant("project" as const) }),
);

const key = entry.map((made) => made.key);

/** Lists of steps, most of them storing. */
export const storeSteps: fc.Arbitrary<readonly StoreStep[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant("put" as const), entry, nowMs: instant }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom("get" as const, "remove" as const), key }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("removeScope" as const),
        project,
        scope,
        begunBeforeMs: fc.oneof(instant, fc.constant(Number.POSITIVE_INFINITY)),
      }),
    },
  ),
  { maxLength: 80 },
);
