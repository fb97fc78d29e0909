// Recording traffic to the database, and reading a day or a month of it.
import { describe, expect, test } from "vitest";
import { openControlStorage } from "../../src/control/database/open.ts";
import { createTrafficRecorder } from "../../src/control/traffic/traffic-recorder.ts";
import { readLongTraffic } from "../../src/control/traffic/long-traffic.ts";
import { longRanges } from "../../src/control/traffic/long-ranges.ts";
import type { ControlStorage } from "../../src/control/storage.ts";
import { createTraffic } from "../../src/observe/traffic/traffic.ts";
import { check } from "../observe/traffic-model.ts";
import { sampleAudit, sampleProject } from "./database/samples.ts";

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 1, 12);
const [day, month] = longRanges;

async function scene() {
  const storage = openControlStorage(":memory:");
  await storage.open();
  const project = sampleProject();
  await storage.insertProject(project, sampleAudit());
  const clock = { nowMs: startMs };
  const nowMs = () => clock.nowMs;
  const failures: unknown[] = [];
  const failed = (error: unknown) => void failures.push(error);
  /** A control plane on the database, which hears every check. */
  const process = (on: Pick<ControlStorage, "insertTraffic"> = storage) => {
    const traffic = createTraffic({ nowMs, projectsMax: 10 });
    return { traffic, ...createTrafficRecorder({ storage: on, traffic, nowMs, failed }) };
  };
  type Process = ReturnType<typeof process>;
  const read = ({ traffic }: Process, range = day) => {
    if (range === undefined) throw new Error("there is no such range");
    return readLongTraffic({ storage, traffic, nowMs }, project.id, range);
  };
  const checks = (processes: readonly Process[], times: number) => {
    for (const { traffic } of processes) {
      for (let time = 0; time < times; time += 1) traffic.sink(check("hit", 1, project.id));
    }
  };
  const minutesWritten = async () => {
    const now = Math.floor(clock.nowMs / minuteMs);
    const query = { unit: "minute", fromMinute: now - 1_000, throughMinute: now } as const;
    const { rows } = await storage.listTraffic({ projectId: project.id, ...query });
    return rows.map(({ minute, sum }) => [minute * minuteMs, sum.counts[0]]);
  };
  return { storage, clock, process, read, checks, minutesWritten, failures };
}

describe("recording", () => {
  test("A minute is written once it is over, and an idle minute never.", async () => {
    const { clock, process, checks, minutesWritten } = await scene();
    const one = process();
    checks([one], 3);
    clock.nowMs += minuteMs + 39_000;
    await one.record();
    expect(await minutesWritten()).toEqual([]);
    clock.nowMs += 1_000;
    await one.record();
    expect(await minutesWritten()).toEqual([[startMs, 3]]);
    clock.nowMs += 5 * minuteMs;
    checks([one], 4);
    clock.nowMs += minuteMs;
    await one.record();
    await one.record();
    expect(await minutesWritten()).toEqual([
      [startMs, 3],
      [startMs + 6 * minuteMs, 4],
    ]);
  });

  test("Of two processes one keeps writing, and the other goes on when it stops.", async () => {
    const { clock, process, checks, minutesWritten } = await scene();
    const [one, two] = [process(), process()];
    const both = [one, two];
    checks(both, 2);
    clock.nowMs += minuteMs + 41_000;
    for (const { record } of both) await record();
    checks(both, 5);
    // The one that wrote the minute before is first again.
    clock.nowMs = startMs + 2 * minuteMs + 11_000;
    await two.record();
    expect(await minutesWritten()).toHaveLength(1);
    await one.record();
    await two.record();
    checks([two], 7);
    // The first one is gone.
    clock.nowMs = startMs + 3 * minuteMs + 41_000;
    await two.record();
    expect(await minutesWritten()).toEqual([
      [startMs, 2],
      [startMs + minuteMs, 5],
      [startMs + 2 * minuteMs, 7],
    ]);
  });

  test("A process that ends leaves a minute to the one that writes, which heard all of it.", async () => {
    const { clock, process, checks, minutesWritten } = await scene();
    const one = process();
    checks([one], 2);
    clock.nowMs += minuteMs + 41_000;
    await one.record();
    const late = process();
    checks([one, late], 5);
    clock.nowMs = startMs + 2 * minuteMs + 3_000;
    await late.finish();
    // A report of the minute before comes in.
    clock.nowMs = startMs + 2 * minuteMs - 1;
    checks([one], 4);
    clock.nowMs = startMs + 2 * minuteMs + 11_000;
    await one.record();
    expect(await minutesWritten()).toEqual([
      [startMs, 2],
      [startMs + minuteMs, 9],
    ]);
    checks([one], 3);
    clock.nowMs = startMs + 3 * minuteMs;
    await one.finish();
    expect(await minutesWritten()).toHaveLength(3);
  });

  test("What is over is written at the end, and what failed is tried again.", async () => {
    const { storage, clock, process, checks, minutesWritten, failures } = await scene();
    let down = true;
    const one = process({
      insertTraffic: (minute, counted) =>
        down ? Promise.reject(new Error("down")) : storage.insertTraffic(minute, counted),
    });
    checks([one], 3);
    clock.nowMs += 2 * minuteMs;
    await one.record();
    expect(failures).toHaveLength(1);
    down = false;
    checks([one], 9);
    await one.finish();
    expect(await minutesWritten()).toEqual([[startMs, 3]]);
  });

  test("A clock that is set back or forward does not end it.", async () => {
    const { clock, process, checks, minutesWritten } = await scene();
    const one = process();
    for (const setMs of [-120 * minuteMs, 3_000 * minuteMs]) {
      clock.nowMs += setMs;
      await one.record();
      checks([one], 2);
      clock.nowMs += 2 * minuteMs;
      await one.record();
      expect((await minutesWritten()).at(-1)).toEqual([clock.nowMs - 2 * minuteMs, 2]);
    }
  });
});

