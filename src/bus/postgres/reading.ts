// Reading a region's log.
import { decodeMessage, messageId } from "../../core/bus-message.ts";
import type { BusReading } from "../../edge/ports.ts";
import type { Run } from "./connections.ts";
import { readMax, readStatement, type ReadRow } from "./statements.ts";

/**
 * Reads a region's log after a sequence, at most 1,000 messages. A region of which nothing is known yet has an empty
 * log. `timelines` says whether the server knows its timeline.
 */
export async function readLog(
  run: Run,
  region: string,
  after: number | undefined,
  timelines: boolean,
): Promise<BusReading> {
  const rows = await run<ReadRow>(readStatement, [region, after, timelines]);
  const [first] = rows;
  if (first === undefined) {
    const nothing = { incarnation: "", through: 0, idAtStart: undefined, messages: [] };
    return { ...nothing, reachesBack: true, complete: true };
  }
  const found = rows.flatMap(({ sequence, message }) =>
    sequence === null || message === null ? [] : [{ sequence, message: decodeMessage(message) }],
  );
  const atStart = found[0]?.sequence === after ? found[0] : undefined;
  const messages = found.slice(atStart === undefined ? 0 : 1).slice(0, readMax);
  // With fewer messages than asked for, what is missing up to the end does not last and was pruned.
  const last = messages.length < readMax ? undefined : messages.at(-1)?.sequence;
  const through = last ?? first.last_sequence;
  return {
    incarnation: first.incarnation,
    through,
    reachesBack: after === undefined || after >= first.pruned_through,
    idAtStart: atStart === undefined ? undefined : messageId(atStart.message),
    messages,
    complete: through === first.last_sequence,
  };
}
