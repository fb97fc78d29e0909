// The link of a process to a shared bus: when it is healthy, what makes it degraded, and what it removes.
import { describe, expect, test } from "vitest";
import { BusRefusal, type SentMessage } from "../../src/edge/ports.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import type { ReportedTraffic, TrafficReport } from "../../src/core/traffic-report.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import { sampleInvalidation } from "../contract/bus-contract.ts";
import { createLinkedScene, type LinkedMember } from "../harness/linked.ts";

/** Starts a member and waits until it is healthy. */
async function started(scene: ReturnType<typeof createLinkedScene>, member: LinkedMember) {
  const starting = member.link.start();
  await scene.pass(2_000);
  expect(await starting).toBe("connected");
  expect(member.healthy()).toBe(true);
  member.received.length = 0;
  return member;
}

async function twoRegions() {
  const scene = createLinkedScene();
  const eu = await started(scene, scene.member("eu", "edge-eu"));
  const us = await started(scene, scene.member("us", "edge-us"));
  await scene.pass(2_000);
  eu.received.length = 0;
  us.received.length = 0;
  expect(eu.healthy()).toBe(true);
  return { scene, eu, us };
}

function heartbeatOf(instance: string, applied: Readonly<Record<string, number>>): SentMessage {
  const names = {
    instance,
    name: instance,
    region: "eu",
    software: "1.0.0",
    role: "edge",
  } as const;
  const counts = { projects: 0, revisions: 0, entries: 0, bytes: 0, checks: 0, hits: 0 };
  const rest = { unpublished: 0, lagMs: undefined, url: undefined, startedAt: 0, at: 0 };
  return {
    kind: "heartbeat",
    heartbeat: { version: 1, ...names, count: 1, healthy: true, applied, ...counts, ...rest },
  };
}

function revision(number: number, project = "acme"): ServedProject {
  return {
    version: 1,
    revision: number,
    settings: { ...defaultProjectSettings, project },
    originUrl: undefined,
    adminOriginUrl: undefined,
    hosts: [],
    at: 0,
  };
}

