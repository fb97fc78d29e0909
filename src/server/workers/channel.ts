// A worker's end of the channel to its supervisor. The channel is the worker's place in the fence protocol, so a worker
// that loses it must end.
import type { ProjectSign } from "../../core/health/signs.ts";
import type { EventSink } from "../../edge/events.ts";
import type { MetricsJson } from "../../observe/metrics/registry.ts";
import type { Load } from "../parts.ts";
import type { ToSupervisor, ToWorker } from "./messages.ts";
import type { OpenSiblings } from "./share.ts";
import { createTold, type Told } from "./told.ts";

/** What a channel needs of the process. */
export type ChannelProcess = Pick<NodeJS.Process, "connected" | "send" | "on">;

/** What a worker reports when it is asked. */
interface WorkerReport {
  readonly degraded: () => string | undefined;
  readonly signs: () => readonly ProjectSign[];
  readonly load: () => Load;
  readonly metrics: () => Promise<MetricsJson>;
  /** Reads the files of its certificate again. */
  readonly reread: () => Promise<void>;
}

/** A channel to a supervisor. */
export interface Channel {
  /** How the edges of this process reach those of the other workers. */
  readonly siblings: OpenSiblings;
  /** Hands an event to the supervisor if it is an ending that this worker noticed. */
  readonly noticeEnding: EventSink;
  /** What all workers together notice of the projects' identity servers. */
  readonly signs: () => readonly ProjectSign[];
  /** Joins the others. Resolves with what this worker is to be. */
  join(): Promise<Extract<ToWorker, { readonly kind: "start" }>>;
  /** Says that this worker accepts connections. */
  ready(url: string, instance: string): void;
  /** Says that it did not start. Resolves when that has been sent. */
  failed(why: string): Promise<void>;
  /** Answers the supervisor's questions from now on. */
  report(about: WorkerReport): void;
  /** Resolves when it is asked to stop, with the deadline in milliseconds. */
  readonly stopped: Promise<number>;
}

/** Opens the channel. `lost` is called if the supervisor has ended. Undefined if this process has no supervisor. */
export function openChannel(on: ChannelProcess, lost: () => void): Channel | undefined {
  if (!on.connected || on.send === undefined) return undefined;
  const started = Promise.withResolvers<Extract<ToWorker, { readonly kind: "start" }>>();
  const stopped = Promise.withResolvers<number>();
  const asked = new Map<number, () => void>();
  let last = 0;
  let told: Told | undefined;
  let about: WorkerReport | undefined;
  let signs: readonly ProjectSign[] = [];

  // If the channel is closed, `disconnect` follows.
  const send = (message: ToSupervisor, sent: () => void = () => undefined): void => {
    on.send?.(message, undefined, undefined, sent);
  };

  function received(message: ToWorker): void {
    switch (message.kind) {
      case "start":
        started.resolve(message);
        return;
      case "round": {
        const wider = told?.receive(message.notices) ?? [];
        send({ kind: "applied", id: message.id, wider });
        return;
      }
      case "over":
        asked.get(message.id)?.();
        asked.delete(message.id);
        return;
      case "ping":
        send({
          kind: "pong",
          degraded: about?.degraded(),
          signs: about?.signs() ?? [],
          ...(about?.load() ?? { connections: 0, requests: 0 }),
        });
        return;
      case "signs":
        signs = message.signs;
        return;
      case "scrape":
        void about?.metrics().then((metrics) => send({ kind: "metrics", id: message.id, metrics }));
        return;
      case "reread":
        void about?.reread();
        return;
      case "stop":
        stopped.resolve(message.withinMs);
        return;
      default:
        message satisfies never;
    }
  }

  // Only the supervisor writes to the channel, so what arrives has this shape.
  on.on("message", (message) => received(message as ToWorker));
  on.on("disconnect", lost);
  return {
    siblings: (parts) => {
      told = createTold({
        ...parts,
        begin: (notices) =>
          new Promise((resolve) => {
            last += 1;
            asked.set(last, resolve);
            send({ kind: "tell", id: last, notices });
          }),
      });
      return told;
    },
    noticeEnding: (event) => {
      if (event.kind === "ending" && event.here) send({ kind: "ending", ending: event.ending });
    },
    signs: () => signs,
    join: () => {
      send({ kind: "joined" });
      return started.promise;
    },
    ready: (url, instance) => send({ kind: "ready", url, instance }),
    failed: (why) =>
      new Promise((resolve) => {
        send({ kind: "failed", why }, resolve);
      }),
    report: (next) => {
      about = next;
    },
    stopped: stopped.promise,
  };
}
