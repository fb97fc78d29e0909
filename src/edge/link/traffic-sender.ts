// Sends what this process counted of its traffic to the bus, a few reports every few seconds.
import {
  reportEveryMs,
  reportsAtOnceMax,
  type ReportedTraffic,
} from "../../core/traffic-report.ts";
import type { Background, Clock, SharedBus } from "../ports.ts";

/** Counts traffic. */
export interface TrafficSource {
  /** What is to be in a report: at most `reportCharactersMax`. Empty if nothing changed since it was last reported. */
  readonly take: (report: number) => readonly ReportedTraffic[];
  /** Notes that a report was not accepted, so that its projects are reported again. */
  readonly giveBack: (projects: readonly ReportedTraffic[]) => void;
}

/** What sending needs. */
interface TrafficSenderParts {
  readonly source: TrafficSource;
  readonly bus: Pick<SharedBus, "append">;
  readonly clock: Clock;
  readonly background: Background;
  readonly instance: string;
  readonly failed: (cause: unknown) => void;
}

/** Sends reports while the link is connected. */
export interface TrafficSender {
  /** Sends reports if it is time for them, and those before have been accepted or refused. */
  tick(): void;
  /** Sends what is left. Never rejects. */
  send(): Promise<void>;
}

/** Creates a sender. */
export function createTrafficSender(parts: TrafficSenderParts): TrafficSender {
  const { source, bus, clock, background, instance, failed } = parts;
  let count = 0;
  let sending = false;
  let nextAtMs = clock.nowMs() + reportEveryMs;

  async function sendOne(): Promise<boolean> {
    const projects = source.take(count + 1);
    if (projects.length === 0) return false;
    count += 1;
    const traffic = { version: 1, instance, count, projects, at: clock.wallMs() } as const;
    try {
      await bus.append([{ kind: "traffic", traffic }]);
      return true;
    } catch (cause) {
      source.giveBack(projects);
      failed(cause);
      return false;
    }
  }

  async function send(): Promise<void> {
    sending = true;
    for (let sent = 0; sent < reportsAtOnceMax; sent += 1) {
      if (!(await sendOne())) break;
    }
    sending = false;
  }

  return {
    tick() {
      const nowMs = clock.nowMs();
      if (sending || nowMs < nextAtMs) return;
      nextAtMs = nowMs + reportEveryMs;
      background(send());
    },
    send,
  };
}
