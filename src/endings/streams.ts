// Streams of endings, as server-sent events. A stream holds nothing but its place among the endings that are kept. So a
// client that reads slowly costs no memory, and is ended once it is too far behind.
import type { EventSink } from "../edge/events.ts";
import type { ByteStream, Clock, EdgeAnswer } from "../edge/ports.ts";
import { encodeEnding } from "./ending-text.ts";
import type { EndingsHub } from "./hub.ts";
import {
  endingStreamsMax,
  endingStreamsOfProjectMax,
  streamChunkBytesMax,
  streamHeartbeatMs,
  streamKeyCheckEveryMs,
} from "./limits.ts";
import { EndingRing } from "./ring.ts";

/** What streams are made with. */
export interface EndingStreamsParts {
  readonly hub: EndingsHub;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Identifies this process among all others and its restarts. Places count in one process alone. */
  readonly instance: string;
}

/** A client that asks for a stream. */
interface StreamRequest {
  readonly project: string;
  /** The value of its `Last-Event-ID`. */
  readonly lastEventId: string | undefined;
  readonly keyName: string | undefined;
  /** Whether its key still counts. A stream outlasts the request, so it is asked again while the stream is open. */
  readonly isAllowed: () => boolean | Promise<boolean>;
}

/** The streams of a process. */
export interface EndingStreams {
  /** Begins a stream of the endings of one project. Undefined if there are too many streams. */
  open(request: StreamRequest): EdgeAnswer | undefined;
  /** Ends all streams after what they have not sent yet. Call it when the process stops. */
  close(): void;
}

interface OpenStream {
  readonly project: string;
  readonly keyName: string | undefined;
  readonly isAllowed: StreamRequest["isAllowed"];
  /** When its key counted last, by the edge's clock. */
  allowedAtMs: number;
  /** Everything up to this place was sent. */
  sent: number;
  /** Ends the wait for the next ending. */
  wake: (() => void) | undefined;
  ended: boolean;
}

const encoder = new TextEncoder();

/** Begins to keep endings, and creates the streams. */
export function createEndingStreams(parts: EndingStreamsParts): EndingStreams {
  const { hub, clock, emit, instance } = parts;
  const ring = new EndingRing(clock);
  const streams = new Set<OpenStream>();
  let closed = false;
  hub.subscribe({ project: undefined, noticed: "everywhere" }, (ending) => {
    ring.add(ending);
    for (const stream of streams) if (stream.project === ending.project) stream.wake?.();
  });

  const idOf = (sequence: number): string => `${instance}.${sequence}`;

  function isFull(project: string): boolean {
    if (streams.size >= endingStreamsMax) return true;
    const own = [...streams].filter((stream) => stream.project === project);
    return own.length >= endingStreamsOfProjectMax;
  }

  function tell(stream: OpenStream, change: "begun" | "gap" | "ended" | "slow"): void {
    const { project, keyName } = stream;
    emit({ kind: "endings-stream", project, change, open: streams.size, keyName });
  }

  function end(stream: OpenStream, change: "ended" | "slow"): void {
    if (stream.ended) return;
    stream.ended = true;
    streams.delete(stream);
    stream.wake?.();
    tell(stream, change);
  }

  /** What the stream has not sent yet, up to about a chunk. Empty if there is nothing. */
  function take(stream: OpenStream): string {
    let text = "";
    for (const { sequence, ending } of ring.after(stream.sent)) {
      if (text.length >= streamChunkBytesMax) return text;
      stream.sent = sequence;
      if (ending.project !== stream.project) continue;
      text += `id: ${idOf(sequence)}\nevent: ${ending.type}\ndata: ${encodeEnding(ending)}\n\n`;
    }
    return text;
  }

  /** Whether a stream may go on. If that cannot be found out, the stream ends, and its client comes back. */
  async function mayGoOn(stream: OpenStream): Promise<boolean> {
    let allowed = false;
    try {
      allowed = await stream.isAllowed();
    } finally {
      if (allowed) stream.allowedAtMs = clock.nowMs();
      else end(stream, "ended");
    }
    return allowed;
  }

  function isKeyDue({ allowedAtMs }: OpenStream): boolean {
    return clock.nowMs() - allowedAtMs >= streamKeyCheckEveryMs;
  }

  /** Resolves with true if something may be there to send, or with false if a heartbeat is due. */
  function wait(stream: OpenStream): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (woken: boolean): void => {
        stream.wake = undefined;
        cancel();
        resolve(woken);
      };
      const cancel = clock.after(streamHeartbeatMs, () => done(false));
      stream.wake = () => done(true);
    });
  }

  async function next(stream: OpenStream): Promise<string | undefined> {
    while (!stream.ended) {
      if (isKeyDue(stream) && !(await mayGoOn(stream))) return undefined;
      if (!ring.holdsAfter(stream.sent)) {
        end(stream, "slow");
        return undefined;
      }
      const text = take(stream);
      if (text !== "") return text;
      if (closed) {
        end(stream, "ended");
        return undefined;
      }
      // The place moves on, although what it passed was for others.
      if (!(await wait(stream))) return `: heartbeat\nid: ${idOf(stream.sent)}\n\n`;
    }
    return undefined;
  }

  /** The first lines: how soon to come back, and from where. */
  function greeting(stream: OpenStream, gap: boolean): string {
    const start = `retry: 1000\nid: ${idOf(stream.sent)}\n`;
    const told = `event: gap\ndata: ${JSON.stringify({ project: stream.project })}\n`;
    return `${start}${gap ? told : ""}\n`;
  }

  function bodyOf(stream: OpenStream, gap: boolean): ByteStream {
    let greeted = false;
    const step = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
      const text = greeted ? await next(stream) : greeting(stream, gap);
      greeted = true;
      return text === undefined
        ? { done: true, value: undefined }
        : { done: false, value: encoder.encode(text) };
    };
    return {
      [Symbol.asyncIterator]: () => ({
        next: step,
        return() {
          end(stream, "ended");
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  }

  return {
    open({ project, lastEventId, keyName, isAllowed }) {
      if (closed || isFull(project)) return undefined;
      const wanted = lastEventId === undefined ? ring.last : readPlace(lastEventId, instance);
      const gap = wanted === undefined || !ring.holdsAfter(wanted);
      const sent = gap ? ring.last : wanted;
      const stream: OpenStream = {
        project,
        keyName,
        isAllowed,
        allowedAtMs: clock.nowMs(),
        sent,
        wake: undefined,
        ended: false,
      };
      streams.add(stream);
      tell(stream, gap ? "gap" : "begun");
      return { status: 200, headers: streamHeaders, body: bodyOf(stream, gap) };
    },
    close() {
      closed = true;
      for (const stream of streams) stream.wake?.();
    },
  };
}

const streamHeaders = [
  "Content-Type",
  "text/event-stream; charset=utf-8",
  "Cache-Control",
  "no-store",
  // Proxies that buffer answers would keep events back.
  "X-Accel-Buffering",
  "no",
];

/** The place that an id names. Undefined if it is from another process, or not an id. */
function readPlace(id: string, instance: string): number | undefined {
  const prefix = `${instance}.`;
  if (!id.startsWith(prefix) || !/^\d{1,15}$/.test(id.slice(prefix.length))) return undefined;
  return Number(id.slice(prefix.length));
}
