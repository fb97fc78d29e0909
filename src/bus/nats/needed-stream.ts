// Makes sure that a stream of the bus is there and as it must be.
import type { StreamInfo } from "@nats-io/jetstream";
import { BusRefusal } from "../../edge/ports.ts";
import { layoutVersion } from "./layout.ts";
import { isMissingStream, isViolation } from "./refusals.ts";
import type { NatsSession } from "./session.ts";
import { streamWords, versionOf, wrongMembers, type NeededStream } from "./stream-config.ts";

/** Looks at a stream. Undefined if it does not exist. */
export function findStream(
  session: NatsSession,
  needed: NeededStream,
): Promise<StreamInfo | undefined> {
  const words = streamWords(session.layout, needed);
  return session.attempt(`look at the ${words}`, needed.owner, async (jsm) => {
    try {
      return await jsm.streams.info(needed.name);
    } catch (error) {
      if (isMissingStream(error)) return undefined;
      throw error;
    }
  });
}

/**
 * Creates a stream if it is missing. Rejects with a `BusRefusal` if it is not as it must be, or if it is missing and
 * the user may not create it.
 */
export async function requireStream(
  session: NatsSession,
  needed: NeededStream,
  region: string,
): Promise<void> {
  const found = (await findStream(session, needed)) ?? (await create(session, needed, region));
  const words = streamWords(session.layout, needed);
  refuseNewer(words, versionOf(found.config));
  const wrong = wrongMembers(needed, found.config, {});
  if (wrong.length === 0) return;
  const listed = wrong.map(({ what, is, shouldBe }) => `${what} is ${is} and must be ${shouldBe}`);
  throw new BusRefusal(
    `The ${words} is not as it must be: ${listed.join("; ")}. Run "edge-sessions bus create --regions ${region}" with a user who may change streams.`,
  );
}

/** Refuses a stream that a newer version of the program made. */
export function refuseNewer(words: string, version: number | undefined): void {
  if (version === undefined || version <= layoutVersion) return;
  throw new BusRefusal(
    `The ${words} has layout ${version}, and this version of edge-sessions knows only layout ${layoutVersion}. Upgrade edge-sessions.`,
  );
}

async function create(
  session: NatsSession,
  needed: NeededStream,
  region: string,
): Promise<StreamInfo> {
  const words = streamWords(session.layout, needed);
  return session.attempt(`create the ${words}`, needed.owner, async (jsm) => {
    try {
      return await jsm.streams.add(needed.config);
    } catch (error) {
      if (!isViolation(error)) throw error;
      throw new BusRefusal(
        `The ${words} does not exist, and the user of NATS may not create it. Run "edge-sessions bus create --regions ${region}" with a user who may.`,
      );
    }
  });
}