describe("long ranges", () => {
  test("A day is 288 steps of 5 minutes and a month 360 of 2 hours, known from the first traffic on.", async () => {
    const { clock, process, read, checks } = await scene();
    const one = process();
    expect(await read(one)).toMatchObject({ knownFromMs: null, edges: 0, total: { checks: 0 } });
    checks([one], 3);
    clock.nowMs += 7 * minuteMs;
    checks([one], 4);
    await one.finish();
    const ofDay = await read(one);
    expect(ofDay).toMatchObject({ stepSeconds: 300, knownFromMs: startMs, edges: 1 });
    expect(ofDay.buckets).toHaveLength(288);
    expect(ofDay.buckets.slice(-2).map(({ checks: of }) => of)).toEqual([3, 4]);
    expect(ofDay.fromMs + 288 * 300_000).toBe(startMs + 10 * minuteMs);
    expect(ofDay.total).toMatchObject({ checks: 7, hits: 7 });
    expect(ofDay.total.hitP50Ms).toBeCloseTo(1, 0);
    const ofMonth = await read(one, month);
    expect(ofMonth).toMatchObject({ stepSeconds: 7_200, total: { checks: 7 } });
    expect(ofMonth.buckets).toHaveLength(360);
    expect(ofMonth.buckets.at(-1)).toMatchObject({ checks: 7 });
  });

  test("Written minutes count once, and those in memory are added.", async () => {
    const { clock, process, read, checks } = await scene();
    const one = process();
    checks([one], 3);
    clock.nowMs += 2 * minuteMs;
    await one.finish();
    checks([one], 4);
    for (const range of [day, month]) expect((await read(one, range)).total.checks).toBe(7);
    // Another process knows what is in the database.
    const later = process();
    expect((await read(later)).total.checks).toBe(3);
  });

  test("After a day, a day shows nothing and a month shows it.", async () => {
    const { clock, process, read, checks } = await scene();
    const one = process();
    checks([one], 3);
    clock.nowMs += 2 * minuteMs;
    await one.finish();
    clock.nowMs += 25 * 60 * minuteMs;
    const ofDay = await read(one);
    expect(ofDay.total.checks).toBe(0);
    expect(ofDay.knownFromMs).toBe(ofDay.fromMs);
    expect(await read(one, month)).toMatchObject({ knownFromMs: startMs, total: { checks: 3 } });
  });

  test("Minutes that a clock wrote which was ahead do not hide what is in memory.", async () => {
    const { storage, clock, process, read, checks } = await scene();
    const one = process();
    checks([one], 3);
    await storage.insertTraffic(Math.floor(clock.nowMs / minuteMs) + 1_000, []);
    for (const range of [day, month]) expect((await read(one, range)).total.checks).toBe(3);
  });
});
