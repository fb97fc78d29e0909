// How far a log is known: in order, with gaps, read again, cut short, begun again.
import { describe, expect, test } from "vitest";
import {
  createRegionLog,
  hasGap,
  heardUntilMs,
  noteMessage,
  noteProof,
  noteReading,
  noteReadMessage,
  startReading,
  type LogReading,
  type RegionLog,
} from "./region-log.ts";

/** A reading that reached the end. */
function reading(through: number, changed: Partial<LogReading> = {}): LogReading {
  return {
    incarnation: "first",
    through,
    reachesBack: true,
    idAtStart: undefined,
    complete: true,
    ...changed,
  };
}

function read(log: RegionLog, found: LogReading) {
  return noteReading(log, startReading(log), found);
}

/** A log that is known up to a sequence. */
function knownTo(through: number): RegionLog {
  const log = createRegionLog("eu");
  expect(read(log, reading(through))).toBe("joined");
  return log;
}

describe("messages", () => {
  test("A log that was never read has a gap, whatever has arrived.", () => {
    const log = createRegionLog("eu");
    expect(hasGap(log)).toBe(true);
    expect(noteMessage(log, 1, "a")).toBe(true);
    expect(hasGap(log)).toBe(true);
  });

  test("Messages in order leave no gap.", () => {
    const log = knownTo(4);
    expect(noteMessage(log, 5, "a")).toBe(true);
    expect(noteMessage(log, 6, "b")).toBe(true);
    expect(log.through).toBe(6);
    expect(hasGap(log)).toBe(false);
  });

  test("A message out of turn leaves a gap until the ones before it arrive, in any order.", () => {
    const log = knownTo(4);
    noteMessage(log, 7, "c");
    expect(log.through).toBe(4);
    expect(hasGap(log)).toBe(true);
    noteMessage(log, 5, "a");
    expect(log.through).toBe(5);
    expect(hasGap(log)).toBe(true);
    noteMessage(log, 6, "b");
    expect(log.through).toBe(7);
    expect(hasGap(log)).toBe(false);
  });

  test("A repeated message is not new, and changes nothing.", () => {
    const log = knownTo(4);
    noteMessage(log, 5, "a");
    expect(noteMessage(log, 5, "a")).toBe(false);
    expect(hasGap(log)).toBe(false);
  });

  test("Another message at a known place means that the log must be read.", () => {
    const log = knownTo(4);
    noteMessage(log, 5, "a");
    expect(noteMessage(log, 5, "another")).toBe(true);
    expect(hasGap(log)).toBe(true);
  });

  test("A message before what is known means that the log must be read.", () => {
    const log = knownTo(400);
    expect(noteMessage(log, 1, "early")).toBe(true);
    expect(hasGap(log)).toBe(true);
    expect(read(log, reading(400))).toBe("complete");
    expect(hasGap(log)).toBe(false);
  });

  test("What is remembered is bounded, however far ahead messages are.", () => {
    const log = knownTo(0);
    for (let sequence = 2; sequence < 6_000; sequence += 1)
      noteMessage(log, sequence, `m${sequence}`);
    expect(log.ahead.size).toBe(4_096);
    expect(log.ids.size).toBe(256);
    expect(hasGap(log)).toBe(true);
    expect(read(log, reading(5_999))).toBe("complete");
    expect(hasGap(log)).toBe(false);
    expect(log.ahead.size).toBe(0);
  });
});

