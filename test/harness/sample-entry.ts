// Entries as tests of stores need them: every field settable, the rest plausible.
import type { CredentialDigest } from "../../src/core/credential.ts";
import { withBody, type Entry, type EntryFacts } from "../../src/core/entry.ts";
import { prepareHead } from "../../src/core/stored-head.ts";

/** A digest by name. Real ones are 43 characters long, so these are as well. */
export function sampleDigest(name: string): CredentialDigest {
  return name.padEnd(43, "_") as CredentialDigest;
}

const sampleHeaders = ["Content-Type", "application/json", "Content-Length", "2"];
// The second answer with these lines shares them with the first, and every sample is to be a later one.
prepareHead(sampleHeaders, {
  identityId: undefined,
  origin: undefined,
  hintMs: undefined,
  bodyBytes: 0,
});

/** What a sample is changed by: facts, or the header lines and the body that they are made from. */
export type SampleChanges = Partial<Omit<EntryFacts, "template" | "date" | "bodyBytes">> & {
  readonly headers?: readonly string[];
  readonly body?: Uint8Array;
};

/** An entry of one cookie's session, changed as told. */
export function sampleEntry({ headers, body, ...changes }: SampleChanges = {}): Entry {
  const bytes = body ?? new Uint8Array([0x7b, 0x7d]);
  const facts = {
    version: 0,
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
    verdicts: "",
    renew: false,
    lastCallAtMs: 1_000,
    lastForegroundAtMs: 1_000,
    refreshSpread: 0,
    renewUntilMs: Number.NEGATIVE_INFINITY,
    servedUntilMs: Number.POSITIVE_INFINITY,
    ...changes,
  } as const;
  const bodyBytes = bytes.byteLength;
  const head = prepareHead(headers ?? sampleHeaders, { ...facts, bodyBytes });
  return withBody({ ...facts, ...head, bodyBytes }, bytes);
}

/** Everything that an entry says, as a plain value: entries of a store are read from it at each look. */
export function told(entry: Entry | undefined): unknown {
  if (entry === undefined) return undefined;
  const { template, date, bodyBytes, key, project, credentials, origin, sessionId } = entry;
  const { identityId, status, begunAtMs, endsAtMs, hintMs, renew, refreshSpread } = entry;
  const { lastCallAtMs, lastForegroundAtMs, renewUntilMs, servedUntilMs, verdicts } = entry;
  const copied = new Uint8Array(bodyBytes + 2);
  const count = entry.copyBody(copied, 1);
  return {
    template,
    date,
    bodyBytes,
    key,
    project,
    credentials,
    origin,
    sessionId,
    identityId,
    status,
    begunAtMs,
    endsAtMs,
    hintMs,
    renew,
    refreshSpread,
    lastCallAtMs,
    lastForegroundAtMs,
    renewUntilMs,
    servedUntilMs,
    verdicts,
    count,
    body: Buffer.from(entry.body).toString("latin1"),
    copied: Buffer.from(copied).toString("latin1"),
  };
}
