// The endings that a process notices and hears of, and the ways on which they leave it.
import { encodeEnding } from "../endings/ending-text.ts";
import { createEndingsHub, type EndingsHub } from "../endings/hub.ts";
import { createEndingStreams, type EndingStreams } from "../endings/streams.ts";
import type { EventSink } from "../edge/events.ts";
import type { BusLink } from "../edge/link/bus-link.ts";
import type { Clock } from "../edge/ports.ts";
import type { Share } from "./workers/share.ts";

/** What they are made of. */
export interface EndingsHereParts {
  readonly clock: Clock;
  readonly emit: EventSink;
  /** The part of the edge's work that this process has. If undefined, it does everything. */
  readonly share: Share | undefined;
  /** Returns a function that logs an error with these words. */
  readonly failed: (what: string) => (error: unknown) => void;
}

/** The endings of a process. */
export interface EndingsHere {
  readonly hub: EndingsHub;
  /** Takes what the edges of this process notice. */
  readonly sink: EventSink;
  /** Opens the streams of endings, and tells the other processes on the link what this one notices. */
  open(instance: string, link: BusLink | undefined): EndingStreams;
}

/** Creates them. */
export function createEndingsHere({ clock, emit, share, failed }: EndingsHereParts): EndingsHere {
  const hub = createEndingsHub({
    clock,
    emit,
    onError: failed("an ending could not be told to a subscriber"),
  });
  if (share?.kind === "supervisor") share.supervisor.onEnding = hub.sink;
  return {
    hub,
    // A worker's endings are told by its supervisor, which operators and subscribers reach.
    sink: share?.kind === "worker" ? share.noticeEnding : hub.sink,
    open(instance, link) {
      if (link !== undefined) {
        // Every process tells what it noticed, so that each ending is told once.
        hub.subscribe({ project: undefined, noticed: "here" }, (ending) =>
          link.tellEnding(ending.project, encodeEnding(ending)),
        );
      }
      return createEndingStreams({ hub, clock, emit, instance });
    },
  };
}