describe("readings", () => {
  test("The first reading joins the log at its end, with what has arrived beyond it.", () => {
    const log = createRegionLog("eu");
    noteMessage(log, 9, "early");
    noteMessage(log, 11, "a");
    expect(read(log, reading(10))).toBe("joined");
    expect(log.through).toBe(11);
    expect(hasGap(log)).toBe(false);
  });

  test("A reading fills a gap, and its messages are new only where they had not arrived.", () => {
    const log = knownTo(4);
    noteMessage(log, 7, "c");
    expect(noteReadMessage(log, 6, "b")).toBe(true);
    expect(noteReadMessage(log, 7, "c")).toBe(false);
    expect(read(log, reading(7))).toBe("complete");
    expect(log.through).toBe(7);
    expect(hasGap(log)).toBe(false);
  });

  test("A reading of a part moves on, and leaves the gap beyond it.", () => {
    const log = knownTo(4);
    noteMessage(log, 20, "far");
    expect(read(log, reading(10, { complete: false }))).toBe("complete");
    expect(log.through).toBe(10);
    expect(hasGap(log)).toBe(true);
  });

  test("A log that no longer reaches back is truncated.", () => {
    const log = knownTo(4);
    expect(read(log, reading(9, { reachesBack: false }))).toBe("truncated");
    expect(log.through).toBe(9);
    expect(hasGap(log)).toBe(false);
  });

  test("A log of another incarnation has been replaced.", () => {
    const log = knownTo(4);
    noteMessage(log, 7, "c");
    expect(read(log, reading(2, { incarnation: "second" }))).toBe("replaced");
    expect(log.through).toBe(2);
    expect(hasGap(log)).toBe(false);
  });

  test("A log that ends before what is known has been replaced.", () => {
    const log = knownTo(4);
    expect(read(log, reading(3))).toBe("replaced");
    expect(log.through).toBe(3);
  });

  test("A log that ends before something that had arrived has been replaced.", () => {
    const log = knownTo(4);
    noteMessage(log, 9, "far");
    expect(read(log, reading(8))).toBe("replaced");
    expect(hasGap(log)).toBe(false);
  });

  test("A log with another message where the last known one was has been replaced.", () => {
    const log = knownTo(4);
    noteMessage(log, 5, "mine");
    expect(read(log, reading(9, { idAtStart: "another" }))).toBe("replaced");
    noteMessage(log, 10, "next");
    expect(read(log, reading(12, { idAtStart: "next" }))).toBe("complete");
  });

  test("A doubt that arises while a reading is under way is not settled by it.", () => {
    const log = knownTo(4);
    const start = startReading(log);
    noteMessage(log, 1, "early");
    expect(noteReading(log, start, reading(4))).toBe("complete");
    expect(hasGap(log)).toBe(true);
  });

  test("Messages that arrive while a reading is under way are kept.", () => {
    const log = knownTo(4);
    const start = startReading(log);
    noteMessage(log, 5, "a");
    noteMessage(log, 6, "b");
    expect(noteReading(log, start, reading(5))).toBe("complete");
    expect(log.through).toBe(6);
  });
});

describe("proofs", () => {
  test("A proof holds once everything up to its sequence is applied.", () => {
    const log = knownTo(4);
    noteProof(log, 6, "heartbeat", 1_000);
    expect(heardUntilMs(log, 3_000)).toBe(Number.NEGATIVE_INFINITY);
    noteMessage(log, 5, "a");
    expect(log.provenAtMs).toBe(Number.NEGATIVE_INFINITY);
    noteMessage(log, 6, "heartbeat");
    expect(heardUntilMs(log, 3_000)).toBe(4_000);
  });

  test("A gap ends what was proven, and closing it restores that.", () => {
    const log = knownTo(3);
    noteMessage(log, 4, "heartbeat");
    noteProof(log, 4, "heartbeat", 1_000);
    noteMessage(log, 6, "b");
    expect(heardUntilMs(log, 3_000)).toBe(Number.NEGATIVE_INFINITY);
    noteMessage(log, 5, "a");
    expect(heardUntilMs(log, 3_000)).toBe(4_000);
  });

  test("An older proof does not take the place of a newer one.", () => {
    const log = knownTo(2);
    noteMessage(log, 3, "first");
    noteMessage(log, 4, "second");
    noteProof(log, 4, "second", 2_000);
    noteProof(log, 3, "first", 1_000);
    expect(log.provenAtMs).toBe(2_000);
    noteProof(log, 9, "m9", 5_000);
    noteProof(log, 8, "m8", 4_000);
    for (let sequence = 5; sequence < 10; sequence += 1) noteMessage(log, sequence, `m${sequence}`);
    expect(log.provenAtMs).toBe(5_000);
  });

  test("A proof that waits is kept while later ones arrive, so that a slow log proves something.", () => {
    const log = knownTo(4);
    noteProof(log, 5, "a", 1_000);
    noteProof(log, 6, "b", 1_500);
    noteMessage(log, 5, "a");
    expect(log.provenAtMs).toBe(1_000);
  });

  test("A log that began again proves nothing until the next proof.", () => {
    const log = knownTo(4);
    noteProof(log, 9, "heartbeat", 1_000);
    read(log, reading(20, { incarnation: "second" }));
    expect(log.proofs).toEqual([]);
    expect(log.provenAtMs).toBe(Number.NEGATIVE_INFINITY);
  });

  test("A proof at a place that another message has proves nothing, and the log must be read.", () => {
    const log = knownTo(3);
    noteMessage(log, 4, "another");
    noteProof(log, 4, "heartbeat", 1_000);
    expect(log.provenAtMs).toBe(Number.NEGATIVE_INFINITY);
    expect(hasGap(log)).toBe(true);
  });
});
