// The one place of a process where endings meet their subscribers: streams, web hooks, receivers of CAEP events, NATS, and
// functions of a program that has an edge in process.
import type { Ending } from "../core/endings/ending.ts";
import type { EventSink } from "../edge/events.ts";
import type { Clock } from "../edge/ports.ts";
import { Coalescer } from "./coalescer.ts";

/** What a subscriber wants to be told. */
export interface EndingsWanted {
  /** The endings of one project. If undefined, those of every project. */
  readonly project: string | undefined;
  /**
   * `here`: what edges and intakes of this process (and its workers) published themselves. If every process tells these,
   * each ending is told once. `everywhere`: also what other processes published on the bus.
   */
  readonly noticed: "here" | "everywhere";
}

/** What a hub is made with. */
export interface EndingsHubParts {
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Called if a subscriber throws, or its promise rejects. Must not throw itself. */
  readonly onError: (error: unknown) => void;
}

/** The endings of one process. */
export interface EndingsHub {
  /** Takes the endings among the events of edges. Other events are ignored. */
  readonly sink: EventSink;
  /**
   * Subscribes. `receive` gets each ending at most once per second for the same type and session (or identity). The last
   * one is never left out. If it returns a promise, nobody waits for it. Returns a function that ends the subscription.
   */
  subscribe(wanted: EndingsWanted, receive: (ending: Ending) => void): () => void;
  /** Tells at once what waits for the end of its second. Call it when no more events come. */
  flush(): void;
}

interface Subscription {
  readonly project: string | undefined;
  readonly receive: (ending: Ending) => void;
}

/** Creates a hub. */
export function createEndingsHub({ clock, emit, onError }: EndingsHubParts): EndingsHub {
  const here = new Set<Subscription>();
  const everywhere = new Set<Subscription>();

  function give(subscriptions: Set<Subscription>, ending: Ending): void {
    for (const { project, receive } of subscriptions) {
      if (project !== undefined && project !== ending.project) continue;
      try {
        const received: unknown = receive(ending);
        // Programs may subscribe an async function. Otherwise a rejection would end the process.
        if (received instanceof Promise) received.catch(onError);
      } catch (error) {
        onError(error);
      }
    }
  }

  const overflowed = (project: string): void => emit({ kind: "endings-collapsed", project });
  const ofHere = new Coalescer({ clock, overflowed, tell: (ending) => give(here, ending) });
  const ofEverywhere = new Coalescer({
    clock,
    // Counted with the others.
    overflowed: () => undefined,
    tell: (ending) => {
      emit({ kind: "ending-told", project: ending.project, type: ending.type });
      give(everywhere, ending);
    },
  });

  return {
    sink(event) {
      if (event.kind !== "ending") return;
      if (event.here) ofHere.take(event.ending);
      ofEverywhere.take(event.ending);
    },
    subscribe({ project, noticed }, receive) {
      const subscriptions = noticed === "here" ? here : everywhere;
      const subscription = { project, receive };
      subscriptions.add(subscription);
      return () => {
        subscriptions.delete(subscription);
      };
    },
    flush() {
      ofHere.flush();
      ofEverywhere.flush();
    },
  };
}
