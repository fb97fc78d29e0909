// Entries that count for all that they take, for tests that measure memory.
import type { Entry } from "../../src/core/entry.ts";
import { sampleDigest, sampleEntry } from "./sample-entry.ts";

/** The shape of an entry. */
export interface EntryShape {
  readonly bodyBytes: number;
  /** How many credentials its key has. */
  readonly credentials: number;
  /** The `Origin` that is part of its key. */
  readonly origin?: string | undefined;
}

/** An entry as a network would bring it: no string shared with any other. */
export function freshEntry(at: number, { bodyBytes, credentials, origin }: EntryShape): Entry {
  const number = String(at).padStart(12, "0");
  const digests = Array.from({ length: credentials }, (_, n) =>
    sampleDigest(`digest-${n}-${number}`),
  );
  const identityId = `9f425a8d-7efc-4768-8f23-${number}`;
  const key = digests.map((digest) => `c:${digest} `).join("");
  return sampleEntry({
    key: origin === undefined ? key : `${key}o:${origin} `,
    credentials: digests,
    origin,
    sessionId: `117d4fe8-ce4e-480d-ab7b-${number}`,
    identityId,
    endsAtMs: 1_000_000.5 + at,
    headers: [
      ["Cache-Control", "private, no-cache, no-store, must-revalidate"],
      ["Content-Type", "application/json; charset=utf-8"],
      ["Ory-Session-Cache-For", "60"],
      ["Vary", "Cookie"],
      ["X-Kratos-Authenticated-Identity-Id", identityId],
      ["Date", "Mon, 23 Nov 2026 20:47:56 GMT"],
      ["Content-Length", String(bodyBytes)],
    ].flat(),
    body: Buffer.alloc(bodyBytes, number),
  });
}
