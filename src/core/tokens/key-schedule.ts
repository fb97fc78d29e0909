// Which of a project's keys signs, and which are published. It follows from their instants alone, so all edges agree
// without talking to each other, as far as their clocks do.
import type { SealedSigningKey } from "./signing-key.ts";
import { retiringMs } from "./token-limits.ts";

/**
 * `next`: published, and does not sign yet. `active`: signs. `retiring`: does not sign any more, and is published until
 * its last token has ended. `retired`: not published.
 */
export type SigningKeyState = "next" | "active" | "retiring" | "retired";

/** The instants of a key. */
export type KeyInstants = Pick<SealedSigningKey, "keyId" | "createdAtMs" | "signsFromMs">;

/** A key, and what it does at an instant. */
export interface ScheduledKey<Key> {
  readonly key: Key;
  readonly state: SigningKeyState;
  /** When it stops to be published, in milliseconds since 1970. Undefined while no later key is known. */
  readonly publishedUntilMs: number | undefined;
}

/** What each key does at an instant, in the order in which they sign. */
export function scheduleKeys<Key extends KeyInstants>(
  keys: readonly Key[],
  atWallMs: number,
): readonly ScheduledKey<Key>[] {
  const inOrder = [...keys].sort(
    (a, b) =>
      a.signsFromMs - b.signsFromMs ||
      a.createdAtMs - b.createdAtMs ||
      (a.keyId < b.keyId ? -1 : 1),
  );
  return inOrder.map((key, place) => {
    const stopsAtMs = inOrder[place + 1]?.signsFromMs;
    const publishedUntilMs = stopsAtMs === undefined ? undefined : stopsAtMs + retiringMs;
    return { key, state: stateOf(key.signsFromMs, stopsAtMs, atWallMs), publishedUntilMs };
  });
}

function stateOf(
  signsFromMs: number,
  stopsAtMs: number | undefined,
  atWallMs: number,
): SigningKeyState {
  if (atWallMs < signsFromMs) return "next";
  if (stopsAtMs === undefined || atWallMs < stopsAtMs) return "active";
  return atWallMs < stopsAtMs + retiringMs ? "retiring" : "retired";
}

/** The key that signs at an instant. Undefined if there is none. */
export function activeKey<Key extends KeyInstants>(
  keys: readonly Key[],
  atWallMs: number,
): Key | undefined {
  return scheduleKeys(keys, atWallMs).find(({ state }) => state === "active")?.key;
}

/** The keys that are published at an instant, in the order in which they sign. */
export function publishedKeys<Key extends KeyInstants>(
  keys: readonly Key[],
  atWallMs: number,
): readonly Key[] {
  return scheduleKeys(keys, atWallMs)
    .filter(({ state }) => state !== "retired")
    .map(({ key }) => key);
}
