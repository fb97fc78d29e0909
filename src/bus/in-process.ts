// Carries invalidations between the edges of one process: in order, at once, to everybody.
import type { Invalidation } from "../core/invalidation.ts";
import type { Bus } from "../edge/ports.ts";

/** What an in-process bus is made with. */
export interface InProcessBusOptions {
  /** Told when a subscriber throws; must not throw itself. */
  readonly onError: (error: unknown, invalidation: Invalidation) => void;
}

interface Subscription {
  readonly receive: (invalidation: Invalidation) => void;
  ended: boolean;
}

/**
 * A bus within one process. `publish` delivers before it returns. What a subscriber publishes while it receives is
 * delivered after the message in hand, so that all hear everything in one order.
 */
export function createInProcessBus({ onError }: InProcessBusOptions): Bus {
  // Replaced, never changed: a delivery under way goes to those who had subscribed when it began.
  let subscriptions: readonly Subscription[] = [];
  const waiting: { readonly invalidation: Invalidation; readonly delivered: () => void }[] = [];
  let delivering = false;

  function deliver(invalidation: Invalidation): void {
    for (const subscription of subscriptions) {
      if (subscription.ended) continue;
      try {
        subscription.receive(invalidation);
      } catch (error) {
        onError(error, invalidation);
      }
    }
  }

  return {
    publish: (invalidation) =>
      new Promise((delivered) => {
        waiting.push({ invalidation, delivered });
        if (delivering) return;
        delivering = true;
        try {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            deliver(next.invalidation);
            next.delivered();
          }
        } finally {
          delivering = false;
        }
      }),
    subscribe(receive) {
      const subscription: Subscription = { receive, ended: false };
      subscriptions = [...subscriptions, subscription];
      return Promise.resolve(() => {
        subscription.ended = true;
        subscriptions = subscriptions.filter((other) => other !== subscription);
      });
    },
  };
}
