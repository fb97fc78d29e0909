// Changes by other processes on the same database reach the edges of this process, for each project separately.
import { expect, test } from "vitest";
import { isDeleted } from "../../src/core/deleted-project.ts";
import { openControlStorage } from "../../src/control/database/open.ts";
import { builtInPlans } from "../../src/control/projects/plans.ts";
import { ControlProjects } from "../../src/control/projects/projects.ts";
import { sampleAudit, sampleFlags, sampleProject } from "./database/samples.ts";

test("A project that cannot be sent to the edges does not delay the others, and is sent later.", async () => {
  const storage = openControlStorage(":memory:");
  await storage.open();
  const flags = { ...sampleFlags(), cookie_name: "ory_kratos_session" };
  const projects = ["a", "b", "c"].map((name) => sampleProject({ name, flags }));
  for (const project of projects) await storage.insertProject(project, sampleAudit());
  const [, broken] = projects;

  let fixed = false;
  const sent: string[] = [];
  const failures: unknown[] = [];
  const control = new ControlProjects({
    storage,
    edges: {
      publish({ settings: { project } }) {
        if (project === broken?.id && !fixed) return Promise.reject(new Error("no room"));
        sent.push(project);
        return Promise.resolve();
      },
    },
    plans: () => builtInPlans,
    addressing: {
      projectsDomain: "projects.example",
      defaultProject: undefined,
      consoleHosts: [],
      isOwnListener: () => false,
    },
    nowMs: () => 0,
    unsent: (error) => failures.push(error),
  });
  await control.publishAll();
  await control.follow();
  expect(failures).toEqual([new Error("no room"), new Error("no room")]);
  const others = projects.filter((project) => project !== broken).map(({ id }) => id);
  expect(sent).toEqual(others);
  fixed = true;
  await control.follow();
  expect(sent).toEqual([...others, broken?.id]);
  await storage.close();
});

test("A table of plans that was loaded while the database was down is applied when the database is back.", async () => {
  const storage = openControlStorage(":memory:");
  await storage.open();
  const flags = { ...sampleFlags(), cookie_name: "ory_kratos_session" };
  await storage.insertProject(sampleProject({ flags, plan: "self-hosted" }), sampleAudit());
  let down = false;
  let plans = builtInPlans;
  const on: boolean[] = [];
  const control = new ControlProjects({
    storage: {
      ...storage,
      listProjects: () => (down ? Promise.reject(new Error("down")) : storage.listProjects()),
    },
    edges: {
      publish({ settings }) {
        on.push(settings.cacheableSessions);
        return Promise.resolve();
      },
    },
    plans: () => plans,
    addressing: {
      projectsDomain: "projects.example",
      defaultProject: undefined,
      consoleHosts: [],
      isOwnListener: () => false,
    },
    nowMs: () => 0,
    unsent: (error) => {
      throw error;
    },
  });
  await control.publishAll();
  await control.follow();
  expect(on).toEqual([true]);
  plans = { ...plans, plans: plans.plans.map((plan) => ({ ...plan, cacheableSessions: false })) };
  down = true;
  await expect(control.publishAll()).rejects.toThrow("down");
  down = false;
  await control.follow();
  expect(on).toEqual([true, false]);
  await storage.close();
});

test("A project that another process deletes is dropped here, as soon as the edges can be reached.", async () => {
  const storage = openControlStorage(":memory:");
  await storage.open();
  const flags = { ...sampleFlags(), cookie_name: "ory_kratos_session" };
  const projects = ["a", "b"].map((name) => sampleProject({ name, flags }));
  for (const project of projects) await storage.insertProject(project, sampleAudit());
  const [gone] = projects;
  if (gone === undefined) throw new Error("no project");
  const process = (name: string) => {
    const scene = { name, down: false, sent: [] as string[], failures: 0 };
    const control = new ControlProjects({
      storage,
      edges: {
        publish(project) {
          if (scene.down) return Promise.reject(new Error("down"));
          scene.sent.push(`${project.settings.project} ${isDeleted(project) ? "ends" : "is"}`);
          return Promise.resolve();
        },
      },
      plans: () => builtInPlans,
      addressing: {
        projectsDomain: "projects.example",
        defaultProject: undefined,
        consoleHosts: [],
        isOwnListener: () => false,
      },
      nowMs: () => 7,
      unsent: () => {
        scene.failures += 1;
      },
    });
    return { scene, control };
  };
  const one = process("one");
  const two = process("two");
  for (const { control } of [one, two]) {
    await control.publishAll();
    await control.follow();
  }
  const known = projects.map(({ id }) => `${id} is`);
  expect(two.scene.sent).toEqual(known);

  two.scene.down = true;
  const actor = { keyId: undefined, name: "test" };
  expect(await one.control.delete(gone.slug, undefined, actor)).toEqual({ kind: "deleted" });
  expect(one.scene.sent).toEqual([...known, `${gone.id} ends`]);
  await two.control.follow();
  await two.control.follow();
  expect(two.scene.sent).toEqual(known);
  expect(two.scene.failures).toBe(2);
  two.scene.down = false;
  await two.control.follow();
  await two.control.follow();
  expect(two.scene.sent).toEqual([...known, `${gone.id} ends`]);

  // A process whose own bus does not answer sends its deletion later.
  one.scene.down = true;
  const [, other] = projects;
  expect(await one.control.delete(other?.slug ?? "", undefined, actor)).toEqual({
    kind: "deleted",
  });
  one.scene.down = false;
  await one.control.follow();
  expect(one.scene.sent.at(-1)).toBe(`${other?.id} ends`);

  // A process that starts later sends what it remembers, because the bus may have lost it.
  const three = process("three");
  await three.control.publishAll();
  await three.control.follow();
  await three.control.follow();
  expect(three.scene.sent.toSorted()).toEqual(projects.map(({ id }) => `${id} ends`).toSorted());

  // A table of plans that is loaded in between does not hide what was deleted.
  expect(two.scene.sent.at(-1)).not.toBe(`${other?.id} ends`);
  await two.control.publishAll();
  await two.control.follow();
  expect(two.scene.sent.at(-1)).toBe(`${other?.id} ends`);
  await storage.close();
});
