// Fills a store with sessions without asking anybody for them: what a fill would have stored, made from the same parts.
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
