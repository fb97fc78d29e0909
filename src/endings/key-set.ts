// The public keys of a transmitter: read from its URL, with bounds on what it answers. Nothing of the answer is in an error,
// because the sender of a token is told why it is refused.
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from "jose";
import { isRecord } from "../core/session.ts";
import { readBody } from "../edge/call/body.ts";
import { keySetBytesMax, keySetKeysMax, keySetWaitMs } from "./limits.ts";

/** Whether a value looks like a JSON Web Key Set, with 1 to `keySetKeysMax` keys. A key that cannot be used verifies nothing. */
export function isKeySet(
  value: Readonly<Record<string, unknown>>,
): value is JSONWebKeySet & typeof value {
  const { keys } = value;
  return (
    Array.isArray(keys) &&
    keys.length > 0 &&
    keys.length <= keySetKeysMax &&
    keys.every((key) => isRecord(key))
  );
}

/**
 * Looks up keys for `jwtVerify`: in a key set, or in the one that a URL answers. That one is fetched when it is needed first,
 * then every 10 min, and at most every 30 s for a key that is not in it. `waitMs` is how long an answer may take, to its end.
 */
export function createKeyLookUp(keys: URL | JSONWebKeySet, waitMs = keySetWaitMs): JWTVerifyGetKey {
  if (!(keys instanceof URL)) return createLocalJWKSet(keys);
  return createRemoteJWKSet(keys, { timeoutDuration: waitMs, [customFetch]: fetchKeySet });
}

/** Fetches a key set. The signal ends it also while the body arrives. */
const fetchKeySet: FetchImplementation = async (url, options) => {
  // A redirect could lead to a place that the operator has not named.
  const answer = await fetch(url, { ...options, redirect: "manual" });
  if (answer.status !== 200 || answer.body === null) {
    await answer.body?.cancel();
    throw new Error("The key set must be answered with 200.");
  }
  const { bytes, ending, rest } = await readBody(answer.body, keySetBytesMax);
  if (ending !== "whole") {
    await rest?.[Symbol.asyncIterator]().return?.();
    throw new Error(`The key set must arrive whole, with at most ${keySetBytesMax} bytes.`);
  }
  const content = parse(bytes);
  if (!isRecord(content) || !isKeySet(content)) {
    throw new Error(`The key set must be JSON with a list of 1 to ${keySetKeysMax} keys.`);
  }
  return Response.json(content);
};

/** Parses JSON. Undefined if it is none: the parser's own error would quote the text. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