describe("health", () => {
  test("A member is healthy once its own heartbeat has come back, and stays so.", async () => {
    const scene = createLinkedScene();
    const alone = scene.member("eu", "edge");
    expect(alone.healthy()).toBe(false);
    await started(scene, alone);
    await scene.pass(60_000);
    expect(alone.healthy()).toBe(true);
    expect(alone.link.troubles()).toEqual([]);
  });

  test("A member says for how long each region has been silent.", async () => {
    const { scene, eu } = await twoRegions();
    const silentFor = (region: string): number | undefined =>
      eu.link.silences().find((silence) => silence.region === region)?.silentForMs;
    expect(silentFor("us")).toBeLessThan(3_000);
    eu.faults.deaf = ["us"];
    eu.faults.unreadable = ["us"];
    await scene.pass(5_000);
    expect(silentFor("us")).toBeGreaterThanOrEqual(5_000);
    expect(silentFor("eu")).toBeLessThan(3_000);
  });

  test("A member is degraded exactly 3 s after its last heartbeat that came back was sent.", async () => {
    const scene = createLinkedScene();
    const eu = await started(scene, scene.member("eu", "edge"));
    eu.faults.deaf = ["eu"];
    eu.faults.unreadable = ["eu"];
    const untilMs = eu.link.healthyUntilMs;
    const leftMs = untilMs - scene.time.clock.nowMs();
    expect(leftMs).toBeGreaterThan(2_000);
    expect(leftMs).toBeLessThanOrEqual(3_000);
    await scene.pass(leftMs - 0.1);
    expect(eu.healthy()).toBe(true);
    await scene.pass(0.2);
    expect(eu.healthy()).toBe(false);
    await scene.pass(500);
    expect(eu.link.troubles()).toEqual([{ region: "eu", trouble: "silent" }]);
    expect(eu.events).toContainEqual(
      expect.objectContaining({ kind: "bus-health", healthy: false }),
    );
  });

  test("A member that cannot publish is degraded, though it hears everybody else.", async () => {
    const { scene, eu } = await twoRegions();
    eu.faults.mute = true;
    await scene.pass(3_600);
    expect(eu.healthy()).toBe(false);
    eu.faults.mute = false;
    await scene.pass(2_000);
    expect(eu.healthy()).toBe(true);
  });

  test("A heartbeat that means a log of before proves nothing about the present one.", async () => {
    const { scene, eu, us } = await twoRegions();
    us.faults.mute = true;
    await scene.pass(3_600);
    const silent = [{ region: "us", trouble: "silent" }];
    expect(eu.link.troubles()).toEqual(silent);
    const { incarnation } = await scene.medium.connect("x").read("eu", undefined);
    const { through } = await scene.medium.connect("x").read("us", undefined);
    const hear = (sequence: number, log: string): void => {
      const message = heartbeatOf("of us", { eu: 9_000 });
      if (message.kind !== "heartbeat") throw new Error("it is a heartbeat");
      const heartbeat = { ...message.heartbeat, region: "us", count: sequence, logs: { eu: log } };
      eu.listener().message("us", sequence, { kind: "heartbeat", heartbeat });
    };
    hear(through + 1, "a log of before");
    expect(eu.link.troubles()).toEqual(silent);
    hear(through + 2, incarnation);
    expect(eu.link.troubles()).toEqual([]);
  });

  test("Another region counts as heard only by heartbeats that its members sent after an own one.", async () => {
    const { scene, eu, us } = await twoRegions();
    // The other region no longer hears this one. What it sends may be as late as that, for all that this one can tell.
    us.faults.deaf = ["eu"];
    us.faults.unreadable = ["eu"];
    await scene.pass(3_600);
    expect(us.healthy()).toBe(false);
    expect(eu.link.troubles()).toEqual([{ region: "us", trouble: "silent" }]);
    us.faults.deaf = [];
    us.faults.unreadable = [];
    await scene.pass(2_000);
    expect(eu.healthy()).toBe(true);
    expect(us.healthy()).toBe(true);
  });

  test("A deaf subscription costs a reading of the log and no invalidation.", async () => {
    const { scene, eu, us } = await twoRegions();
    eu.faults.deaf = ["eu"];
    const other = await started(scene, scene.member("eu", "edge-eu-2"));
    await other.link.publish([sampleInvalidation("a")]);
    await scene.pass(2_000);
    expect(eu.received.map(({ id }) => id)).toEqual(["a"]);
    expect(eu.healthy()).toBe(true);
    expect(us.healthy()).toBe(true);
  });
});

