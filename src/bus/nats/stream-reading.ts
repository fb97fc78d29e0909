// Reads a part of a stream, by a consumer that NATS forgets after seconds.
import { nanos, PermissionViolationError, type Status } from "@nats-io/transport-node";
import type { Consumer } from "@nats-io/jetstream";
import type { NatsSession } from "./session.ts";

/** A message of a stream. */
interface StreamMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly text: string;
}

/** Which messages of a stream are read. */
interface StreamRange {
  readonly stream: string;
  /** The sequence of the first one. */
  readonly from: number;
  /** No message after this sequence is read. */
  readonly through: number;
  /** The subject of those that are read. All are if this is undefined. */
  readonly subject?: string;
  readonly messagesMax: number;
}

/** Messages in order, and whether these were all. */
export interface StreamPart {
  readonly messages: readonly StreamMessage[];
  readonly complete: boolean;
}

/** NATS forgets the consumer after this time without a request, in milliseconds. */
const consumerIdleMs = 3_000;
const fetchWaitMs = 2_000;

/** Reads messages. Uses nothing that nats-server 2.9 does not know. */
export async function readStream(
  session: NatsSession,
  owner: string,
  range: StreamRange,
): Promise<StreamPart> {
  const { stream, from, subject, messagesMax } = range;
  const jsm = await session.jsm(owner);
  const consumer = await jsm.consumers.add(stream, {
    ack_policy: "none",
    replay_policy: "instant",
    deliver_policy: "by_start_sequence",
    opt_start_seq: Math.max(1, from),
    ...(subject === undefined ? {} : { filter_subject: subject }),
    inactive_threshold: nanos(consumerIdleMs),
    mem_storage: true,
    num_replicas: 1,
  });
  const count = Math.min(consumer.num_pending, messagesMax);
  if (count === 0) return { messages: [], complete: true };
  const asked = `${session.apiOf(owner)}.CONSUMER.MSG.NEXT.${stream}.${consumer.name}`;
  const refusal = listenForRefusal(session, asked);
  try {
    const pulling = jsm.jetstream().consumers.getConsumerFromInfo(consumer);
    return await Promise.race([pull(pulling, count, range), refusal.refused]);
  } finally {
    refusal.cancel();
  }
}

async function pull(
  consumer: Consumer,
  count: number,
  { through }: StreamRange,
): Promise<StreamPart> {
  const messages: StreamMessage[] = [];
  const fetched = await consumer.fetch({ max_messages: count, expires: fetchWaitMs });
  for await (const message of fetched) {
    if (message.seq > through) return { messages, complete: true };
    messages.push({ sequence: message.seq, subject: message.subject, text: message.string() });
    if (message.info.pending === 0) return { messages, complete: true };
  }
  if (messages.length < count) throw new Error("the messages of the stream did not arrive in time");
  return { messages, complete: false };
}

/** The client does not connect a refused publication with what waits for its result. */
function listenForRefusal({ statusListeners }: NatsSession, subject: string) {
  let cancel = (): void => undefined;
  const refused = new Promise<never>((_resolve, reject) => {
    const listener = (status: Status): void => {
      if (status.type !== "error") return;
      const { error } = status;
      if (error instanceof PermissionViolationError && error.subject === subject) reject(error);
    };
    statusListeners.add(listener);
    cancel = () => {
      statusListeners.delete(listener);
    };
  });
  return { refused, cancel };
}
