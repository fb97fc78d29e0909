// The shared bus on NATS JetStream. Each region has a stream. What a stream accepts is published again to all members, so
// no member needs a consumer. What a member missed, it reads from the stream.
// It is over 300 lines, because its methods share the state of one connection.
import type { Msg, NatsConnection, Subscription } from "@nats-io/transport-node";
import { decodeMessage, encodeMessage } from "../../core/bus-message.ts";
import type { ServedProject } from "../../core/served-project.ts";
import type { BusListener, BusReading, SentMessage, SharedBus } from "../../edge/ports.ts";
import { openConnection, type NatsConnectionOptions } from "./connection.ts";
import { KeptRecords } from "./kept-records.ts";
import { createLayout, regionPattern, type Layout, type LayoutOptions } from "./layout.ts";
import { readLog, sequenceOf } from "./log-reading.ts";
import { requireStream } from "./needed-stream.ts";
import { Explained, isViolation } from "./refusals.ts";
import { NatsSession } from "./session.ts";
import { bucketStream, logStream } from "./stream-config.ts";
import { tryPublishing, tryReading } from "./permission-trial.ts";

/** How a process joins a bus on NATS. */
export interface NatsBusOptions extends NatsConnectionOptions, LayoutOptions {
  /** The own region. */
  readonly region: string;
}

/** The start waits this long for the buckets of other regions. */
const otherRegionsWaitMs = 1_000;
const tickEveryMs = 250;
const connectAgainAfterMs = 1_000;
const endStaleAfterMs = 500;

/** Creates a member's connection to a bus on NATS. Nothing is opened before `start`. */
export function createNatsBus(options: NatsBusOptions): SharedBus {
  return new NatsBus(options);
}

class NatsBus implements SharedBus {
  readonly region: string;
  readonly #options: NatsBusOptions;
  readonly #layout: Layout;
  #listener: BusListener | undefined;
  #session: NatsSession | undefined;
  #records: KeptRecords | undefined;
  #stopped = false;
  #started = false;
  /** Whether the connection is there now. */
  #online = false;
  /** Whether the server no longer answers, and the connection has not ended yet. */
  #stale = false;
  /** Whether streams and buckets must be looked at, because the connection was lost. */
  #unsettled = false;
  #settling = false;
  #timer: NodeJS.Timeout | undefined;
  #reported = "";

  constructor(options: NatsBusOptions) {
    if (!regionPattern.test(options.region)) {
      throw new RangeError(`"${options.region}" cannot be the name of a region`);
    }
    this.#options = options;
    this.region = options.region;
    this.#layout = createLayout(options);
  }