describe("gaps", () => {
  test("A missed invalidation is read again, and until then the member is degraded.", async () => {
    const { scene, eu, us } = await twoRegions();
    eu.faults.deaf = ["us"];
    eu.faults.unreadable = ["us"];
    await us.link.publish([sampleInvalidation("missed")]);
    eu.faults.deaf = [];
    await us.link.publish([sampleInvalidation("heard")]);
    expect(eu.healthy()).toBe(false);
    expect(eu.link.troubles()).toEqual([{ region: "us", trouble: "gap" }]);
    expect(eu.received.map(({ id }) => id)).toEqual(["heard"]);
    eu.faults.unreadable = [];
    await scene.pass(1_000);
    expect(eu.received.map(({ id }) => id)).toEqual(["heard", "missed"]);
    expect(eu.healthy()).toBe(true);
    expect(eu.removals()).toEqual([]);
  });

  test("If the log no longer reaches back, everything is removed before the member is healthy.", async () => {
    const { scene, eu, us } = await twoRegions();
    eu.faults.deaf = ["us"];
    eu.faults.unreadable = ["us"];
    await us.link.publish([sampleInvalidation("gone")]);
    const { through } = await scene.medium.connect("x").read("us", undefined);
    scene.medium.truncate("us", through);
    eu.faults.deaf = [];
    await us.link.publish([sampleInvalidation("heard")]);
    await scene.pass(200);
    expect(eu.healthy()).toBe(false);
    eu.faults.unreadable = [];
    await scene.pass(1_000);
    expect(eu.removals()).toEqual(["gap"]);
    expect(eu.healthy()).toBe(true);
    expect(eu.events).toContainEqual(
      expect.objectContaining({ kind: "caught-up", region: "us", result: "truncated" }),
    );
  });

  test("A message that arrives twice is applied once.", async () => {
    const { scene, eu, us } = await twoRegions();
    await us.link.publish([sampleInvalidation("once")]);
    const { messages } = await scene.medium.connect("x").read("us", 0);
    const last = messages.at(-1);
    if (last === undefined) throw new Error("the log is empty");
    eu.listener().message("us", last.sequence, last.message);
    expect(eu.received.map(({ id }) => id)).toEqual(["once"]);
    expect(eu.healthy()).toBe(true);
  });

  test("A log that began again makes the member remove everything.", async () => {
    const { scene, eu } = await twoRegions();
    eu.listener().message("us", 1, {
      kind: "invalidation",
      invalidation: sampleInvalidation("another log"),
    });
    expect(eu.healthy()).toBe(false);
    await scene.pass(500);
    // The log was read, and is the same one. So nothing was lost.
    expect(eu.removals()).toEqual([]);
    expect(eu.healthy()).toBe(true);
  });

  test("A late message of a log that began again does not keep the member degraded.", async () => {
    const { scene, eu } = await twoRegions();
    eu.listener().message("us", 900, {
      kind: "invalidation",
      invalidation: sampleInvalidation("of an earlier log"),
    });
    expect(eu.healthy()).toBe(false);
    await scene.pass(500);
    // The log ends before it, so the log is not the one that the message is from.
    expect(eu.removals()).toEqual(["gap"]);
    expect(eu.healthy()).toBe(true);
    expect(eu.events).toContainEqual(
      expect.objectContaining({ kind: "caught-up", region: "us", result: "replaced" }),
    );
  });

  test("A log that began again is noticed by the place of an own heartbeat, though nothing else is heard.", async () => {
    const scene = createLinkedScene();
    const inner = scene.medium.connect("eu");
    let begunAgain = false;
    let sequence = 0;
    const another = {
      incarnation: "another",
      reachesBack: true,
      idAtStart: undefined,
      messages: [],
      complete: true,
    };
    const member = scene.member("eu", "edge", {
      bus: {
        ...inner,
        start: (listener) =>
          inner.start({
            ...listener,
            message: (...heard) => {
              if (!begunAgain) listener.message(...heard);
            },
          }),
        append: (messages) => {
          if (!begunAgain) return inner.append(messages);
          sequence += messages.length;
          return Promise.resolve(sequence);
        },
        read: (region, after) =>
          begunAgain
            ? Promise.resolve({ ...another, through: sequence })
            : inner.read(region, after),
      },
    });
    await started(scene, member);
    begunAgain = true;
    await scene.pass(1_000);
    expect(member.removals()).toEqual(["gap"]);
    expect(member.healthy()).toBe(true);
  });

  test("A lost connection makes the member read every log again.", async () => {
    const { scene, eu, us } = await twoRegions();
    eu.faults.deaf = ["us", "eu"];
    await us.link.publish([sampleInvalidation("a")]);
    eu.listener().interrupted();
    expect(eu.healthy()).toBe(false);
    await scene.pass(100);
    expect(eu.received.map(({ id }) => id)).toEqual(["a"]);
    expect(eu.healthy()).toBe(true);
  });
});

