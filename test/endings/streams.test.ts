// The stream of endings on the keyed admin listener: what it tells, how it is resumed, and how it ends.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Scope } from "../../src/core/invalidation.ts";
import { createEndingsHub } from "../../src/endings/hub.ts";
import {
  endingStreamsMax,
  endingStreamsOfProjectMax,
  keptEndingsMax,
  keptEndingsMs,
  streamHeartbeatMs,
  streamKeyCheckEveryMs,
} from "../../src/endings/limits.ts";
import { createEndingStreams } from "../../src/endings/streams.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { createScriptedClock } from "../harness/scripted-clock.ts";
import { signOut } from "../harness/acts.ts";
import { signInBrowser } from "../harness/scene.ts";
import {
  errorId,
  eventsOf,
  keyTexts,
  startAdminScene,
  type AdminScene,
} from "../harness/admin-scene.ts";
import { openStream } from "./reader.ts";

const uuid = (n: number): string => `0f3a8b1c-2d4e-4f60-8a9b-${String(n).padStart(12, "0")}`;
const session = (n: number): Scope => ({ kind: "session", value: uuid(n) });

let scene: AdminScene;
beforeAll(async () => {
  scene = await startAdminScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

let last = 0;
/** Has a session that was never named end, and returns its id. */
async function revoke(): Promise<string> {
  last += 1;
  await scene.edge.edge.invalidate([session(last)], "api", undefined, "session-revoked");
  return uuid(last);
}

test("A sign-out through the edge arrives as one event, with ids and nothing else.", async () => {
  const person = await scene.person();
  const browser = await signInBrowser(scene.through, person);
  const { data } = await scene.through.toSession({ cookie: browser.cookie });
  await using stream = await openStream(scene.edge.adminUrl);
  expect(stream.status).toBe(200);
  expect(stream.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(stream.headers.get("cache-control")).toBe("no-store");
  await signOut(scene.through, browser);
  await expect.poll(() => stream.events.length).toBe(1);
  expect(stream.events[0]?.event).toBe("session-revoked");
  expect(stream.events[0]?.data).toEqual({
    id: expect.any(String),
    type: "session-revoked",
    project: "default",
    session_id: data.id,
    identity_id: person.id,
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
});

test("A client that comes back with its last id gets what it missed, in order.", async () => {
  const stream = await openStream(scene.edge.adminUrl);
  const seen = await revoke();
  await expect.poll(() => stream.events.map(({ data }) => data["session_id"])).toEqual([seen]);
  const lastId = stream.lastId();
  await stream[Symbol.asyncDispose]();
  const missed = [await revoke(), await revoke()];
  await using again = await openStream(scene.edge.adminUrl, { lastId });
  await expect.poll(() => again.events.map(({ data }) => data["session_id"])).toEqual(missed);
});

test("A client that left before the first event gets it when it comes back.", async () => {
  const stream = await openStream(scene.edge.adminUrl);
  await expect.poll(() => stream.lastId()).toBeDefined();
  const lastId = stream.lastId();
  await stream[Symbol.asyncDispose]();
  const missed = await revoke();
  await using again = await openStream(scene.edge.adminUrl, { lastId });
  await expect.poll(() => again.events.map(({ data }) => data["session_id"])).toEqual([missed]);
});

test.each(["another-process.1", "1", "x.y", "'; --"])(
  "An id that this process does not know begins with a gap: %s",
  async (lastId) => {
    await using stream = await openStream(scene.edge.adminUrl, { lastId });
    await expect.poll(() => stream.events.map(({ event }) => event)).toEqual(["gap"]);
    expect(stream.events[0]?.data).toEqual({ project: "default" });
    const next = await revoke();
    await expect.poll(() => stream.events.at(-1)?.data["session_id"]).toBe(next);
  },
);

test("An id of the same form from another process is not taken for one of this process.", async () => {
  const stream = await openStream(scene.edge.adminUrl);
  await expect.poll(() => stream.lastId()).toBeDefined();
  const own = stream.lastId() ?? "";
  await stream[Symbol.asyncDispose]();
  const lastId = (own.startsWith("0") ? "1" : "0") + own.slice(1);
  await using again = await openStream(scene.edge.adminUrl, { lastId });
  await expect.poll(() => again.events.map(({ event }) => event)).toEqual(["gap"]);
});

test("Without a key, with a wrong one and with one of another scope there is no stream.", async () => {
  const answers = await Promise.all([
    scene.ask("/endings"),
    scene.ask("/endings", { key: "wrong-key-0123456789abcdef0123456789abcdef" }),
    scene.ask("/endings", { key: keyTexts.read }),
    scene.ask("/endings", { key: keyTexts.endings, method: "POST" }),
  ]);
  expect(await Promise.all(answers.map(errorId))).toEqual([
    "edge_key_required",
    "edge_key_required",
    "edge_key_insufficient",
    "edge_method_not_allowed",
  ]);
});

test("A stream on which nothing happens gets heartbeats.", async () => {
  await using stream = await openStream(scene.edge.adminUrl);
  await expect.poll(() => stream.lastId()).toBeDefined();
  await expect
    .poll(() => {
      scene.edge.advance(streamHeartbeatMs);
      return stream.heartbeats();
    })
    .toBeGreaterThan(0);
});

test("As many streams of a project as the limit are open, and one more is refused until another has ended.", async () => {
  const open = await Promise.all(
    Array.from({ length: endingStreamsOfProjectMax }, () => openStream(scene.edge.adminUrl)),
  );
  expect(new Set(open.map(({ status }) => status))).toEqual(new Set([200]));
  const refused = await scene.ask("/endings", { key: keyTexts.endings });
  expect(refused.headers.get("retry-after")).toBe("10");
  expect(await errorId(refused)).toBe("edge_streams_many");
  await open[0]?.[Symbol.asyncDispose]();
  await expect
    .poll(() => eventsOf(scene.edge.events, "endings-stream").at(-1))
    .toMatchObject({ change: "ended", open: endingStreamsOfProjectMax - 1 });
  await using another = await openStream(scene.edge.adminUrl);
  expect(another.status).toBe(200);
  for (const stream of open.slice(1)) await stream[Symbol.asyncDispose]();
});

/** Streams without a listener, read step by step. */
function quietScene() {
  const time = createScriptedClock();
  const events: EdgeEvent[] = [];
  const emit = (event: EdgeEvent): void => void events.push(event);
  const hub = createEndingsHub({ clock: time.clock, emit, onError: (error) => void error });
  const streams = createEndingStreams({ hub, clock: time.clock, emit, instance: "one" });
  const allowed: { now: boolean | Promise<boolean> } = { now: true };
  let count = 0;
  const notice = (project = "acme"): void => {
    count += 1;
    const ending = {
      id: `${count}`,
      type: "session-revoked",
      project,
      sessionId: `s${count}`,
      identityId: undefined,
      at: 0,
    } as const;
    hub.sink({ kind: "ending", project, ending, here: false });
  };
  const open = (lastEventId?: string, project = "acme") => {
    const answer = streams.open({
      project,
      lastEventId,
      keyName: undefined,
      isAllowed: () => allowed.now,
    });
    const body = answer?.body;
    if (body === undefined || body instanceof Uint8Array) throw new Error("no stream");
    const steps = body[Symbol.asyncIterator]();
    const decoder = new TextDecoder();
    return {
      /** The text of the next step. Undefined at the end. */
      async next(): Promise<string | undefined> {
        const step = await steps.next();
        return step.done === true ? undefined : decoder.decode(step.value);
      },
    };
  };
  const changes = () => eventsOf(events, "endings-stream").map(({ change }) => change);
  return { time, streams, notice, open, changes, allowed };
}

test("A reader that is as far behind as endings are kept gets all of them, and one that is further behind is ended.", async () => {
  const { time, notice, open, changes } = quietScene();
  const slow = open();
  const slower = open();
  await Promise.all([slow.next(), slower.next()]);
  const half = keptEndingsMax / 2;
  for (let n = 0; n < half; n += 1) notice();
  await time.advance(2_000);
  for (let n = 0; n < half; n += 1) notice();
  let text = "";
  while (!text.includes(`"id":"${keptEndingsMax}"`)) text += (await slow.next()) ?? "ended";
  expect(text.match(/^id: /gm)).toHaveLength(keptEndingsMax);
  await time.advance(2_000);
  notice();
  expect(await slower.next()).toBeUndefined();
  expect(changes()).toEqual(["begun", "begun", "slow"]);
});

test("An ending is kept for its time and no longer, and nobody is told of another project.", async () => {
  const { time, notice, open } = quietScene();
  const first = open();
  expect(await first.next()).toBe("retry: 1000\nid: one.0\n\n");
  notice("beta");
  notice();
  expect(await first.next()).toMatch(
    /^id: one\.2\nevent: session-revoked\ndata: \{"id":"2",.*\}\n\n$/,
  );
  await time.advance(keptEndingsMs - 1);
  expect(await open("one.1").next()).toBe("retry: 1000\nid: one.1\n\n");
  await time.advance(2);
  expect(await open("one.1").next()).toContain("event: gap");
  expect(await open("one.2").next()).not.toContain("event: gap");
  expect(await open("one.3").next()).toContain("event: gap");
});

test("When the process stops, a stream sends what is left and ends in order.", async () => {
  const { streams, notice, open, changes } = quietScene();
  const stream = open();
  await stream.next();
  const waiting = open();
  await waiting.next();
  const next = waiting.next();
  notice();
  streams.close();
  expect(await stream.next()).toContain('"id":"1"');
  expect(await stream.next()).toBeUndefined();
  expect(await next).toContain('"id":"1"');
  expect(await waiting.next()).toBeUndefined();
  expect(changes()).toEqual(["begun", "begun", "ended", "ended"]);
  expect(
    streams.open({
      project: "acme",
      lastEventId: undefined,
      keyName: undefined,
      isAllowed: () => true,
    }),
  ).toBeUndefined();
});

test("A stream whose key does not count any more is told nothing, and ends.", async () => {
  const { time, notice, open, changes, allowed } = quietScene();
  const stream = open();
  await stream.next();
  allowed.now = false;
  await time.advance(streamKeyCheckEveryMs - 1);
  notice();
  expect(await stream.next()).toContain('"id":"1"');
  const next = stream.next();
  await time.advance(1);
  notice();
  expect(await next).toBeUndefined();
  expect(await stream.next()).toBeUndefined();
  expect(changes()).toEqual(["begun", "ended"]);
});

test("A stream whose key cannot be looked up ends, and takes no place any more.", async () => {
  const { time, open, changes, allowed } = quietScene();
  const stream = open();
  await stream.next();
  allowed.now = Promise.reject(new Error("the database is down"));
  await time.advance(streamKeyCheckEveryMs);
  await expect(stream.next()).rejects.toThrow("the database is down");
  expect(await stream.next()).toBeUndefined();
  expect(changes()).toEqual(["begun", "ended"]);
});

test("A key that is taken away ends the streams that were opened with it.", async () => {
  await using own = await startAdminScene();
  await using stream = await openStream(own.edge.adminUrl);
  await expect.poll(() => stream.lastId()).toBeDefined();
  own.keys.replace([]);
  own.edge.advance(streamKeyCheckEveryMs);
  await own.edge.edge.invalidate([session(1)], "api", undefined, "session-revoked");
  await stream.ended;
  expect(stream.events).toEqual([]);
});

test("A project that has all of its streams takes none of the others' places.", () => {
  const { open } = quietScene();
  for (let n = 0; n < endingStreamsOfProjectMax; n += 1) open(undefined, "greedy");
  expect(() => open(undefined, "greedy")).toThrow("no stream");
  open(undefined, "acme");
  for (let n = endingStreamsOfProjectMax + 1; n < endingStreamsMax; n += 1) {
    open(undefined, `project-${n}`);
  }
  expect(() => open(undefined, "one more")).toThrow("no stream");
});
