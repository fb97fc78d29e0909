// The log of one region on the bus of a run: numbered without gaps, cut off at its beginning, or begun again.
import { messageId } from "../../../src/core/bus-message.ts";
import type { BusReading, SentMessage } from "../../../src/edge/ports.ts";

/** A region's log. */
export class LogModel {
  readonly #messages: SentMessage[] = [];
  readonly #newIncarnation: () => string;
  #incarnation: string;
  #first = 1;

  constructor(newIncarnation: () => string) {
    this.#newIncarnation = newIncarnation;
    this.#incarnation = newIncarnation();
  }

  /** The sequence of the last message. 0 if there never was one. */
  get last(): number {
    return this.#first + this.#messages.length - 1;
  }

  /** Accepts a message. Returns its sequence. */
  append(message: SentMessage): number {
    this.#messages.push(message);
    return this.last;
  }

  /** Drops all but the latest messages, as a limit of retention does. */
  truncate(keep: number): void {
    const dropped = Math.max(0, this.#messages.length - keep);
    this.#messages.splice(0, dropped);
    this.#first += dropped;
  }

  /** Loses everything. The log is a new one, and its numbers begin at 1. */
  beginAgain(): void {
    this.#messages.length = 0;
    this.#first = 1;
    this.#incarnation = this.#newIncarnation();
  }

  /** Loses the latest messages, as a server does that loses power before it has written them. Their numbers are given again. */
  loseTail(count: number): readonly SentMessage[] {
    return this.#messages.splice(Math.max(0, this.#messages.length - count));
  }

  /** Reads as the port says: at most so many messages, with or without heartbeats. */
  read(after: number | undefined, messagesMax: number, heartbeats: boolean): BusReading {
    const { last } = this;
    const incarnation = this.#incarnation;
    if (after === undefined) {
      return {
        incarnation,
        through: last,
        reachesBack: true,
        idAtStart: undefined,
        messages: [],
        complete: true,
      };
    }
    const start = Math.max(after + 1, this.#first);
    const found = this.#messages
      .slice(start - this.#first, start - this.#first + messagesMax)
      .map((message, index) => ({ sequence: start + index, message }));
    const through = found.at(-1)?.sequence ?? last;
    const atStart = this.#messages[after - this.#first];
    return {
      incarnation,
      through,
      reachesBack: after + 1 >= this.#first,
      idAtStart: atStart === undefined ? undefined : messageId(atStart),
      messages: heartbeats ? found : found.filter(({ message }) => message.kind !== "heartbeat"),
      complete: through === last,
    };
  }
}
