// Entries as tests of stores need them: every field settable, the rest plausible.
import type { CredentialDigest } from "../../src/core/credential.ts";
import type { Entry } from "../../src/core/entry.ts";

/** A digest by name. Real ones are 43 characters long, so these are as well. */
export function sampleDigest(name: string): CredentialDigest {
  return name.padEnd(43, "_") as CredentialDigest;
}

/** An entry of one cookie's session, changed as told. */
export function sampleEntry(changes: Partial<Entry> = {}): Entry {
  return {
    key: "c:key ",
    project: "acme",
    credentials: [sampleDigest("cookie-1")],
    origin: undefined,
    sessionId: "session-1",
    identityId: "identity-1",
    status: 200,
    begunAtMs: 1_000,
    endsAtMs: 1_000_000,
    expiresAtWallMs: 1_800_000_000_000,
    hintMs: 60_000,
    headers: ["Content-Type", "application/json", "Content-Length", "2"],
    hintIndex: -1,
    headHeaders: ["Content-Type", "application/json", "Content-Length", "2"],
    headHintIndex: -1,
    body: new Uint8Array([0x7b, 0x7d]),
    renew: false,
    lastCallAtMs: 1_000,
    lastForegroundAtMs: 1_000,
    refreshSpread: 0,
    renewUntilMs: Number.NEGATIVE_INFINITY,
    servedUntilMs: Number.POSITIVE_INFINITY,
    ...changes,
  };
}
