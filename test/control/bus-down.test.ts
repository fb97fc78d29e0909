// Changes while the bus cannot be reached: stored and answered, in force in this process at once, and at the edges of other
// processes as soon as the bus is back.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { builtInPlans } from "../../src/control/projects/plans.ts";
import { newId } from "../../src/runtime/node.ts";
import { createFaultyBus, type FaultyBus } from "../harness/faulty-bus.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { startScene, type ControlScene, type ProjectUnderTest } from "./scene.ts";

const medium = createInProcessMedium(newId);
let bus: FaultyBus;
let scene: ControlScene;
let acme: ProjectUnderTest;
let edge: FollowingEdge;

beforeAll(async () => {
  bus = createFaultyBus(medium.connect("eu"));
  scene = await startScene({ bus });
  acme = await scene.project("acme");
  edge = await startFollowingEdge({ bus: medium.connect("eu"), name: "follower" });
});
afterAll(async () => {
  await edge.stop();
  await scene[Symbol.asyncDispose]();
});

const cacheStatusAt = async (at: "control" | "follower"): Promise<string | undefined> => {
  const { cookie } = acme.user;
  const seen = at === "control" ? await acme.check(cookie) : await edge.check("acme", cookie);
  expect(seen.status).toBe(200);
  return seen.cacheStatus;
};
const isSettings = (on: boolean) => (line: Readonly<Record<string, unknown>>) =>
  line["kind"] === "settings" && line["cacheableSessions"] === on;

describe("a change while the bus is down", () => {
  test("The change is answered as done, with a warning, and is in force at the edge of the process at once.", async () => {
    bus.faults.mute = true;
    const since = edge.lines();
    const changed = await acme.set("cacheable_sessions", true);
    expect(changed.status).toBe(200);
    expect(changed.json).toMatchObject({
      warnings: [
        {
          code: 1,
          message:
            "The change is stored, but the bus cannot be reached. Edges in other processes use it as soon as the bus is back.",
        },
      ],
    });
    expect(await cacheStatusAt("control")).toContain("edge-sessions;");
    expect(await cacheStatusAt("follower")).toBeUndefined();
    expect(scene.log()).toContain("could not be sent to the edges of other processes");

    bus.faults.mute = false;
    await edge.logged(isSettings(true), since);
    expect(await cacheStatusAt("follower")).toContain("follower;");
  });

  test("The same change again still warns until the bus has accepted it, and not afterwards.", async () => {
    bus.faults.mute = true;
    const since = edge.lines();
    await acme.set("refresh_after", "9s");
    expect((await acme.set("refresh_after", "9s")).text).toContain("the bus cannot be reached");
    bus.faults.mute = false;
    await edge.logged(({ kind }) => kind === "settings", since);
    expect((await acme.set("refresh_after", "9s")).json).toMatchObject({ warnings: [] });
  });

  test("A plan that is lost turns Edge Sessions off at all edges.", async () => {
    bus.faults.mute = true;
    const since = edge.lines();
    const none = builtInPlans.plans.map((plan) => ({ ...plan, cacheableSessions: false }));
    await scene.control.replacePlans({ ...builtInPlans, plans: none });
    expect(await cacheStatusAt("control")).toBeUndefined();
    expect(await cacheStatusAt("follower")).toContain("follower;");
    bus.faults.mute = false;
    await edge.logged(isSettings(false), since);
    expect(await cacheStatusAt("follower")).toBeUndefined();

    await scene.control.replacePlans(builtInPlans);
    await edge.logged(isSettings(true), since);
    expect(await cacheStatusAt("follower")).toContain("follower;");
  });
});

test("A control plane that starts while the bus is down serves its projects, and sends them once the bus is there.", async () => {
  const late = createFaultyBus(createInProcessMedium(newId).connect("eu"));
  late.faults.unreachable = new Error("no route");
  await using alone = await startScene({ bus: late });
  const project = await alone.project("early", { cacheable_sessions: true });
  expect((await project.check(project.user.cookie)).cacheStatus).toContain("edge-sessions;");
  expect((await project.set("refresh_after", "2s")).text).toContain("the bus cannot be reached");
  // What the bus is sent first is what it gives to those that connect.
  const published = Promise.withResolvers<number>();
  const publish = late.publishProject.bind(late);
  late.publishProject = async (sent) => {
    await publish(sent);
    published.resolve(sent.revision);
  };
  late.faults.unreachable = undefined;
  expect(await published.promise).toBe(5);
});