describe("regions", () => {
  test("A region that appears is learnt of, and everything from before is removed.", async () => {
    const scene = createLinkedScene();
    const eu = await started(scene, scene.member("eu", "edge-eu"));
    await started(scene, scene.member("us", "edge-us"));
    expect(eu.removals()).toEqual(["region"]);
    expect(eu.healthy()).toBe(true);
  });

  test("A region that is cut off keeps the others degraded until it is heard again.", async () => {
    const { scene, eu } = await twoRegions();
    eu.faults.deaf = ["us"];
    eu.faults.unreadable = ["us"];
    await scene.pass(120_000);
    expect(eu.healthy()).toBe(false);
    eu.faults.deaf = [];
    eu.faults.unreadable = [];
    await scene.pass(2_000);
    expect(eu.healthy()).toBe(true);
    expect(eu.removals()).toEqual([]);
  });

  test("A region whose last member says goodbye is not waited for.", async () => {
    const { scene, eu, us } = await twoRegions();
    const stopping = us.link.stop();
    await scene.pass(2_000);
    await stopping;
    await scene.pass(10_000);
    expect(eu.healthy()).toBe(true);
    expect(eu.link.members().map(({ state }) => state)).toEqual(["live", "stopped"]);
  });

  test("A heartbeat that arrives after its member's goodbye does not bring the region back.", async () => {
    const { scene, eu, us } = await twoRegions();
    const { messages } = await scene.medium.connect("x").read("us", 0);
    const late = messages.findLast(({ message }) => message.kind === "heartbeat");
    if (late?.message.kind !== "heartbeat") throw new Error("no heartbeat in the log");
    const stopping = us.link.stop();
    await scene.pass(2_000);
    await stopping;
    const { heartbeat } = late.message;
    const again = { ...heartbeat, count: heartbeat.count + 1_000 };
    eu.listener().message("us", late.sequence, { kind: "heartbeat", heartbeat: again });
    await scene.pass(10_000);
    expect(eu.healthy()).toBe(true);
    expect(eu.link.troubles()).toEqual([]);
  });

  test("A region whose last member could not remove it is removed by those who heard its goodbye.", async () => {
    const { scene, eu, us } = await twoRegions();
    us.faults.deaf = ["us"];
    us.faults.unreadable = ["us"];
    const stopping = us.link.stop();
    us.faults.mute = true;
    await scene.pass(2_000);
    await stopping;
    const listed: (readonly string[])[] = [];
    await scene.medium.connect("ap").start({
      message: () => undefined,
      regions: (known) => listed.push(known),
      project: () => undefined,
      interrupted: () => undefined,
      failed: () => undefined,
    });
    expect(listed.at(-1)).toEqual(["eu", "ap"]);
    expect(eu.healthy()).toBe(false);
  });

  test("A region that leaves is read to its end first, so that its last invalidations are applied.", async () => {
    const { scene, eu, us } = await twoRegions();
    eu.faults.deaf = ["us"];
    await us.link.publish([sampleInvalidation("last")]);
    const stopping = us.link.stop();
    await scene.pass(2_000);
    await stopping;
    expect(eu.received.map(({ id }) => id)).toEqual(["last"]);
    expect(eu.healthy()).toBe(true);
    expect(eu.events).toContainEqual(
      expect.objectContaining({ kind: "region", region: "us", change: "removed" }),
    );
  });

  test("If the log of a region that leaves cannot be read, everything is removed.", async () => {
    const { scene, eu, us } = await twoRegions();
    eu.faults.deaf = ["us"];
    eu.faults.unreadable = ["us"];
    await us.link.publish([sampleInvalidation("last")]);
    const stopping = us.link.stop();
    await scene.pass(2_000);
    await stopping;
    expect(eu.removals()).toEqual(["gap"]);
    expect(eu.healthy()).toBe(true);
  });

  test("A goodbye that arrives before what was published before it does not end the region.", async () => {
    const { scene, eu, us } = await twoRegions();
    eu.faults.deaf = ["us"];
    eu.faults.unreadable = ["us"];
    await us.link.publish([sampleInvalidation("last")]);
    eu.faults.deaf = [];
    us.faults.mute = true;
    const goodbye = { version: 1, instance: "instance of edge-us", at: 0 } as const;
    await scene.medium.connect("us").append([{ kind: "goodbye", goodbye }]);
    await scene.pass(1_000);
    expect(eu.healthy()).toBe(false);
    eu.faults.unreadable = [];
    await scene.pass(1_000);
    expect(eu.received.map(({ id }) => id)).toContain("last");
    expect(eu.healthy()).toBe(true);
  });

  test("A goodbye that the bus refuses is said again.", async () => {
    const { scene, eu, us } = await twoRegions();
    us.faults.mute = true;
    const stopping = us.link.stop();
    await scene.pass(300);
    us.faults.mute = false;
    await scene.pass(2_000);
    await stopping;
    await scene.pass(10_000);
    expect(eu.healthy()).toBe(true);
    expect(eu.link.members().map(({ state }) => state)).toEqual(["live", "stopped"]);
  });

  test("A region with a member that died and one that said goodbye is not waited for.", async () => {
    const { scene, eu, us } = await twoRegions();
    const second = await started(scene, scene.member("us", "edge-us-2"));
    us.faults.mute = true;
    await scene.pass(10_000);
    const stopping = second.link.stop();
    await scene.pass(5_000);
    await stopping;
    expect(eu.healthy()).toBe(true);
    expect(eu.link.members().map(({ state }) => state)).toEqual(["live", "silent", "stopped"]);
  });

  test("A region whose members die without goodbye is forgotten after the longest age.", async () => {
    const { scene, eu, us } = await twoRegions();
    us.faults.mute = true;
    await scene.pass(590_000);
    expect(eu.healthy()).toBe(false);
    expect(eu.removals()).toEqual([]);
    await scene.pass(12_000);
    expect(eu.healthy()).toBe(true);
    expect(eu.removals()).toEqual(["gap"]);
    us.faults.mute = false;
    await scene.pass(2_000);
    expect(eu.healthy()).toBe(true);
    expect(us.healthy()).toBe(true);
  });

  test("A region is not forgotten before the greatest age that an answer may reach.", async () => {
    const scene = createLinkedScene();
    const longestAgeMs = () => 3_600_000;
    const eu = await started(scene, scene.member("eu", "edge-eu", { longestAgeMs }));
    const us = await started(scene, scene.member("us", "edge-us"));
    us.faults.mute = true;
    await scene.pass(3_590_000);
    expect(eu.healthy()).toBe(false);
    await scene.pass(12_000);
    expect(eu.healthy()).toBe(true);
  });

  test("A region that an operator removes is not waited for, and comes back if it still lives.", async () => {
    const { scene, eu, us } = await twoRegions();
    us.faults.mute = true;
    await scene.pass(10_000);
    expect(eu.healthy()).toBe(false);
    await eu.link.removeRegion("us");
    await scene.pass(600);
    expect(eu.healthy()).toBe(true);
    const next = await started(scene, scene.member("eu", "edge-eu-2"));
    expect(next.link.troubles()).toEqual([]);
    us.faults.mute = false;
    await us.link.publish([sampleInvalidation("after")]);
    await scene.pass(2_000);
    expect(eu.received.map(({ id }) => id)).toContain("after");
    expect(eu.healthy()).toBe(true);
  });

  test("A region that is known by hearsay alone is not waited for once nobody names it.", async () => {
    const scene = createLinkedScene();
    const eu = await started(scene, scene.member("eu", "edge-eu"));
    // Somebody who has not yet seen the end of a region names it, and then no longer does.
    const gossip = scene.medium.connect("eu");
    await gossip.append([heartbeatOf("late", { eu: 1, gone: 7 })]);
    await scene.pass(2_000);
    expect(eu.healthy()).toBe(false);
    await scene.pass(3_000);
    expect(eu.healthy()).toBe(true);
    expect(eu.events).toContainEqual(
      expect.objectContaining({ kind: "region", region: "gone", change: "left" }),
    );
  });

  test("A region that is named but cannot be read is waited for.", async () => {
    const scene = createLinkedScene();
    const eu = await started(scene, scene.member("eu", "edge-eu"));
    eu.faults.unreadable = ["far"];
    await scene.medium.connect("eu").append([heartbeatOf("late", { eu: 1, far: 7 })]);
    await scene.pass(20_000);
    expect(eu.healthy()).toBe(false);
  });
});

