// Decides when which identity server is asked how it is. An identity server whose calls succeed is not asked. Without traffic
// it is asked every one and a half seconds, so that trouble shows before the first client meets it.
import type { OriginObservation } from "../../core/health/origin-record.ts";
import type { Clock, Origin, RandomShare } from "../../edge/ports.ts";
import type { ProjectSigns } from "./project-signs.ts";

/** A project whose identity server may be asked. */
export interface AskableProject {
  readonly project: string;
  readonly originUrl: string | undefined;
  readonly origin: Origin;
}

/** What the rounds are made with. */
export interface OriginRoundsParts {
  readonly clock: Clock;
  readonly random: RandomShare;
  readonly signs: ProjectSigns;
  readonly projects: () => readonly AskableProject[];
  /** `always` asks also without traffic. `doubtful` asks only when something makes it doubtful that it works. */
  readonly when: "always" | "doubtful";
  /** Asks one identity server. Never rejects. */
  readonly inquire: (origin: Origin) => Promise<OriginObservation | undefined>;
}

/** The rounds. They are started once and stopped once. */
export interface OriginRounds {
  start(): void;
  stop(): void;
}

/** How often it is looked who is due. */
const roundEveryMs = 250;
/** An identity server is asked if it has not answered for this long. */
const quietForMs = 1_500;
/** While it is doubtful whether it works, the next question comes this long after the end of the one before. */
const doubtfulPauseMs = 500;
/** While it fails, the next question comes this long after the end of the one before. */
const failingPauseMs = 1_000;
/** Each project adds this much to the time between two questions to one of them. So there are 200 questions a second at most. */
const perProjectMs = 5;
/** Questions at once. */
export const inquiriesMax = 256;
/** Questions at once to identity servers that fail. Those that hang must not keep others from being asked. */
export const failingInquiriesMax = 192;

interface Turn {
  /** When the latest question ended, or would have, so that the first ones are spread. */
  endedAtMs: number;
  isAsking: boolean;
}

/** Creates the rounds. Nothing runs before `start`. */
export function createOriginRounds(parts: OriginRoundsParts): OriginRounds {
  const { clock, random, signs, when } = parts;
  const turns = new Map<string, Turn>();
  const asking = { working: 0, failing: 0 };
  let cancel = (): void => undefined;
  let stopped = false;
  /** Where the next round begins, so that every project gets its turn when too many are due. */
  let next = 0;

  function isDue(project: string, turn: Turn, nowMs: number, stretchMs: number): boolean {
    const standing = signs.standingOf(project);
    if (standing === "failing") {
      const { failing, working } = asking;
      if (failing >= failingInquiriesMax || failing + working >= inquiriesMax) return false;
      return nowMs >= turn.endedAtMs + Math.max(failingPauseMs, stretchMs);
    }
    if (asking.failing + asking.working >= inquiriesMax) return false;
    if (standing === "doubtful")
      return nowMs >= turn.endedAtMs + Math.max(doubtfulPauseMs, stretchMs);
    const quietSinceMs = Math.max(turn.endedAtMs, signs.answeredAtMs(project));
    return when === "always" && nowMs >= quietSinceMs + Math.max(quietForMs, stretchMs);
  }

  async function inquireOf(
    { project, originUrl, origin }: AskableProject,
    turn: Turn,
  ): Promise<void> {
    const beganAtMs = clock.nowMs();
    const among = signs.standingOf(project) === "failing" ? "failing" : "working";
    turn.isAsking = true;
    asking[among] += 1;
    const seen = await parts.inquire(origin);
    asking[among] -= 1;
    turn.isAsking = false;
    turn.endedAtMs = clock.nowMs();
    if (seen === undefined || stopped) return;
    signs.note({ project, originUrl, beganAtMs, endedAtMs: turn.endedAtMs }, seen);
  }

  function round(): void {
    const nowMs = clock.nowMs();
    const served = parts.projects();
    signs.retain(served.map(({ project, originUrl }) => [project, originUrl]));
    const askable = served.filter(({ originUrl }) => originUrl !== undefined);
    const known = new Set(askable.map(({ project }) => project));
    for (const project of turns.keys()) if (!known.has(project)) turns.delete(project);
    const stretchMs = askable.length * perProjectMs;
    const from = askable.length === 0 ? 0 : next % askable.length;
    for (const of of [...askable.slice(from), ...askable.slice(0, from)]) {
      const turn = turnOf(of.project, nowMs);
      if (turn.isAsking || !isDue(of.project, turn, nowMs, stretchMs)) continue;
      void inquireOf(of, turn);
      next += 1;
    }
  }

  function turnOf(project: string, nowMs: number): Turn {
    const known = turns.get(project);
    if (known !== undefined) return known;
    const turn: Turn = { endedAtMs: nowMs - random() * quietForMs, isAsking: false };
    turns.set(project, turn);
    return turn;
  }

  function repeat(): void {
    cancel = clock.after(roundEveryMs, () => {
      round();
      repeat();
    });
  }

  return {
    start: repeat,
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
