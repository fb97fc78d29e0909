// Puts sessions into a store as a fill would have, without asking anybody for them: a million would take minutes else.
import { makeEntry } from "../core/entry.ts";
import { RawCredential } from "../core/credential.ts";
import { checkKey } from "../core/key.ts";
import { readSession } from "../core/session.ts";
import type { Clock, Digest, Store } from "../edge/ports.ts";
import { answerLinesOf, bodyOf, cookieOf, hintSeconds } from "./sample.ts";

/** What filling needs of an edge. */
export interface FillParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly project: string;
}

const secondMs = 1_000;

/** Stores sessions 0 to `sessions - 1`. Everything in an entry is its own, as if it had come from a socket. */
export function fillStore({ store, clock, digest, project }: FillParts, sessions: number): void {
  for (let index = 0; index < sessions; index += 1) {
    const presented = [new RawCredential("cookie", cookieOf(index))];
    const key = checkKey(project, presented, undefined, digest);
    const body = ownBytes(bodyOf(index));
    const session = readSession(bodyOf(index));
    if (session === undefined) throw new Error("the sample must be a session");
    const nowMs = clock.nowMs();
    const entry = makeEntry(
      { ...key, method: "GET", presented, origin: undefined },
      project,
      {
        status: 200,
        session,
        headers: answerLinesOf(index).map(ownText),
        body,
        begunAtMs: nowMs,
        wallAtBeginMs: clock.wallMs(),
        hintMs: hintSeconds * secondMs,
        renew: false,
        refreshSpread: 0,
      },
      {
        lastCallAtMs: nowMs,
        lastForegroundAtMs: nowMs,
        renewUntilMs: Number.NEGATIVE_INFINITY,
        servedUntilMs: Number.POSITIVE_INFINITY,
      },
    );
    store.put(entry, nowMs);
  }
}

/** The same characters in a new string: a constant would be held once for all sessions. */
export function ownText(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}

/** ASCII as separate bytes: a slice of Buffer's pool would keep its neighbours alive. */
export function ownBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  new TextEncoder().encodeInto(text, bytes);
  return bytes;
}
