// Endings reach subscribers over real HTTP: signed, at least once, and whatever other subscribers do.
// One file, because all tests share the receivers.
import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Ending } from "../../../src/core/endings/ending.ts";
import { attemptsAtOnceMax } from "../../../src/core/subscribers/limits.ts";
import type { Subscriber } from "../../../src/core/subscribers/subscriber.ts";
import { createMemoryOutbox } from "../../../src/endings/delivery/memory-outbox.ts";
import type { SetSigner } from "../../../src/endings/delivery/send.ts";
import { addressTest, parseRange } from "../../../src/config/values/address-range.ts";
import { createClock } from "../../../src/runtime/node.ts";
import { createDeliveryPart } from "../../../src/server/delivery-part.ts";
import type { EdgeEvent } from "../../../src/edge/events.ts";
import { isVerified, nth, startReceiver, type Receiver } from "./receiver.ts";
import { sampleEnding, sampleReceiver, sampleSubscriber } from "./samples.ts";

const loopback = parseRange("127.0.0.0/8");
const inside = addressTest(typeof loopback === "string" ? [] : [loopback]);

async function receiver(): Promise<Receiver> {
  const one = await startReceiver();
  onTestFinished(() => one.stop());
  return one;
}

/** A delivery that runs, whose timers are 50 times as fast. */
async function running(
  subscribers: readonly Subscriber[],
  signer: SetSigner = { sign: () => Promise.resolve(undefined) },
  networks = inside,
) {
  const outbox = createMemoryOutbox(subscribers);
  const events: EdgeEvent[] = [];
  const errors: unknown[] = [];
  const clock = createClock();
  const startMs = Date.now();
  const part = createDeliveryPart({
    outbox,
    noticed: "here",
    signer,
    networks,
    clock: {
      nowMs: () => clock.nowMs() * 50,
      wallMs: () => startMs + (clock.wallMs() - startMs) * 50,
      after: (delayMs, run) => clock.after(delayMs / 50, run),
    },
    emit: (event) => events.push(event),
    failed: (error) => errors.push(error),
    hub: {
      subscribe: (_, receive) => {
        receiving = receive;
        return () => undefined;
      },
      flush: () => undefined,
    },
  });
  let receiving: (ending: Ending) => void = () => undefined;
  await part.start();
  onTestFinished(async () => {
    await part.stop(1_000);
    expect(errors).toEqual([]);
  });
  return { outbox, events, part, tell: (ending: Ending) => receiving(ending) };
}

