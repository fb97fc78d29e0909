// When a region counts, and until when a member hears of everything.
import { describe, expect, test } from "vitest";
import {
  createRegion,
  isHeardOut,
  noteClosed,
  healthyUntilMs,
  noteGoodbye,
  noteHeartbeat,
  noteListed,
  noteSilence,
  noteRemoval,
} from "./region.ts";
import { noteProof, noteReading, noteReadMessage, startReading } from "./region-log.ts";

const silenceMaxMs = 3_000;

function known(name: string, own: boolean, provenAtMs: number) {
  const region = createRegion(name, own, 0);
  noteReading(region.log, startReading(region.log), {
    incarnation: "first",
    through: 1,
    reachesBack: true,
    idAtStart: undefined,
    complete: true,
  });
  noteReadMessage(region.log, 1, "heartbeat");
  noteProof(region.log, 1, "heartbeat", provenAtMs);
  return region;
}

describe("health", () => {
  test("The region that was proven the longest ago decides.", () => {
    const regions = [known("eu", true, 5_000), known("us", false, 4_000)];
    expect(healthyUntilMs(regions, silenceMaxMs)).toBe(7_000);
  });

  test("A region that is not read yet makes the member degraded.", () => {
    const regions = [known("eu", true, 5_000), createRegion("us", false, 0)];
    expect(healthyUntilMs(regions, silenceMaxMs)).toBe(Number.NEGATIVE_INFINITY);
  });

  test("A region that does not count decides nothing.", () => {
    const gone = createRegion("us", false, 0);
    noteRemoval(gone);
    noteClosed(gone);
    expect(healthyUntilMs([known("eu", true, 5_000), gone], silenceMaxMs)).toBe(8_000);
  });
});

describe("goodbye", () => {
  test("A region has left when the last of its members says goodbye.", () => {
    const us = known("us", false, 0);
    noteHeartbeat(us, "one", 100);
    noteHeartbeat(us, "two", 100);
    expect(noteGoodbye(us, "one", 200, silenceMaxMs)).toBe(false);
    expect(noteGoodbye(us, "two", 300, silenceMaxMs)).toBe(true);
    expect(us.standing).toBe("counted");
    expect(isHeardOut(us)).toBe(true);
    expect(noteClosed(us)).toBe("left");
    expect(us.standing).toBe("left");
  });

  test("A member that was silent for exactly the bound is still waited for, and a moment later it is not.", () => {
    const us = known("us", false, 0);
    noteHeartbeat(us, "dead", 100);
    noteHeartbeat(us, "one", 3_000);
    noteHeartbeat(us, "two", 3_000);
    expect(noteGoodbye(us, "one", 3_100, silenceMaxMs)).toBe(false);
    expect(us.members.has("dead")).toBe(true);
    expect(noteGoodbye(us, "two", 3_100.1, silenceMaxMs)).toBe(true);
  });

  test("The own region never leaves.", () => {
    const eu = known("eu", true, 0);
    noteHeartbeat(eu, "one", 100);
    expect(noteGoodbye(eu, "one", 200, silenceMaxMs)).toBe(false);
    expect(eu.standing).toBe("counted");
  });

  test("A region that is heard again counts again, once its log is read.", () => {
    const us = known("us", false, 0);
    noteHeartbeat(us, "one", 100);
    noteGoodbye(us, "one", 200, silenceMaxMs);
    noteClosed(us);
    expect(noteHeartbeat(us, "next", 10_000)).toBe(true);
    expect(noteHeartbeat(us, "next", 10_500)).toBe(false);
    expect(healthyUntilMs([us], silenceMaxMs)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("closing", () => {
  test("A region with a gap is not heard out by its last goodbye.", () => {
    const us = known("us", false, 0);
    noteHeartbeat(us, "one", 100);
    us.log.doubts += 1;
    noteGoodbye(us, "one", 200, silenceMaxMs);
    expect(isHeardOut(us)).toBe(false);
  });

  test("A heartbeat of another member ends the closing after a goodbye.", () => {
    const us = known("us", false, 0);
    noteHeartbeat(us, "one", 100);
    noteGoodbye(us, "one", 200, silenceMaxMs);
    noteHeartbeat(us, "two", 300);
    expect(noteClosed(us)).toBeUndefined();
    expect(us.standing).toBe("counted");
  });

  test("A region that is not closing is not closed.", () => {
    expect(noteClosed(known("us", false, 0))).toBeUndefined();
  });
});

describe("silence", () => {
  test("A region is forgotten after the bound, and not before.", () => {
    const us = known("us", false, 0);
    noteHeartbeat(us, "one", 1_000);
    expect(noteSilence(us, 600_999, 600_000)).toBe(false);
    expect(noteSilence(us, 601_000, 600_000)).toBe(true);
    expect(noteSilence(us, 601_500, 600_000)).toBe(false);
    expect(us.standing).toBe("forgotten");
  });

  test("A region that was never heard is forgotten too.", () => {
    const us = createRegion("us", false, 500);
    expect(noteSilence(us, 600_499, 600_000)).toBe(false);
    expect(noteSilence(us, 600_500, 600_000)).toBe(true);
  });

  test("The own region is never forgotten.", () => {
    expect(noteSilence(known("eu", true, 0), 10_000_000, 600_000)).toBe(false);
  });
});

describe("the list of regions", () => {
  test("A region that is removed does not count, and counts again once it is added.", () => {
    const us = known("us", false, 0);
    expect(noteRemoval(us)).toBe(true);
    expect(us.standing).toBe("counted");
    expect(noteClosed(us)).toBe("removed");
    expect(noteRemoval(us)).toBe(false);
    expect(noteListed(us, 50)).toBe(true);
    expect(noteListed(us, 60)).toBe(false);
    expect(us).toMatchObject({ standing: "counted", heardAtMs: 50 });
  });

  test("The own region cannot be removed.", () => {
    const eu = known("eu", true, 0);
    expect(noteRemoval(eu)).toBe(false);
    expect(eu.standing).toBe("counted");
  });
});