describe("settings", () => {
  test("A revision reaches the other processes, and they say that they have applied it.", async () => {
    const { scene, eu, us } = await twoRegions();
    await eu.link.publishProject(revision(1));
    await eu.link.publishProject(revision(2));
    expect(us.projects.map(({ revision: number }) => number)).toEqual([1, 2]);
    await scene.pass(200);
    expect(eu.link.revisionOf("instance of edge-us", "acme")).toBe(2);
  });

  test("An older revision is ignored, and the same one is not applied twice.", async () => {
    const { eu, us } = await twoRegions();
    await eu.link.publishProject(revision(2));
    await eu.link.publishProject(revision(1));
    us.listener().project(revision(1));
    us.listener().project(revision(2));
    expect(us.projects.map(({ revision: number }) => number)).toEqual([2]);
  });

  test("A change is in force in its own process at once, though the bus is cut off.", async () => {
    const { eu } = await twoRegions();
    eu.faults.mute = true;
    await expect(eu.link.publishProject(revision(3))).rejects.toThrow("cut off");
    expect(eu.projects.map(({ revision: number }) => number)).toEqual([3]);
  });
});

describe("confirmation", () => {
  test("It names the edges that have applied what was published, and waits no longer than it takes.", async () => {
    const { scene, eu } = await twoRegions();
    await eu.link.publish([{ ...sampleInvalidation("asked"), source: "api" }]);
    const confirming = eu.link.confirm(3_000);
    await scene.pass(200);
    const { applied, missing } = await confirming;
    expect(applied.map(({ heartbeat }) => heartbeat.name)).toEqual(["edge-us"]);
    expect(missing).toEqual([]);
  });

  test("It names a live edge that has not applied it, after the time to wait.", async () => {
    const { scene, eu, us } = await twoRegions();
    us.faults.deaf = ["eu"];
    us.faults.unreadable = ["eu"];
    await eu.link.publish([{ ...sampleInvalidation("asked"), source: "api" }]);
    const confirming = eu.link.confirm(1_000);
    await scene.pass(1_000);
    const { missing } = await confirming;
    expect(missing.map(({ heartbeat }) => heartbeat.name)).toEqual(["edge-us"]);
  });

  test("It waits for a degraded edge that still hears of it, and about a second for one that does not.", async () => {
    const { scene, eu, us } = await twoRegions();
    const asia = await started(scene, scene.member("asia", "edge-asia"));
    // Everybody is degraded because of this region. The others hear each other.
    asia.faults.mute = true;
    await scene.pass(3_600);
    expect([eu.healthy(), us.healthy()]).toEqual([false, false]);
    await eu.link.publish([{ ...sampleInvalidation("asked"), source: "api" }]);
    const confirming = eu.link.confirm(3_000);
    await scene.pass(200);
    const { applied } = await confirming;
    expect(applied.map(({ heartbeat }) => heartbeat.name)).toEqual(["edge-us"]);

    us.faults.deaf = ["eu"];
    us.faults.unreadable = ["eu"];
    await eu.link.publish([{ ...sampleInvalidation("asked again"), source: "api" }]);
    const again = eu.link.confirm(3_000);
    await scene.pass(1_600);
    const { missing } = await again;
    expect(missing.map(({ heartbeat }) => heartbeat.name)).toEqual(["edge-us"]);
  });
});

