import { describe, expect, test } from "vitest";
import { refreshesNextTurn, refreshesPerTurnMax, shortTurnMs } from "./refresh-pace.ts";

describe("refreshes in the next turn", () => {
  test.each<[string, number, number | undefined, number]>([
    ["after a rest", 9, undefined, 1],
    ["after a short turn", 1, 0, 2],
    ["after a turn just short of the bound", 4, shortTurnMs - 0.001, 5],
    ["after many short turns", refreshesPerTurnMax, 0.1, refreshesPerTurnMax],
    ["after a turn of the bound", 8, shortTurnMs, 4],
    ["after a turn of less than a millisecond", 1, 0.9, 1],
    ["after a turn of some milliseconds", 1, 3.9, 3],
    ["after a turn of some milliseconds in which many started", 12, 3.9, 6],
    ["after a very long turn", 1, 5_000, refreshesPerTurnMax],
  ])("%s", (_name, before, turnMs, next) => {
    expect(refreshesNextTurn(before, turnMs)).toBe(next);
  });
});
