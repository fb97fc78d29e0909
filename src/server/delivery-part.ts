// Delivers the endings of a process to subscribers, as a part that is started and stopped with the server.
import type { AddressTest } from "../config/values/address-range.ts";
import { refusesTarget, targetProblem } from "../config/values/subscriber-target.ts";
import { attemptsAtOnceMax } from "../core/subscribers/limits.ts";
import type { EventSink } from "../edge/events.ts";
import type { Clock } from "../edge/ports.ts";
import { createDeliverer, type Deliverer } from "../endings/delivery/deliverer.ts";
import type { Outbox } from "../endings/delivery/outbox.ts";
import { createSender, type SetSigner } from "../endings/delivery/send.ts";
import type { EndingsHub } from "../endings/hub.ts";
import { createUndiciOrigin } from "../origin/undici/undici-origin.ts";
import { newId, random } from "../runtime/node.ts";
import type { Part } from "./parts.ts";

/** What delivery needs. */
export interface DeliveryParts {
  readonly hub: Pick<EndingsHub, "subscribe" | "flush">;
  /** Which endings this process delivers: its own, or those of all processes. */
  readonly noticed: "here" | "everywhere";
  readonly outbox: Outbox;
  readonly signer: SetSigner;
  /** The addresses inside the network that subscribers may have. */
  readonly networks: AddressTest;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly failed: (error: unknown) => void;
}

/** The part. */
export interface DeliveryPart extends Part {
  readonly deliverer: Deliverer;
}

/** Bytes of the head of an answer. */
const headBytesMax = 16 * 1_024;

/** Creates the part. It hears endings from `start` on. */
export function createDeliveryPart(parts: DeliveryParts): DeliveryPart {
  const { hub, noticed, outbox, signer, networks, clock, emit, failed } = parts;
  const sender = createSender({
    clock,
    signer,
    allowsUrl: (url) => targetProblem(url, networks) === undefined,
    openTarget: (url) =>
      createUndiciOrigin({
        url,
        connectionsMax: attemptsAtOnceMax,
        headBytesMax,
        refusesAddress: (address) => refusesTarget(address, networks),
      }),
  });
  const deliverer = createDeliverer({ outbox, sender, clock, random, newId, emit, failed });
  let leave = (): void => undefined;
  return {
    deliverer,
    start() {
      deliverer.start();
      leave = hub.subscribe({ project: undefined, noticed }, (ending) => deliverer.receive(ending));
      return Promise.resolve();
    },
    async stop(deadlineMs) {
      hub.flush();
      leave();
      await deliverer.stop(deadlineMs);
    },
  };
}
