// One identity with several sessions, several cookies of one session, and tokens: all that a change has to reach.
import { expect } from "vitest";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Browser } from "./browser.ts";
import { changeProfile } from "./acts.ts";
import { isWhoami } from "./relay.ts";
import type { RelayHandle } from "./relay-rules.ts";
import {
  check,
  isHit,
  signInApp,
  signInBrowser,
  untilSeen,
  type Credential,
  type Person,
  type Scene,
  type SceneSetUp,
} from "./scene.ts";

/** Background refreshes start after this long, so that none starts by itself. */
const refreshAfterMs = 30_000;

/** How an edge has to be set up for a cast. */
export const castSetUp: SceneSetUp = {
  settings: { sessionTokens: true, refreshAfterMs },
  // Old cookies of a session that was extended would otherwise wait for the origin instead of being refreshed behind.
  edge: { limits: { renewAfterMs: 3_600_000 } },
};

/** Everybody who acts for one identity. */
export interface Cast {
  readonly scene: Scene;
  readonly person: Person;
  /** The browser that acts; its session has two cookies. */
  readonly acting: Browser;
  /** A browser with a session of its own. */
  readonly sibling: Browser;
  readonly app: string;
  /** An app that sends its token as a bearer. */
  readonly bearer: string;
  /** Every credential by name; what browsers are given later comes on top. */
  credentials(): Map<string, Credential>;
}

/** Signs everybody in, at the identity server itself: the edge knows of nobody yet. */
export async function gather(scene: Scene): Promise<Cast> {
  const person = await scene.person();
  const acting = await signInBrowser(scene.direct, person);
  const first = acting.cookie;
  // Any change of settings gives a browser another cookie; the one before stays good.
  await changeProfile(scene.direct, acting, scene.origin.traitsOf(person.email, "Ada"));
  const second = acting.cookie;
  const sibling = await signInBrowser(scene.direct, person);
  const siblingFirst = sibling.cookie;
  const app = await signInApp(scene.direct, person);
  const bearer = await signInApp(scene.direct, person);
  return {
    scene,
    person,
    acting,
    sibling,
    app,
    bearer,
    credentials: () =>
      new Map<string, Credential>([
        ["the acting browser's first cookie", { cookie: first }],
        ["the acting browser's second cookie", { cookie: second }],
        ["the acting browser's latest cookie", { cookie: acting.cookie }],
        ["the sibling's first cookie", { cookie: siblingFirst }],
        ["the sibling's latest cookie", { cookie: sibling.cookie }],
        ["the app's token", { xSessionToken: app }],
        ["the other app's bearer token", { bearer }],
      ]),
  };
}

/** Refreshes that hang between origin and edge. */
export interface HeldRefreshes {
  /** Lets them arrive, and resolves when the edge has dealt with all. */
  arrive(): Promise<void>;
}

/** Has every credential that the origin accepts cached, then starts a refresh of each that the relay holds back. */
export async function cacheAndHoldRefreshes(cast: Cast): Promise<HeldRefreshes> {
  const { relay, edge, through, direct } = cast.scene;
  const good = new Map<string, Credential>();
  const keys = new Set<string>();
  for (const [name, credential] of cast.credentials()) {
    const { status } = await check(direct, credential);
    await check(through, credential);
    const again = await check(through, credential);
    expect([name, again.status, isHit(again)]).toEqual([name, status, status === 200]);
    const key = JSON.stringify(credential);
    if (status === 200 && !keys.has(key)) good.set(name, credential);
    keys.add(key);
  }
  expect(good.size).toBeGreaterThanOrEqual(2);
  edge.advance(refreshAfterMs + 1_000);
  const since = edge.events.length;
  const times = good.size;
  const held: RelayHandle = relay.add({
    matches: isWhoami,
    times,
    effect: { kind: "hold-answer" },
  });
  for (const [name, credential] of good) {
    const seen = await check(through, credential);
    expect([name, seen.cacheStatus]).toEqual([name, expect.stringContaining("detail=refreshing")]);
  }
  await held.struck(times);
  const refreshed = (event: EdgeEvent): boolean =>
    event.kind === "call" && event.purpose === "refresh";
  return {
    async arrive() {
      expect(edge.events.slice(since).filter(refreshed)).toEqual([]);
      held.release();
      await untilSeen(edge, refreshed, times, since);
    },
  };
}

/** Checks by every credential through the edge; each has to be answered as the origin itself would. */
export async function expectTruth(cast: Cast, when: string): Promise<void> {
  const answered = await sendChecks(cast, when);
  await answered();
}

/**
 * Sends a check by every credential and resolves when the edge has taken them all in; the function it gives resolves
 * when they are answered, each as the origin itself would. A check may wait for a call that it shares with others.
 */
export async function sendChecks(cast: Cast, when: string): Promise<() => Promise<void>> {
  const { edge, through, direct } = cast.scene;
  const since = edge.events.length;
  const credentials = [...cast.credentials()];
  const answers = credentials.map(([, credential]) => check(through, credential));
  await untilSeen(edge, ({ kind }) => kind === "decided", credentials.length, since);
  return async () => {
    for (const [i, seen] of (await Promise.all(answers)).entries()) {
      const [name = "", credential = {}] = credentials[i] ?? [];
      const truth = await check(direct, credential);
      expect({ when, name, status: seen.status, body: seen.body }).toEqual({
        when,
        name,
        status: truth.status,
        body: truth.body,
      });
    }
  };
}

/** The same for one credential, sent and answered. */
export async function expectTruthOf(cast: Cast, credential: Credential): Promise<void> {
  const seen = await check(cast.scene.through, credential);
  const truth = await check(cast.scene.direct, credential);
  expect({ status: seen.status, body: seen.body }).toEqual({
    status: truth.status,
    body: truth.body,
  });
}
