// Checks sent byte for byte, to the edge and to the identity server itself, and what the edge did about them.
import { expect } from "vitest";
import { signInApp, signInBrowser, type Scene } from "./scene.ts";
import { exchange, rawRequest, valuesOf, type RawAnswer } from "./raw-client.ts";

/** A request; header lines as they are sent, one character a byte. */
export interface Ask {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** What came back, as far as it has to be the origin's own. */
export interface Told {
  readonly status: number;
  readonly body: string;
}

/** Sends a request on a connection of its own. */
export async function send(base: string, ask: Ask): Promise<RawAnswer> {
  const { method = "GET", target = "/sessions/whoami", headers = [], body = "" } = ask;
  const bytes = rawRequest(
    `${method} ${target} HTTP/1.1`,
    [`Host: ${new URL(base).host}`, ...headers],
    body,
  );
  const { answers } = await exchange(base, bytes, [method]);
  const [answer] = answers;
  if (answer === undefined) throw new Error("the connection ended without an answer");
  return answer;
}

/** Status and body. */
export function told(answer: RawAnswer): Told {
  return { status: answer.status, body: answer.body.toString("latin1") };
}

/** The edge's word on how it came by an answer. */
export function cacheStatus(answer: RawAnswer): string {
  return valuesOf(answer.headers, "cache-status").join(", ");
}

/** Somebody who is signed in by a browser and by an app. */
export interface SignedIn {
  readonly identityId: string;
  /** `name=value`. */
  readonly cookie: string;
  /** The value alone. */
  readonly cookieValue: string;
  readonly token: string;
}

/** A new identity, signed in at the identity server itself. */
export async function signedIn(scene: Scene): Promise<SignedIn> {
  const person = await scene.person();
  const browser = await signInBrowser(scene.direct, person);
  const cookie =
    browser.cookie.split("; ").find((pair) => pair.startsWith(`${scene.origin.cookieName}=`)) ?? "";
  const token = await signInApp(scene.direct, person);
  const cookieValue = cookie.slice(scene.origin.cookieName.length + 1);
  return { identityId: person.id, cookie, cookieValue, token };
}

/** Has a plain check cached. */
export async function cached(scene: Scene, headers: readonly string[]): Promise<void> {
  await send(scene.edge.url, { headers });
  const again = await send(scene.edge.url, { headers });
  expect(cacheStatus(again)).toMatch(/^edge-sessions; hit/);
}

/**
 * Sends a request twice: each time the origin is asked, the answer is its own, and nothing is stored or lost.
 * The edge may refuse with 400 instead where `refusable`. Gives the first answer.
 */
export async function expectForwarded(
  scene: Scene,
  ask: Ask,
  refusable = false,
): Promise<RawAnswer> {
  const { entries } = scene.edge.edge.stats();
  const seen: RawAnswer[] = [];
  for (let time = 0; time < 2; time += 1) {
    const calls = scene.relay.calls.length;
    const answer = await send(scene.edge.url, ask);
    seen.push(answer);
    if (refusable && answer.status === 400) continue;
    expect(scene.relay.calls.length).toBe(calls + 1);
    expect(cacheStatus(answer)).not.toMatch(/hit|stored/);
    expect(told(answer)).toEqual(told(await send(scene.origin.publicUrl, ask)));
  }
  expect(scene.edge.edge.stats().entries).toBe(entries);
  const [first] = seen;
  if (first === undefined) throw new Error("nothing was sent");
  return first;
}

/** Sends a check twice: it is stored the first time and a hit the second, and both are what the origin says. */
export async function expectCachedTruth(
  scene: Scene,
  headers: readonly string[],
): Promise<RawAnswer> {
  const first = await send(scene.edge.url, { headers });
  const second = await send(scene.edge.url, { headers });
  const truth = told(await send(scene.origin.publicUrl, { headers }));
  expect([told(first), told(second)]).toEqual([truth, truth]);
  expect(cacheStatus(second)).toMatch(/^edge-sessions; hit/);
  return second;
}
