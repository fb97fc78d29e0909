// Reads a part of a region's log, and the sequence of a message that arrived live.
import type { Msg } from "@nats-io/transport-node";
import { decodeMessage, messageId } from "../../core/bus-message.ts";
import type { BusReading } from "../../edge/ports.ts";
import type { NatsSession } from "./session.ts";
import { readStream } from "./stream-reading.ts";

/** The most messages of one reading. */
const readMax = 1_000;

/** Reads the lasting messages of a region's log after a sequence. Without a sequence it only says where the log ends. */
export async function readLog(
  session: NatsSession,
  region: string,
  after: number | undefined,
): Promise<BusReading> {
  const { layout } = session;
  const stream = layout.stream(region);
  const jsm = await session.jsm(layout.ownerOf(region));
  const { created, state } = await jsm.streams.info(stream);
  const { first_seq: first, last_seq: last } = state;
  const incarnation = `${stream} ${created}`;
  const nothing = { incarnation, through: last, messages: [], complete: true } as const;
  if (after === undefined) return { ...nothing, reachesBack: true, idAtStart: undefined };
  const reachesBack = after + 1 >= first;
  const subject = layout.lasting(region);
  // Asked only now. What is accepted later is after `last`.
  const [atStart, latest] = await Promise.all([
    after >= Math.max(first, 1) && after <= last
      ? jsm.streams.getMessage(stream, { seq: after })
      : null,
    last > after ? jsm.streams.getMessage(stream, { last_by_subj: subject }) : null,
  ]);
  const idAtStart = atStart === null ? undefined : messageId(decodeMessage(atStart.string()));
  if (latest === null || latest.seq <= after) return { ...nothing, reachesBack, idAtStart };
  const part = await readStream(session, layout.ownerOf(region), {
    stream,
    from: after + 1,
    through: last,
    subject,
    messagesMax: readMax,
  });
  const messages = part.messages.map(({ sequence, text }) => ({
    sequence,
    message: decodeMessage(text),
  }));
  const through = part.complete ? last : (messages.at(-1)?.sequence ?? last);
  return { incarnation, through, messages, complete: part.complete, reachesBack, idAtStart };
}

/** The sequence of a message that a stream published again. Undefined if it did not come from a stream. */
export function sequenceOf({ headers }: Msg): number | undefined {
  const sequence = Number(headers?.get("Nats-Sequence"));
  return Number.isSafeInteger(sequence) && sequence > 0 ? sequence : undefined;
}
