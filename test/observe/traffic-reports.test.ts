// What edges report of their traffic, and what a control plane makes of it.
import { describe, expect, test } from "vitest";
import { reportCharactersMax, type TrafficReport } from "../../src/core/traffic-report.ts";
import { ReceivedTraffic } from "../../src/observe/traffic/received.ts";
import { createTrafficReporter } from "../../src/observe/traffic/reporter.ts";
import {
  applied,
  call,
  check,
  minuteMs,
  published,
  secondMs,
  startMs,
  watched,
} from "./traffic-model.ts";

/** An edge that counts and reports. */
function edge(instance: string, projectsMax = 100) {
  const reporter = createTrafficReporter(projectsMax);
  let count = 0;
  return {
    ...reporter,
    /** The next report, or undefined if there is nothing to report. */
    report: (at = startMs): TrafficReport | undefined => {
      const projects = reporter.take(count + 1);
      if (projects.length === 0) return undefined;
      count += 1;
      return { version: 1, instance, count, projects, at };
    },
  };
}

function present(report: TrafficReport | undefined): TrafficReport {
  if (report === undefined) throw new Error("there is nothing to report");
  return report;
}

describe("traffic of other edges", () => {
  test("Everything that an edge counts arrives, with its times and its refresh interval.", () => {
    const { sink, report } = edge("one");
    const control = watched();
    sink({ kind: "refresh-interval", project: "acme", intervalMs: 8_000 });
    for (const result of ["hit", "miss", "forced", "bypass", "error"] as const)
      sink(check(result, 3));
    sink(call("fill", 40));
    sink(published({ durationMs: 2 }));
    sink(applied(2));
    control.receive(present(report()));
    const local = watched();
    for (const result of ["hit", "miss", "forced", "bypass", "error"] as const) {
      local.sink(check(result, 3));
    }
    local.sink(call("fill", 40));
    local.sink(published({ durationMs: 2 }));
    local.sink(applied(2));
    expect(control.read("acme", 1).total).toEqual(local.read("acme", 1).total);
    expect(control.read("acme", 1)).toMatchObject({ refreshIntervalMs: 8_000, edges: 1 });
  });

  test("Traffic of several edges adds up, and the edges are counted.", () => {
    const control = watched();
    for (const name of ["one", "two", "three"]) {
      const { sink, report } = edge(name);
      sink(check("hit"));
      control.receive(present(report()));
    }
    control.sink(check("hit"));
    const idle = edge("four");
    idle.sink(published({}));
    control.receive(present(idle.report()));
    expect(control.read("acme", 1)).toMatchObject({
      edges: 4,
      total: { checks: 4, invalidations: 1 },
    });
    control.clock.nowMs += 2 * minuteMs;
    control.sink(check("hit"));
    expect(control.read("acme", 1)).toMatchObject({ edges: 1 });
    expect(control.read("acme", 5)).toMatchObject({ edges: 4 });
  });

  test("A lost report loses nothing, and one that comes twice or too late counts once.", () => {
    const { sink, report } = edge("one");
    const control = watched();
    const reports = [1, 2, 3].map((checks) => {
      for (let index = 0; index < checks; index += 1) sink(check("hit"));
      return present(report());
    });
    const [first, second, third] = reports;
    for (const heard of [first, third, second, third]) control.receive(present(heard));
    expect(control.read("acme", 1).total).toMatchObject({ checks: 6, hits: 6 });
  });

  test("A restarted edge is another one, whose counts begin at 0.", () => {
    const control = watched();
    for (const instance of ["one", "one again"]) {
      const { sink, report } = edge(instance);
      sink(check("hit"));
      sink(check("hit"));
      control.receive(present(report()));
    }
    expect(control.read("acme", 1).total.checks).toBe(4);
  });

  test("A control plane that starts later counts only what is new from then on.", () => {
    const { sink, report } = edge("one");
    for (let index = 0; index < 50; index += 1) sink(check("hit"));
    report();
    sink(check("hit"));
    const control = watched();
    control.receive(present(report()));
    expect(control.read("acme", 1).total.checks).toBe(0);
    sink(check("hit"));
    sink(check("hit", 1, "new"));
    control.receive(present(report()));
    expect(control.read("acme", 1).total.checks).toBe(1);
    expect(control.read("new", 1).total.checks).toBe(1);
  });

  test("A report counts where it belongs in time, and a late one when it arrives.", () => {
    const { sink, report } = edge("one");
    const control = watched();
    control.clock.nowMs += 20 * secondMs;
    const agesOf = (at: number) => {
      sink(check("hit"));
      control.receive(present(report(at)));
      return control
        .read("acme", 1)
        .buckets.map(({ checks }) => checks)
        .reverse();
    };
    expect(agesOf(control.clock.nowMs)[1]).toBe(1);
    expect(agesOf(control.clock.nowMs - 5 * secondMs)[2]).toBe(1);
    expect(agesOf(control.clock.nowMs - minuteMs)[0]).toBe(1);
    expect(agesOf(control.clock.nowMs + minuteMs)[0]).toBe(2);
  });
});