  async start(listener: BusListener): Promise<void> {
    this.#listener = listener;
    this.#stopped = false;
    const session = new NatsSession(await openConnection(this.#options), this.#layout);
    this.#session = session;
    this.#online = true;
    try {
      const records = new KeptRecords({
        region: this.region,
        session,
        listener,
        report: (error) => this.#report(error),
      });
      this.#records = records;
      await this.#subscribe(session);
      await this.#requireStreams(session);
      await Promise.all([tryPublishing(session, this.region), tryReading(session, this.region)]);
      await records.start(otherRegionsWaitMs);
      records.deliverAll();
    } catch (error) {
      this.#session = undefined;
      this.#records = undefined;
      await session.close();
      throw error;
    }
    this.#started = true;
    this.#watch(session);
    this.#timer = setInterval(() => this.#tick(), tickEveryMs).unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#session?.close();
    this.#session = undefined;
  }

  async append(messages: readonly SentMessage[]): Promise<number> {
    const session = this.#connected();
    const what = `publish to the log of region ${this.region}`;
    try {
      return await session.attempt(what, this.#layout.ownerOf(this.region), async (jsm) => {
        const client = jsm.jetstream();
        const accepted = await Promise.all(
          messages.map((one) => client.publish(this.#subjectOf(one), encodeMessage(one))),
        );
        return accepted.at(-1)?.seq ?? 0;
      });
    } catch (error) {
      // The stream may be gone.
      this.#unsettled = true;
      throw error;
    }
  }

  async read(region: string, after: number | undefined): Promise<BusReading> {
    if (!regionPattern.test(region)) throw new Explained(`There is no region "${region}".`);
    const session = this.#connected();
    const owner = this.#layout.ownerOf(region);
    const read = await session.attempt(`read the log of region ${region}`, owner, () =>
      readLog(session, region, after),
    );
    this.#records?.logWasRead(region);
    return read;
  }

  async addRegion(): Promise<void> {
    await this.#connectedRecords().addRegion();
  }

  async removeRegion(region: string): Promise<void> {
    await this.#connectedRecords().removeRegion(region);
  }

  tellEnding(project: string, text: string): void {
    // Without the connection nobody could hear it in time, and what is told is not kept.
    if (this.#session === undefined || !this.#online) return;
    this.#session.connection.publish(this.#layout.endings(this.region, project), text);
  }

  async publishProject(project: ServedProject): Promise<void> {
    await this.#connectedRecords().publishProject(project);
  }

  #connected(): NatsSession {
    // The client would keep what is published now, and send it when it is too late.
    if (this.#session === undefined || !this.#online) throw new Explained("NATS is not connected.");
    return this.#session;
  }

  #connectedRecords(): KeptRecords {
    this.#connected();
    if (this.#records === undefined) throw new Explained("The bus on NATS was not started.");
    return this.#records;
  }

  #subjectOf(message: SentMessage): string {
    switch (message.kind) {
      // What does not last has the subject of the member that sends it, to which its permissions are limited.
      case "heartbeat":
        return this.#layout.heartbeat(this.region, message.heartbeat.instance);
      case "traffic":
        return this.#layout.heartbeat(this.region, message.traffic.instance);
      case "question":
        return this.#layout.heartbeat(this.region, message.question.by);
      case "answer":
        return this.#layout.heartbeat(this.region, message.answer.instance);
      case "invalidation":
      case "goodbye":
      case "revision":
      case "removal":
        return this.#layout.lasting(this.region);
      default:
        return message satisfies never;
    }
  }

  /** Resolves when NATS has confirmed the subscriptions. */
  async #subscribe(session: NatsSession): Promise<void> {
    const { connection } = session;
    const { liveLogs, liveBuckets } = this.#layout;
    await session.attempt("listen to the bus", this.#layout.ownerOf(this.region), async () => {
      let refused: Error | undefined;
      const listen = (subject: string, receive: (message: Msg) => void): Subscription =>
        connection.subscribe(subject, {
          callback: (error, message) => {
            if (error === null) return receive(message);
            refused = error;
            // If it was permitted before, it is tried again with another connection.
            if (this.#started) void connection.close();
          },
        });
      listen(liveLogs, (message) => this.#logMessage(message));
      listen(liveBuckets, (message) => this.#bucketMessage(message));
      await connection.flush();
      if (refused !== undefined) throw refused;
    });
  }

  #logMessage(message: Msg): void {
    const [, region = ""] = message.subject.split(".");
    const sequence = sequenceOf(message);
    if (sequence === undefined || this.#stopped) return;
    this.#records?.heard(region);
    this.#listener?.message(region, sequence, decodeMessage(message.string()));
  }

  #bucketMessage(message: Msg): void {
    const [, owner = "", ...key] = message.subject.split(".");
    const sequence = sequenceOf(message);
    if (sequence === undefined || this.#stopped) return;
    this.#records?.arrived(owner, key.join("."), sequence, message.string());
  }

  async #requireStreams(session: NatsSession): Promise<void> {
    const owner = this.#layout.ownerOf(this.region);
    await requireStream(session, logStream(this.#layout, this.region, {}), this.region);
    await requireStream(session, bucketStream(this.#layout, owner, {}), this.region);
  }

  /** Follows what happens to the session's connections. */
  #watch(session: NatsSession): void {
    session.statusListeners.add((status) => {
      if (status.type === "disconnect") {
        this.#stale = false;
        this.#interrupted(false);
      }
      if (status.type === "reconnect") this.#interrupted(true);
      else if (status.type === "staleConnection") this.#endStale(session.connection);
      // What was not permitted is known to the attempt or to the subscription that was refused.
      else if (status.type === "error" && this.#isUnknown(status.error)) {
        this.#report(status.error);
      }
    });
    void this.#reopenAfter(session);
  }

  /**
   * Ends a connection on which the server no longer answers. The client does that too. But it first waits until
   * everything is sent, which may never be.
   */
  #endStale(connection: NatsConnection): void {
    this.#stale = true;
    this.#interrupted(false);
    setTimeout(() => {
      if (this.#stale) void connection.close();
    }, endStaleAfterMs).unref();
  }

  /** Connects again each time that the client has given up. */
  async #reopenAfter(session: NatsSession): Promise<void> {
    for (;;) {
      const error = await session.connection.closed();
      this.#stale = false;
      if (this.#stopped) return;
      this.#interrupted(false);
      this.#report(error ?? new Explained("The connection to NATS was closed."));
      while (!this.#stopped && !(await this.#reopened(session))) {
        await new Promise<void>((resolve) => {
          setTimeout(resolve, connectAgainAfterMs).unref();
        });
      }
    }
  }

  async #reopened(session: NatsSession): Promise<boolean> {
    try {
      session.use(await openConnection(this.#options));
      await this.#subscribe(session);
      if (this.#stopped) await session.close();
      this.#interrupted(true);
      return true;
    } catch (error) {
      this.#report(error);
      await session.close();
      return false;
    }
  }

  #interrupted(online: boolean): void {
    if (this.#stopped) return;
    this.#online = online;
    if (online) this.#unsettled = true;
    this.#listener?.interrupted();
  }

  #tick(): void {
    if (!this.#online) return;
    if (!this.#unsettled) this.#records?.tick();
    else if (!this.#settling) void this.#settle();
  }

  /** Looks at everything again after a reconnection. A stream that was lost is created. */
  async #settle(): Promise<void> {
    const [session, records] = [this.#session, this.#records];
    if (session === undefined || records === undefined) return;
    this.#settling = true;
    this.#unsettled = false;
    try {
      await this.#requireStreams(session);
      await records.refresh();
      records.deliverAll();
      this.#reported = "";
    } catch (error) {
      this.#unsettled = true;
      this.#report(error);
    } finally {
      this.#settling = false;
    }
  }

  /** Whether nothing else knows of an error. No attempt waits until an ending is told. */
  #isUnknown(error: Error): boolean {
    return !isViolation(error) || error.message.includes(this.#layout.endings(this.region, ""));
  }

  /** Reports a failure, unless it is the same as the last one. */
  #report(error: unknown): void {
    const text = String(error);
    if (this.#stopped || text === this.#reported) return;
    this.#reported = text;
    this.#listener?.failed(error);
  }
}
