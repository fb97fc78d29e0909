// Changes by other processes on the same database reach the edges of this process, for each project separately.
import { expect, test } from "vitest";
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
