// What every storage does with traffic.
import { expect, it } from "vitest";
import {
  emptySum,
  sumText,
  totalOf,
  addSumText,
  type MinuteTraffic,
} from "../../../src/core/traffic-sum.ts";
import { binOf } from "../../../src/core/durations.ts";
import { trafficRowsMax } from "../../../src/control/limits.ts";
import type { ControlStorage, ProjectRecord, TrafficRows } from "../../../src/control/storage.ts";
import { sampleAudit, sampleProject } from "./samples.ts";

const hour = 29_500_020;

/** What was counted of a project: hits that took `ms` each. */
function counted(
  { id }: Pick<ProjectRecord, "id">,
  hits: number,
  ms = 1,
  edges = 1,
): MinuteTraffic {
  const sum = emptySum();
  sum.counts[0] = hits;
  sum.counts[5] = 1;
  sum.hitTimes[binOf(ms)] = hits;
  sum.lags[3] = 2;
  return { project: id, edges, sum };
}

/** Tests of traffic, on storages that `open` opens. */
export function keepsTraffic(open: () => Promise<ControlStorage>): void {
  async function withProjects(...slugs: string[]) {
    const storage = await open();
    const projects = slugs.map((slug) => sampleProject({ slug }));
    for (const project of projects) await storage.insertProject(project, sampleAudit());
    const list = (
      project: ProjectRecord | undefined,
      unit: "minute" | "hour" = "minute",
    ): Promise<TrafficRows> =>
      storage.listTraffic({
        projectId: project?.id ?? "",
        unit,
        fromMinute: hour - 60,
        throughMinute: hour + 120,
      });
    return { storage, projects, list };
  }

  it("Traffic is read by the minute as it was written, of one project, oldest first.", async () => {
    const { storage, projects, list } = await withProjects("one", "two");
    const [one, two] = projects as [ProjectRecord, ProjectRecord];
    await storage.insertTraffic(hour + 1, [counted(one, 5, 3, 2), counted(two, 7)]);
    await storage.insertTraffic(hour, [counted(one, 2)]);
    const { rows, firstMinute, writtenThrough } = await list(one);
    expect(rows).toEqual([
      { minute: hour, edges: 1, sum: sumText(counted(one, 2).sum) },
      { minute: hour + 1, edges: 2, sum: sumText(counted(one, 5, 3).sum) },
    ]);
    expect([firstMinute, writtenThrough]).toEqual([hour, hour + 1]);
    expect((await list(two)).firstMinute).toBe(hour + 1);
  });

  it("Without traffic there is nothing, and a minute that was written for others counts as written.", async () => {
    const { storage, projects, list } = await withProjects("one", "two");
    const [one, two] = projects as [ProjectRecord, ProjectRecord];
    expect(await list(one)).toEqual({
      rows: [],
      firstMinute: undefined,
      writtenThrough: undefined,
    });
    await storage.insertTraffic(hour, [counted(two, 7)]);
    expect(await list(one)).toEqual({ rows: [], firstMinute: undefined, writtenThrough: hour });
  });

  it("Minutes add up to hours, with their times.", async () => {
    const { storage, projects, list } = await withProjects("one");
    const [one] = projects as [ProjectRecord];
    await storage.insertTraffic(hour, [counted(one, 98, 1, 1)]);
    await storage.insertTraffic(hour + 59, [counted(one, 1, 900, 3)]);
    await storage.insertTraffic(hour + 30, [counted(one, 1, 900, 2)]);
    await storage.insertTraffic(hour + 60, [counted(one, 4)]);
    const { rows } = await list(one, "hour");
    expect(rows.map(({ minute, edges }) => [minute, edges])).toEqual([
      [hour, 3],
      [hour + 60, 1],
    ]);
    const sum = emptySum();
    addSumText(sum, rows[0]?.sum ?? sumText(sum));
    const { hits, originCalls, hitP50Ms, hitP99Ms } = totalOf(sum);
    expect([hits, originCalls]).toEqual([100, 3]);
    expect(hitP50Ms).toBeCloseTo(1, 0);
    expect(hitP99Ms).toBeGreaterThan(800);
  });

  it("Of several processes that write a minute, one does, and nothing counts twice.", async () => {
    const { storage, projects, list } = await withProjects("one");
    const [one] = projects as [ProjectRecord];
    const results = await Promise.all(
      [3, 4, 5].map((hits) => storage.insertTraffic(hour, [counted(one, hits)])),
    );
    expect(results.toSorted()).toEqual(["done", "written-before", "written-before"]);
    const [minutes, hours] = [await list(one), await list(one, "hour")];
    expect(minutes.rows).toHaveLength(1);
    expect(hours.rows[0]?.sum).toEqual(minutes.rows[0]?.sum);
  });

  it("Traffic of a project that is gone is left out.", async () => {
    const { storage, projects, list } = await withProjects("one");
    const [one] = projects as [ProjectRecord];
    const gone = sampleProject({ slug: "gone" });
    expect(await storage.insertTraffic(hour, [counted(gone, 1), counted(one, 2)])).toBe("done");
    expect((await list(one)).rows).toHaveLength(1);
    expect((await list(gone)).rows).toEqual([]);
    expect(await storage.insertTraffic(hour + 1, [counted(gone, 1)])).toBe("done");
  });

  it("Pruning removes what is older, by the minute and by the hour, and nothing else.", async () => {
    const { storage, projects, list } = await withProjects("one", "two");
    for (const minute of [hour - 1, hour, hour + 60]) {
      await storage.insertTraffic(
        minute,
        projects.map((project) => counted(project, 1)),
      );
    }
    await storage.pruneTraffic({ minute: hour + 60, hour });
    for (const project of projects) {
      const of = async (unit: "minute" | "hour") =>
        (await list(project, unit)).rows.map(({ minute }) => minute);
      expect(await of("minute")).toEqual([hour + 60]);
      expect(await of("hour")).toEqual([hour, hour + 60]);
    }
    // The minute may be written again, because nothing says any more that it was.
    expect(await storage.insertTraffic(hour - 1, [])).toBe("done");
    expect(await storage.insertTraffic(hour + 60, [])).toBe("written-before");
  });

  it("A reading that could have more rows than the limit is refused.", async () => {
    const storage = await open();
    const read = (rows: number) =>
      storage.listTraffic({ projectId: "p", unit: "minute", fromMinute: 0, throughMinute: rows });
    await expect(read(trafficRowsMax + 1)).rejects.toThrow(RangeError);
    expect((await read(trafficRowsMax)).rows).toEqual([]);
  });
}