describe("start", () => {
  test("A start that an operator must help is refused.", async () => {
    const scene = createLinkedScene();
    const member = scene.member("eu", "edge");
    member.faults.unreachable = new BusRefusal("the password is wrong");
    await expect(member.link.start()).rejects.toThrow("the password is wrong");
  });

  test("A bus that cannot be reached lets the process start degraded, and is connected to later.", async () => {
    const scene = createLinkedScene();
    const member = scene.member("eu", "edge");
    member.faults.unreachable = new Error("connection refused");
    expect(await member.link.start()).toBe("waiting");
    await scene.pass(5_000);
    expect(member.healthy()).toBe(false);
    expect(member.link.connected).toBe(false);
    await expect(member.link.publish([sampleInvalidation("a")])).rejects.toThrow("not connected");
    member.faults.unreachable = undefined;
    await scene.pass(3_000);
    expect(member.healthy()).toBe(true);
  });
});

describe("reports of traffic", () => {
  const reported = (project: string, hits: number): ReportedTraffic => ({
    project,
    since: 1,
    counts: [hits, 0, 0, 0, 0, 0, 0],
    hitTimes: "",
    callTimes: "",
    lags: "",
  });

  /** A source that has these projects to report, one in each report. */
  function source(...waiting: ReportedTraffic[]) {
    return {
      waiting,
      take: () => waiting.splice(0, 1),
      giveBack: (projects: readonly ReportedTraffic[]) => void waiting.unshift(...projects),
    };
  }

  async function reporting(...waiting: ReportedTraffic[]) {
    const scene = createLinkedScene();
    const trafficSource = source(...waiting);
    const heard: TrafficReport[] = [];
    const own: TrafficReport[] = [];
    const parts = { trafficSource, onTraffic: (report: TrafficReport) => void own.push(report) };
    const edge = await started(scene, scene.member("us", "edge", parts));
    const onTraffic = (report: TrafficReport) => void heard.push(report);
    await started(scene, scene.member("eu", "control", { onTraffic }));
    const names = () => heard.map(({ projects }) => projects.map(({ project }) => project).join());
    return { scene, edge, heard, own, names, trafficSource };
  }

  test("Another member gets them every 5 s, and the own ones do not come back.", async () => {
    const { scene, heard, own, names, trafficSource } = await reporting(reported("acme", 1));
    await scene.pass(1_500);
    trafficSource.waiting.push(reported("beta", 2));
    await scene.pass(4_000);
    expect(names()).toEqual(["acme"]);
    await scene.pass(2_000);
    expect(names()).toEqual(["acme", "beta"]);
    expect(heard.map(({ instance, count }) => `${instance} ${count}`)).toEqual([
      "instance of edge 1",
      "instance of edge 2",
    ]);
    expect(own).toEqual([]);
  });

  test("At most four are sent at once, and the others wait.", async () => {
    const { scene, names } = await reporting(
      ...Array.from({ length: 7 }, (_, index) => reported(`p${index}`, 1)),
    );
    await scene.pass(3_500);
    expect(names()).toHaveLength(4);
    await scene.pass(5_000);
    expect(names()).toEqual(["p0", "p1", "p2", "p3", "p4", "p5", "p6"]);
  });

  test("What the bus refused is reported again.", async () => {
    const { scene, edge, names } = await reporting(reported("acme", 1));
    edge.faults.mute = true;
    await scene.pass(5_000);
    expect(names()).toEqual([]);
    edge.faults.mute = false;
    await scene.pass(8_000);
    expect(names()).toEqual(["acme"]);
  });

  test("What is left is reported when the member stops.", async () => {
    const { scene, edge, names } = await reporting(reported("acme", 1));
    const stopping = edge.link.stop();
    await scene.pass(1_000);
    await stopping;
    expect(names()).toEqual(["acme"]);
  });
});
