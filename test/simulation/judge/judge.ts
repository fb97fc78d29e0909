// The judge: reads what the origin did and what clients saw, and names every broken law. It shares no code with what it judges.
import type { FleetRecord, History, Life } from "../history.ts";
import { barsOf, heardOf, ownWrites, together, type Bars } from "./bars.ts";
import { judgeCalls } from "./canonical.ts";
import { judgeChecks } from "./checks.ts";
import { judgeCookies } from "./cookies.ts";
import { historyOf } from "./edge-history.ts";
import { judgeHealth } from "./health.ts";
import { judgeLoad } from "./load.ts";
import type { Objection } from "./objection.ts";
import { judgeOutbox } from "./outbox.ts";
import { judgePassage } from "./passage.ts";
import { judgeSecondLooks } from "./second-looks.ts";
import { judgeTokens } from "./tokens.ts";
import { judgeStrangers } from "./strangers.ts";
import { filesOf } from "./record.ts";

/** Every objection to a run, in the order of time. `basePaths` says which prefix each project's edge strips. */
export function judge(
  history: History,
  basePaths: ReadonlyMap<string, string>,
): readonly Objection[] {
  const { fleet } = history;
  const objections =
    fleet === undefined
      ? judgeEdge(history, basePaths)
      : [
          ...judgeEdges(history, fleet, basePaths),
          ...judgeHealth(fleet, history),
          ...judgeOutbox(fleet),
        ];
  return objections.sort((one, other) => one.atMs - other.atMs);
}

/** Workers of one machine must heed the own writes of all of them. */
function judgeEdges(
  history: History,
  { lives, oneMachine, endedAtMs }: FleetRecord,
  basePaths: ReadonlyMap<string, string>,
): Objection[] {
  const writes = oneMachine
    ? lives.map((life) => ownWrites(filesOf(historyOf(history, life))))
    : [];
  return lives.flatMap((life, at) =>
    judgeEdge(
      historyOf(history, life),
      basePaths,
      life,
      writes.toSpliced(at, 1).map((own) => heardOf(own, life.fromMs, endedAtMs)),
    ),
  );
}

function judgeEdge(
  history: History,
  basePaths: ReadonlyMap<string, string>,
  life?: Life,
  writesOfSiblings: readonly Bars[] = [],
): Objection[] {
  const files = filesOf(history);
  return [
    ...judgeChecks(files, together([barsOf(files, life), ...writesOfSiblings])),
    ...judgeTokens(files),
    ...judgeCookies(files),
    ...judgeLoad(files),
    ...judgePassage(files, basePaths),
    ...judgeCalls(files),
    ...judgeStrangers(files),
    ...judgeSecondLooks(files),
  ];
}
