// Carries invalidations and projects' settings between the edges of one process. Every subscriber gets them at once and
// in the same order.
import type { Invalidation } from "../core/invalidation.ts";
import { forgetDeletions } from "../core/deleted-project.ts";
import { takesOver, type ServedProject } from "../core/served-project.ts";
import type { Bus, ProjectBus } from "../edge/ports.ts";

/** The options of an in-process bus. */
export interface InProcessBusOptions {
  /** Called when a subscriber throws. Must not throw itself. */
  readonly onError: (error: unknown, message: Invalidation | ServedProject) => void;
}

/**
 * Creates a bus within one process. Messages are delivered before `publish` returns. A message that a subscriber
 * publishes while it receives one is delivered after that one, so all subscribers get everything in the same order.
 */
export function createInProcessBus({ onError }: InProcessBusOptions): Bus & ProjectBus {
  const invalidations = createTopic<Invalidation>(onError);
  const projects = createTopic<ServedProject>(onError);
  const latest = new Map<string, ServedProject>();
  return {
    healthyUntilMs: Number.POSITIVE_INFINITY,
    publish: async (published) => {
      await Promise.all(published.map((invalidation) => invalidations.publish(invalidation)));
    },
    subscribe: (receive) => Promise.resolve(invalidations.subscribe(receive)),
    publishProject(project) {
      const { project: id } = project.settings;
      if (!takesOver(latest.get(id), project)) return Promise.resolve();
      latest.set(id, project);
      forgetDeletions(latest, project);
      return projects.publish(project);
    },
    watchProjects(receive) {
      // It subscribes first, and nothing runs in between. So no revision is missed between the known ones and the later
      // ones.
      const end = projects.subscribe(receive);
      for (const project of latest.values()) projects.deliverTo(receive, project);
      return Promise.resolve(end);
    },
  };
}

interface Subscription<Message> {
  readonly receive: (message: Message) => void;
  ended: boolean;
}

/** The messages of one kind, in one order for all subscribers. */
interface Topic<Message> {
  publish(message: Message): Promise<void>;
  subscribe(receive: (message: Message) => void): () => void;
  /** Hands a message to one receiver. An error that the receiver throws is reported. */
  deliverTo(receive: (message: Message) => void, message: Message): void;
}

function createTopic<Message>(onError: (error: unknown, message: Message) => void): Topic<Message> {
  // Replaced, never changed. A delivery in progress goes to those that had subscribed when it began.
  let subscriptions: readonly Subscription<Message>[] = [];
  const waiting: { readonly message: Message; readonly delivered: () => void }[] = [];
  let delivering = false;

  function deliverTo(receive: (message: Message) => void, message: Message): void {
    try {
      receive(message);
    } catch (error) {
      onError(error, message);
    }
  }

  return {
    deliverTo,
    publish: (message) =>
      new Promise((delivered) => {
        waiting.push({ message, delivered });
        if (delivering) return;
        delivering = true;
        try {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            for (const subscription of subscriptions) {
              if (!subscription.ended) deliverTo(subscription.receive, next.message);
            }
            next.delivered();
          }
        } finally {
          delivering = false;
        }
      }),
    subscribe(receive) {
      const subscription: Subscription<Message> = { receive, ended: false };
      subscriptions = [...subscriptions, subscription];
      return () => {
        subscription.ended = true;
        subscriptions = subscriptions.filter((other) => other !== subscription);
      };
    },
  };
}