describe("web hooks", () => {
  it("An ending arrives signed, and a changed body, id, time or secret does not verify.", async () => {
    const there = await receiver();
    const subscriber = sampleSubscriber({ url: there.url });
    const { tell } = await running([subscriber]);
    const ending = sampleEnding();
    tell(ending);
    await expect.poll(() => there.accepted).toEqual([ending.id]);
    const hook = nth(there.arrived);
    expect(JSON.parse(hook.body)).toEqual({
      type: "session.revoked",
      timestamp: new Date(ending.at).toISOString(),
      data: {
        project: "acme",
        session_id: ending.sessionId,
        identity_id: ending.identityId,
      },
    });
    const nowMs = Number(hook.headers["webhook-timestamp"]) * 1_000;
    expect(isVerified(hook, subscriber.secret.reveal(), nowMs)).toBe(true);
    expect(hook.path).toBe("/hooks?from=edge");
    expect(hook.headers["content-type"]).toBe("application/json");
    const other = sampleSubscriber().secret.reveal();
    expect(isVerified(hook, other, nowMs)).toBe(false);
    expect(isVerified(hook, subscriber.secret.reveal(), nowMs + 301_000)).toBe(false);
    const changed = [
      { ...hook, body: hook.body.replace("acme", "acmf") },
      { ...hook, headers: { ...hook.headers, "webhook-id": "other" } },
      {
        ...hook,
        headers: { ...hook.headers, "webhook-timestamp": String(nowMs / 1_000 + 1) },
      },
    ];
    expect(changed.map((one) => isVerified(one, subscriber.secret.reveal(), nowMs))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("Only the types and the project that a subscriber asked for arrive.", async () => {
    const there = await receiver();
    const { tell } = await running([
      sampleSubscriber({ url: there.url, types: ["identity-changed"] }),
    ]);
    tell(sampleEnding());
    tell(sampleEnding({ type: "identity-changed", project: "globex" }));
    const wanted = sampleEnding({ type: "identity-changed" });
    const gap = sampleEnding({ type: "project-changed" });
    tell(wanted);
    tell(gap);
    await expect.poll(() => there.accepted.toSorted()).toEqual([wanted.id, gap.id].toSorted());
    expect(there.arrived).toHaveLength(2);
  });

  it("A receiver that fails, breaks off and comes back has got every ending.", async () => {
    const there = await receiver();
    const { tell, outbox } = await running([sampleSubscriber({ url: there.url })]);
    const times = new Map<string, number>();
    there.manner = ({ headers }) => {
      const id = String(headers["webhook-id"]);
      const time = (times.get(id) ?? 0) + 1;
      times.set(id, time);
      return time === 1 ? { status: 500 } : time === 2 ? "break" : { status: 200 };
    };
    const endings = Array.from({ length: 20 }, () => sampleEnding());
    for (const ending of endings) tell(ending);
    await expect.poll(() => new Set(there.accepted)).toEqual(new Set(endings.map(({ id }) => id)));
    await expect.poll(() => outbox.backlog()).toBe(0);
  });

  it("A receiver that hangs has few attempts under way, and delays no other.", async () => {
    const [hanging, good] = [await receiver(), await receiver()];
    hanging.manner = "hang";
    const { tell } = await running([
      sampleSubscriber({ url: hanging.url }),
      sampleSubscriber({ url: good.url }),
    ]);
    const endings = Array.from({ length: 100 }, () => sampleEnding());
    for (const ending of endings) tell(ending);
    await expect.poll(() => good.accepted).toHaveLength(100);
    expect(hanging.arrived.length).toBeLessThanOrEqual(attemptsAtOnceMax);
  });

  it("A receiver that answers 410 is sent nothing more.", async () => {
    const there = await receiver();
    there.manner = { status: 410 };
    const subscriber = sampleSubscriber({ url: there.url });
    const { tell, outbox } = await running([subscriber]);
    tell(sampleEnding());
    await expect.poll(() => outbox.state(subscriber.id)?.stopped).toBe("gone");
    tell(sampleEnding());
    await expect.poll(() => outbox.backlog()).toBe(0);
    expect(there.arrived).toHaveLength(1);
  });

  it("Retry-After is obeyed, and a long answer and a redirect are not read or followed.", async () => {
    const there = await receiver();
    const elsewhere = await receiver();
    const subscriber = sampleSubscriber({ url: there.url });
    const { tell, outbox } = await running([subscriber]);
    const answers = [
      { status: 503, headers: { "Retry-After": "1800" } },
      { status: 307, headers: { Location: elsewhere.url } },
      { status: 500, body: "x".repeat(1_000_000) },
    ];
    for (const answer of answers) {
      there.manner = answer;
      const ending = sampleEnding();
      tell(ending);
      await expect
        .poll(() => outbox.history(subscriber.id).find((line) => line.endingId === ending.id))
        .toMatchObject({ state: "waiting", status: answer.status });
    }
    expect(elsewhere.arrived).toEqual([]);
    const waits = outbox
      .history(subscriber.id)
      .filter(({ status }) => status === 503)
      .map(({ dueAtMs = 0, attemptedAtMs = 0 }) => dueAtMs - attemptedAtMs);
    expect(waits).toEqual([1_800_000]);
  });

  it("Nothing is sent to an address inside the network that the operator does not allow.", async () => {
    const there = await receiver();
    const port = new URL(there.url).port;
    const subscribers = [
      sampleSubscriber({ url: there.url }),
      sampleSubscriber({ url: `https://localhost:${port}/` }),
    ];
    const { tell, outbox } = await running(subscribers, undefined, () => false);
    tell(sampleEnding());
    for (const { id } of subscribers) {
      await expect
        .poll(() => outbox.history(id))
        .toMatchObject([{ state: "waiting", detail: "refused-address" }]);
    }
    expect(there.arrived).toEqual([]);
  });

  it("A test arrives like any other delivery, at one subscriber only.", async () => {
    const [one, other] = [await receiver(), await receiver()];
    const subscriber = sampleSubscriber({ url: one.url });
    const { part } = await running([subscriber, sampleSubscriber({ url: other.url })]);
    const id = await part.deliverer.sendTest(subscriber);
    await expect.poll(() => one.accepted).toEqual([id]);
    expect(JSON.parse(nth(one.arrived).body)).toMatchObject({ type: "test" });
    expect(other.arrived).toEqual([]);
  });

  it("What is under way when delivery stops is given back, and sent by the next one.", async () => {
    const there = await receiver();
    there.manner = "hang";
    const subscriber = sampleSubscriber({ url: there.url });
    const { tell, part, outbox } = await running([subscriber]);
    const ending = sampleEnding();
    tell(ending);
    await expect.poll(() => there.arrived).toHaveLength(1);
    await part.stop(100);
    expect(outbox.state(subscriber.id)).toMatchObject({ waiting: 1, failingSinceMs: undefined });
    expect(await outbox.due(Number.MAX_SAFE_INTEGER)).toEqual([subscriber.id]);
  });
});

describe("CAEP events", () => {
  async function signing(): Promise<{
    readonly signer: SetSigner;
    readonly verify: (token: string, audience: string) => Promise<Record<string, unknown>>;
  }> {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const jwk = await exportJWK(publicKey);
    return {
      signer: {
        sign: async (_, claims, typ = "JWT") => {
          const header = { alg: "ES256", typ, kid: "1" };
          const token = await new SignJWT(JSON.parse(claims))
            .setProtectedHeader(header)
            .sign(privateKey);
          return { token, keyId: "1" };
        },
      },
      verify: async (token, audience) => {
        const { payload } = await jwtVerify(token, await importJWK(jwk, "ES256"), {
          typ: "secevent+jwt",
          issuer: "https://edge.example",
          audience,
        });
        return payload;
      },
    };
  }

  it("A revoked session arrives as a security event token that names it and its person.", async () => {
    const there = await receiver();
    there.manner = { status: 202 };
    const subscriber = sampleReceiver({ url: there.url });
    const { signer, verify } = await signing();
    const { tell, outbox } = await running([subscriber], signer);
    const ending = sampleEnding();
    tell(ending);
    tell(sampleEnding({ type: "identity-changed" }));
    await expect
      .poll(() => outbox.history(subscriber.id))
      .toMatchObject([{ state: "delivered", status: 202 }]);
    const request = nth(there.arrived);
    expect(request.headers["content-type"]).toBe("application/secevent+jwt");
    expect(request.headers.authorization).toBe("Bearer receiver-token");
    const claims = await verify(request.body, subscriber.audience);
    expect(claims).toMatchObject({
      jti: ending.id,
      sub_id: {
        format: "complex",
        session: { format: "opaque", id: ending.sessionId },
        user: { format: "iss_sub", iss: "https://edge.example", sub: ending.identityId },
      },
      events: {
        "https://schemas.openid.net/secevent/caep/event-type/session-revoked": {
          event_timestamp: ending.at / 1_000,
        },
      },
    });
    expect(claims).not.toHaveProperty("exp");
    expect(there.arrived).toHaveLength(1);
  });

  it("A token that the receiver rejects is not sent again, and its error code is kept.", async () => {
    const there = await receiver();
    there.manner = {
      status: 400,
      body: JSON.stringify({ err: "invalid_audience", description: "a text of the receiver" }),
    };
    const subscriber = sampleReceiver({ url: there.url });
    const { tell, outbox } = await running([subscriber], (await signing()).signer);
    tell(sampleEnding());
    await expect
      .poll(() => outbox.history(subscriber.id))
      .toMatchObject([{ state: "rejected", status: 400, detail: "invalid_audience" }]);
    expect(there.arrived).toHaveLength(1);
  });

  it("Without a key to sign with, nothing is sent, and it is tried again.", async () => {
    const there = await receiver();
    const subscriber = sampleReceiver({ url: there.url });
    const { tell, outbox } = await running([subscriber]);
    tell(sampleEnding());
    await expect
      .poll(() => outbox.history(subscriber.id))
      .toMatchObject([{ state: "waiting", detail: "unsigned" }]);
    expect(there.arrived).toEqual([]);
  });
});
