// One attempt: how long it may take, how much of the answer is read, whose connections it uses, and where they may lead.
import { expect, onTestFinished, test } from "vitest";
import type { Subscriber } from "../../../src/core/subscribers/subscriber.ts";
import {
  answerBytesMax,
  attemptMaxMs,
  attemptsAtOnceMax,
} from "../../../src/core/subscribers/limits.ts";
import type { OriginRequest } from "../../../src/edge/ports.ts";
import { createMemoryOutbox } from "../../../src/endings/delivery/memory-outbox.ts";
import { createSender } from "../../../src/endings/delivery/send.ts";
import { createEndingsHub } from "../../../src/endings/hub.ts";
import { createClock } from "../../../src/runtime/node.ts";
import { createDeliveryPart } from "../../../src/server/delivery-part.ts";
import { startReceiver, type Receiver } from "./receiver.ts";
import { sampleEnding, sampleSubscriber } from "./samples.ts";

const signer = { sign: () => Promise.resolve(undefined) };

async function receiver(): Promise<Receiver> {
  const one = await startReceiver();
  onTestFinished(() => one.stop());
  return one;
}

async function running(
  subscribers: readonly Subscriber[],
  networks: (address: string) => boolean = () => true,
) {
  const outbox = createMemoryOutbox(subscribers);
  const errors: unknown[] = [];
  const clock = createClock();
  const hub = createEndingsHub({
    clock,
    emit: () => undefined,
    onError: (error) => errors.push(error),
  });
  const part = createDeliveryPart({
    hub,
    outbox,
    noticed: "here",
    signer,
    networks,
    clock,
    emit: () => undefined,
    failed: (error) => errors.push(error),
  });
  await part.start();
  onTestFinished(async () => {
    await part.stop(500);
    expect(errors).toEqual([]);
  });
  return {
    outbox,
    part,
    hear: (ending: ReturnType<typeof sampleEnding>) =>
      hub.sink({ kind: "ending", project: ending.project, ending, here: true }),
  };
}

test("An attempt may take so long, and of an answer without end only the beginning is read.", async () => {
  const asked: OriginRequest[] = [];
  let chunks = 0;
  let discarded = false;
  const sender = createSender({
    clock: { wallMs: () => Date.now() },
    signer,
    allowsUrl: () => true,
    openTarget: () => ({
      close: () => Promise.resolve(),
      send: (request) => {
        asked.push(request);
        return Promise.resolve({
          kind: "answer",
          answer: {
            status: 500,
            headers: [],
            body: (async function* endless() {
              while (chunks < 10_000) {
                chunks += 1;
                yield await Promise.resolve(new Uint8Array(1_024));
              }
            })(),
            discard: () => {
              discarded = true;
            },
          },
        });
      },
    }),
  });
  const sent = await sender.send(sampleSubscriber(), sampleEnding(), new AbortController().signal);
  expect(sent).toMatchObject({ kind: "answered", status: 500 });
  expect(asked).toMatchObject([{ headWaitMs: attemptMaxMs, totalWaitMs: attemptMaxMs }]);
  expect([chunks, discarded]).toEqual([answerBytesMax / 1_024 + 1, true]);
});

test("Two subscribers at one place share no connections, so that one that hangs delays not even its neighbour.", async () => {
  const there = await receiver();
  const { origin } = new URL(there.url);
  const [hanging, good] = ["hangs", "answers"].map((path) =>
    sampleSubscriber({ url: `${origin}/${path}` }),
  );
  if (hanging === undefined || good === undefined) throw new Error("there are two");
  there.manner = ({ path }) => (path === "/hangs" ? "hang" : { status: 204 });
  const { outbox, hear } = await running([hanging, good]);
  for (let count = 0; count < 2 * attemptsAtOnceMax; count += 1) hear(sampleEnding());
  await expect.poll(() => outbox.state(good.id)?.waiting).toBe(0);
  const paths = there.arrived.map(({ path }) => path);
  expect(paths.filter((path) => path === "/hangs").length).toBeLessThanOrEqual(attemptsAtOnceMax);
});

test("An address that is allowed while the URL is looked at, and not when the connection is made, is not connected to.", async () => {
  const there = await receiver();
  const subscriber = sampleSubscriber({ url: `http://localhost:${new URL(there.url).port}/` });
  let asked = 0;
  // The URL asks twice: for its host and for its scheme. A name that leads somewhere else later is the same for the connection.
  const { outbox, hear } = await running([subscriber], () => {
    asked += 1;
    return asked <= 2;
  });
  hear(sampleEnding());
  await expect
    .poll(() => outbox.history(subscriber.id))
    .toMatchObject([{ state: "waiting", detail: "refused-address" }]);
  expect(there.arrived).toEqual([]);
  expect(asked).toBeGreaterThan(2);
});

test("What waits for the end of its second is written when the process stops.", async () => {
  const there = await receiver();
  there.manner = "hang";
  const subscriber = sampleSubscriber({ url: there.url });
  const { outbox, part, hear } = await running([subscriber]);
  const first = sampleEnding();
  const again = sampleEnding({ sessionId: first.sessionId });
  hear(first);
  hear(again);
  await expect.poll(() => there.arrived).toHaveLength(1);
  await part.stop(200);
  expect(new Set(outbox.history(subscriber.id).map(({ endingId }) => endingId))).toEqual(
    new Set([first.id, again.id]),
  );
});
