// The set-up as seen by a control plane whose edges are all in other processes.
import { expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { startFollowingEdge } from "../harness/following-edge.ts";
import { startScene } from "./scene.ts";

test("A hit at an edge of another process, and a change there, complete the steps.", async () => {
  const medium = createInProcessMedium(newId);
  await using scene = await startScene({
    bus: medium.connect("eu"),
    options: { edge: false, name: "plane" },
  });
  const acme = await scene.project("acme", { cacheable_sessions: true });
  const far = await startFollowingEdge({ bus: medium.connect("us"), name: "far" });
  try {
    const stateOf = async (id: string): Promise<unknown> => {
      const { json } = await scene.ask("/projects/acme/set-up");
      const steps: unknown = Reflect.get(Object(json), "steps");
      const step: unknown = Array.isArray(steps) ? steps.find((one) => one.id === id) : undefined;
      return Reflect.get(Object(step), "state");
    };
    await expect.poll(() => stateOf("switch")).toBe("done");
    expect(await stateOf("hit")).toBe("todo");
    await far.check("acme", acme.user.cookie);
    expect((await far.check("acme", acme.user.cookie)).cacheStatus).toContain("; hit");
    await expect.poll(() => stateOf("hit")).toBe("done");
    expect(await stateOf("cookie-name")).toBe("done");
    expect(await stateOf("change")).toBe("todo");

    const made = await scene.ask("/projects/acme/invalidations", { json: { scope: "project" } });
    expect(made.status).toBe(200);
    expect(await stateOf("change")).toBe("done");
  } finally {
    await far.stop();
  }
});
