// What a member knows of one region's log: how far it has applied it without a gap, and as of when that is proven to be
// everything. Messages are applied as they arrive, in any order. This says which of them may be missing.

/** The messages that are remembered by their id, so that a log that began again is noticed. */
const remembered = 256;
/** The proofs that wait. The latest ones count. */
const proofsMax = 32;
/** The messages beyond a gap whose places are remembered. Later ones are read once more. */
const aheadMax = 4_096;

/** The state of one region's log. Instants are milliseconds of the member's own clock. */
export interface RegionLog {
  readonly region: string;
  /** The sequence up to which everything is applied. Undefined until the first reading of the log. */
  through: number | undefined;
  /** Names this log among those that the region had before. Undefined until the first reading. */
  incarnation: string | undefined;
  /** Sequences beyond `through` that have arrived. Not empty means a gap. */
  readonly ahead: Set<number>;
  /** How many messages contradict what is known. If there are any, the log must be read. */
  doubts: number;
  /** Everything that was published before this instant is applied. */
  provenAtMs: number;
  /** Proofs that hold once everything up to their sequence is applied. */
  proofs: readonly { readonly sequence: number; readonly atMs: number }[];
  /** The ids of the latest messages, by sequence. */
  readonly ids: Map<number, string>;
}

/** A log of which nothing is known yet. */
export function createRegionLog(region: string): RegionLog {
  return {
    region,
    through: undefined,
    incarnation: undefined,
    ahead: new Set(),
    doubts: 0,
    provenAtMs: Number.NEGATIVE_INFINITY,
    proofs: [],
    ids: new Map(),
  };
}

/** Notes that a message arrived. Returns false if it had arrived before. */
export function noteMessage(log: RegionLog, sequence: number, id: string): boolean {
  const known = log.ids.get(sequence);
  if (known === id) return false;
  if (known !== undefined) log.doubts += 1;
  remember(log, sequence, id);
  if (log.through !== undefined && sequence <= log.through) {
    // It is older than what is applied. Either it was delivered very late, or the log began again.
    log.doubts += 1;
    return true;
  }
  if (log.through !== undefined && sequence === log.through + 1) advance(log, sequence);
  else if (log.ahead.size < aheadMax) log.ahead.add(sequence);
  else log.doubts += 1;
  return true;
}

/** Notes a message of a reading. Returns false if it had arrived before. */
export function noteReadMessage(log: RegionLog, sequence: number, id: string): boolean {
  if (log.ids.get(sequence) === id) return false;
  remember(log, sequence, id);
  return true;
}

/**
 * Notes that everything published before an instant is applied as soon as everything up to a message is. If another
 * message has that place, or none was seen there, the log may have begun again.
 */
export function noteProof(log: RegionLog, sequence: number, id: string, atMs: number): void {
  if (log.through !== undefined && sequence <= log.through && log.ids.get(sequence) !== id) {
    log.doubts += 1;
    return;
  }
  log.proofs = [...log.proofs.slice(1 - proofsMax), { sequence, atMs }];
  settleProofs(log);
}

/** One reading of a log. */
export interface LogReading {
  readonly incarnation: string;
  /** The last sequence that the reading covers. */
  readonly through: number;
  /** Whether everything after the requested sequence was still there. */
  readonly reachesBack: boolean;
  /** The id of the message at the requested sequence. Undefined if it is gone, or if none was requested. */
  readonly idAtStart: string | undefined;
  /** Whether `through` was the end of the log. */
  readonly complete: boolean;
}

/**
 * What a reading says. `joined`: the first one. `complete`: nothing was missed up to its end. `truncated`: messages are
 * gone that were not applied. `replaced`: the log began again. For all but `complete`, everything must be removed.
 */
export type ReadingResult = "joined" | "complete" | "truncated" | "replaced";

/** What was known when a reading began. */
export interface ReadingStart {
  readonly after: number | undefined;
  readonly doubts: number;
  /** The last sequence that had arrived. */
  readonly arrived: number;
}

/** Notes that a reading begins. */
export function startReading({ through, doubts, ahead }: RegionLog): ReadingStart {
  return { after: through, doubts, arrived: Math.max(through ?? 0, ...ahead) };
}

/** Notes a reading. Its messages have been applied. */
export function noteReading(log: RegionLog, start: ReadingStart, read: LogReading): ReadingResult {
  const result = resultOf(log, start, read);
  if (result === "replaced") {
    log.ids.clear();
    log.ahead.clear();
    log.proofs = [];
    log.through = read.through;
  } else {
    log.through = Math.max(log.through ?? 0, read.through);
  }
  log.incarnation = read.incarnation;
  log.doubts -= start.doubts;
  for (const sequence of log.ahead) if (sequence <= log.through) log.ahead.delete(sequence);
  advance(log, log.through);
  return result;
}

function resultOf(
  log: RegionLog,
  { after, arrived }: ReadingStart,
  read: LogReading,
): ReadingResult {
  if (log.through === undefined || after === undefined) return "joined";
  if (log.incarnation !== read.incarnation || read.through < after) return "replaced";
  const held = log.ids.get(after);
  if (held !== undefined && read.idAtStart !== undefined && held !== read.idAtStart) {
    return "replaced";
  }
  // The log ends before something that had arrived. So it lost its latest messages, or that was a message of an earlier log.
  if (read.complete && read.through < arrived) return "replaced";
  return read.reachesBack ? "complete" : "truncated";
}

/** Whether messages may be missing, so that the log must be read. */
export function hasGap(log: RegionLog): boolean {
  return log.through === undefined || log.ahead.size > 0 || log.doubts > 0;
}

/** Until when the log counts as heard. Minus infinity while it has a gap. */
export function heardUntilMs(log: RegionLog, silenceMaxMs: number): number {
  return hasGap(log) ? Number.NEGATIVE_INFINITY : log.provenAtMs + silenceMaxMs;
}

function remember(log: RegionLog, sequence: number, id: string): void {
  log.ids.delete(sequence);
  log.ids.set(sequence, id);
  if (log.ids.size <= remembered) return;
  const [oldest] = log.ids.keys();
  if (oldest !== undefined) log.ids.delete(oldest);
}

/** Moves on to a sequence, and past everything that had arrived before its turn. */
function advance(log: RegionLog, to: number): void {
  let through = to;
  while (log.ahead.delete(through + 1)) through += 1;
  log.through = through;
  settleProofs(log);
}

function settleProofs(log: RegionLog): void {
  const through = log.through ?? Number.NEGATIVE_INFINITY;
  for (const { sequence, atMs } of log.proofs) {
    if (sequence <= through) log.provenAtMs = Math.max(log.provenAtMs, atMs);
  }
  log.proofs = log.proofs.filter(({ sequence }) => sequence > through);
}
