import { describe, expect, test } from "vitest";
import {
  refreshesAtOnce,
  refreshesAtOnceMax,
  refreshesNextTurn,
  refreshesPerTurnMax,
  shortTurnMs,
} from "./refresh-pace.ts";

describe("refreshes in the next turn", () => {
  test.each<[string, number, number | undefined, number]>([
    ["after a rest", 9, undefined, 1],
    ["after a short turn", 1, 0, 2],
    ["after a turn just short of the bound", 4, shortTurnMs - 0.001, 5],
    ["after many short turns", refreshesPerTurnMax, 0.1, refreshesPerTurnMax],
    ["after a turn of the bound", 8, shortTurnMs, 4],
    ["after a turn of less than a millisecond", 1, 0.9, 1],
    ["after a turn of some milliseconds", 1, 3.9, 3],
    ["after a turn of some milliseconds in which many started", 8, 3.9, 4],
    ["after a very long turn", 1, 5_000, refreshesPerTurnMax],
  ])("%s", (_name, before, turnMs, next) => {
    expect(refreshesNextTurn(before, turnMs)).toBe(next);
  });
});

describe("refreshes in flight", () => {
  test.each<[string, number, number, number]>([
    ["none has waited", 0, 128, refreshesAtOnce],
    ["one has waited a little", 3.9, 128, refreshesAtOnce],
    ["one has waited longer", 4, 128, refreshesAtOnce + 1],
    ["one has waited 100 ms", 100, 128, refreshesAtOnce + 25],
    ["one has waited very long", 60_000, 128, 64],
    ["the lane is small", 0, 8, 4],
    ["the lane has an odd number of places", 0, 5, 2],
    ["the lane has one place", 0, 1, 1],
    ["the lane is large", 10_000, 10_000, refreshesAtOnce + 2_500],
  ])("%s", (_name, waitedMs, knownCallsMax, max) => {
    expect(refreshesAtOnceMax(waitedMs, { knownCallsMax })).toBe(max);
  });
});