describe("reports", () => {
  test("Only projects with traffic since their last report are in one.", () => {
    const { sink, report, giveBack } = edge("one");
    expect(report()).toBeUndefined();
    sink(check("hit", 1, "acme"));
    sink(check("hit", 1, "beta"));
    const names = (of: TrafficReport | undefined) => of?.projects.map(({ project }) => project);
    expect(names(report())).toEqual(["acme", "beta"]);
    sink(check("hit", 1, "beta"));
    const second = present(report());
    expect(names(second)).toEqual(["beta"]);
    expect(report()).toBeUndefined();
    giveBack(second.projects);
    expect(names(report())).toEqual(["beta"]);
  });

  test("A report stays within its size, and projects that wait longest go first.", () => {
    const { sink, report } = edge("one", 300);
    const waiting = new Set(Array.from({ length: 300 }, (_, index) => `project-${index}`));
    for (const project of waiting) {
      for (let ms = 0.002; ms < 60_000; ms *= 1.3) sink(check("hit", ms, project));
    }
    let reports = 0;
    while (waiting.size > 0) {
      const next = present(report());
      reports += 1;
      expect(JSON.stringify({ kind: "traffic", ...next }).length).toBeLessThanOrEqual(
        reportCharactersMax,
      );
      for (const { project } of next.projects) expect(waiting.delete(project)).toBe(true);
      // It waits behind those that have not been reported yet.
      sink(check("hit", 1, "project-0"));
    }
    expect(reports).toBeGreaterThan(5);
  });

  test("Memory is bounded: beyond the ceiling a project takes the place of an idle one, and starts at 0.", () => {
    const { sink, report } = edge("one", 1);
    const control = watched();
    sink(check("hit", 1, "acme"));
    sink(check("hit", 1, "beta"));
    control.receive(present(report()));
    for (let index = 0; index < 12; index += 1) report();
    sink(check("hit", 1, "beta"));
    control.receive(present(report()));
    expect(["acme", "beta"].map((name) => control.read(name, 1).total.checks)).toEqual([1, 1]);
  });

  test("A control plane holds a bounded number of sums, and forgets edges that were silent for longest.", () => {
    const received = new ReceivedTraffic(2);
    const edges = ["one", "two", "three"].map((name) => edge(name));
    const note = (index: number) => {
      edges[index]?.sink(check("hit"));
      return received.note(present(edges[index]?.report())).length;
    };
    expect([note(0), note(1), note(1), note(2)]).toEqual([1, 1, 1, 1]);
    // The first edge was forgotten, so the next report of it only says where its counts are now.
    expect([note(0), note(0), note(2)]).toEqual([0, 1, 1]);
  });

  test("An instance that invents projects or says nothing takes no memory.", () => {
    const received = new ReceivedTraffic(3);
    const sink = edge("one");
    for (const project of ["a", "b", "c", "d"]) sink.sink(check("hit", 1, project));
    const first = present(sink.report());
    expect(received.note(first)).toHaveLength(4);
    // It was forgotten, so the same sums again are where its counts are now.
    expect(received.note({ ...first, count: 2 })).toEqual([]);
    // A report without projects is not remembered as the first one.
    received.note({ version: 1, instance: "two", count: 1, projects: [], at: startMs });
    const projects = first.projects.slice(0, 1).map((project) => ({ ...project, since: 2 }));
    const later = { version: 1, instance: "two", count: 3, projects, at: startMs } as const;
    expect(received.note(later)).toEqual([]);
  });
});
