// Looking at a bus on NATS. It only reads, with the permissions of an edge.
import { decodeMessage } from "../../core/bus-message.ts";
import type { ObservedBus } from "../observation.ts";
import { checkNatsBus, type NatsAdministrationOptions } from "./administration.ts";
import { Bucket } from "./bucket.ts";
import { openConnection } from "./connection.ts";
import { createLayout } from "./layout.ts";
import type { KeptRecord } from "./records.ts";
import { NatsSession } from "./session.ts";
import { readStream } from "./stream-reading.ts";

/** The latest messages of a log that are read. */
const latestMax = 1_000;

/** Connects to a bus, to look at it from a region. Rejects as a bus does that cannot be started. */
export async function observeNatsBus(
  options: NatsAdministrationOptions & { readonly region: string },
): Promise<ObservedBus> {
  const layout = createLayout(options);
  const session = new NatsSession(await openConnection(options), layout);
  const owner = layout.ownerOf(options.region);
  const records = new Map<string, KeptRecord>();
  async function read(): Promise<readonly KeptRecord[]> {
    const bucket = new Bucket(owner, session, (record) => records.set(record.key, record));
    await session.attempt("read the list of regions and projects", owner, () => bucket.refresh());
    return [...records.values()];
  }
  const listed = async (): Promise<readonly string[]> =>
    (await read()).flatMap((record) =>
      record.kind === "region" && record.known ? [record.region] : [],
    );
  return {
    differences: async () => {
      const own = await checkNatsBus(options, { regions: [options.region] });
      const noBucket = own.some(
        ({ where, what }) => where.includes(layout.bucket) && what === "existence",
      );
      if (noBucket) return own;
      // Without domains, nobody need be in the region from which the bus is looked at.
      const known = await listed();
      return known.length === 0 ? own : checkNatsBus(options, { regions: known });
    },
    regions: listed,
    revisions: async () =>
      (await read()).flatMap((record) =>
        record.kind === "project" ? [record.project.revision] : [],
      ),
    latest: (region) =>
      session.attempt(`read the log of region ${region}`, layout.ownerOf(region), async (jsm) => {
        const stream = layout.stream(region);
        const { state } = await jsm.streams.info(stream);
        if (state.messages === 0) return [];
        const { messages } = await readStream(session, layout.ownerOf(region), {
          stream,
          from: state.last_seq - latestMax + 1,
          through: state.last_seq,
          messagesMax: latestMax,
        });
        return messages.map(({ text }) => decodeMessage(text));
      }),
    async listen(_regions, receive) {
      const subscription = session.connection.subscribe(layout.liveLogs, {
        callback: (error, message) => {
          if (error === null) receive(decodeMessage(message.string()));
        },
      });
      await session.connection.flush();
      return () => {
        subscription.unsubscribe();
        return Promise.resolve();
      };
    },
    close: () => session.close(),
  };
}
