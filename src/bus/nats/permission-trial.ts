// Learns at the start whether a process may do what it has to do later. Nothing is published by it.
import { isWrongStream } from "./refusals.ts";
import type { NatsSession } from "./session.ts";
import { readStream } from "./stream-reading.ts";

/** Sends messages to a region's log that it must reject. Rejects with a `BusRefusal` if that is not permitted. */
export async function tryPublishing(session: NatsSession, region: string): Promise<void> {
  const { layout } = session;
  const subjects = [layout.lasting(region), layout.heartbeat(region, "trial")];
  const what = `publish to the log of region ${region}`;
  await session.attempt(what, layout.ownerOf(region), async (jsm) => {
    for (const subject of subjects) {
      try {
        await jsm.jetstream().publish(subject, "", { expect: { streamName: "none" } });
      } catch (error) {
        if (!isWrongStream(error)) throw error;
      }
    }
  });
}

/** Reads the end of a region's log. Rejects with a `BusRefusal` if that is not permitted. */
export async function tryReading(session: NatsSession, region: string): Promise<void> {
  const { layout } = session;
  const [owner, stream] = [layout.ownerOf(region), layout.stream(region)];
  await session.attempt(`read the log of region ${region}`, owner, async (jsm) => {
    const { last_seq: last } = (await jsm.streams.info(stream)).state;
    await jsm.streams.getMessage(stream, { last_by_subj: layout.lasting(region) });
    await readStream(session, owner, { stream, from: last, through: last, messagesMax: 1 });
  });
}
