// Finding a project among many.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HealthState } from "../../src/core/health/project-state.ts";
import {
  projectListPageMax,
  projectListPagesMax,
  projectSearchCharactersMax,
} from "../../src/control/limits.ts";
import { ListedProjects } from "../../src/control/projects/listed-projects.ts";
import { builtInPlans } from "../../src/control/projects/plans.ts";
import {
  findProjects,
  projectSorts,
  type ListedProject,
  type ProjectQuery,
} from "../../src/control/projects/project-list.ts";
import { nextRevision, sampleProject } from "./database/samples.ts";
import { startScene, type ControlScene, type ProjectUnderTest } from "./scene.ts";

const everything: ProjectQuery = {
  q: "",
  state: undefined,
  environment: undefined,
  sort: "name",
  order: "asc",
  page: 1,
  pageSize: 50,
};

function listed(
  name: string,
  state: HealthState,
  [checksPerSecond, hitRatio]: readonly [number, number | null],
  atMs: number,
): ListedProject {
  const project = sampleProject({
    id: `id-of-${name}`,
    name,
    slug: name.toLowerCase(),
    plan: name === "Beta" ? "growth" : "self-hosted",
    environment: name === "Beta" ? "dev" : "prod",
    createdAtMs: atMs,
    updatedAtMs: -atMs,
  });
  const severity = state === "serving" ? "good" : state === "origin-failing" ? "bad" : "off";
  return {
    project,
    severity,
    hosts: [`${name.toLowerCase()}.example`],
    state,
    checksPerSecond,
    hitRatio,
  };
}

const all = [
  listed("Gamma", "serving", [5, 0.9], 1),
  listed("alpha", "origin-failing", [0, null], 2),
  listed("Beta", "serving", [7, 0.1], 3),
  listed("delta", "not-set-up", [5, 0.9], 4),
];
const names = (query: Partial<ProjectQuery>, from: readonly ListedProject[] = all) =>
  findProjects(from, { ...everything, ...query }).rows.map(({ project }) => project.name);

describe("finding", () => {
  test.each([
    ["", ["alpha", "Beta", "delta", "Gamma"]],
    ["ALPHA", ["alpha"]],
    ["beta.EXAMPLE", ["Beta"]],
    ["id-of-delta", ["delta"]],
    ["growth", ["Beta"]],
    ["  self-hosted   gam ", ["Gamma"]],
    ["alpha beta", []],
    ["%", []],
    ["GÄMMA", ["Gamma"]],
  ])("A search for %j finds %j.", (q, found) => {
    expect(names({ q })).toEqual(found);
  });

  test("States are counted whatever state is wanted, gravest first, within the search and the environment.", () => {
    expect(findProjects(all, { ...everything, state: "serving" })).toMatchObject({
      total: 2,
      states: [
        { state: "origin-failing", count: 1 },
        { state: "not-set-up", count: 1 },
        { state: "serving", count: 2 },
      ],
    });
    expect(findProjects(all, { ...everything, environment: "dev" })).toMatchObject({
      total: 1,
      states: [{ state: "serving", count: 1 }],
    });
    expect(names({ state: "serving", environment: "prod" })).toEqual(["Gamma"]);
  });

  test.each<[ProjectQuery["sort"], "asc" | "desc", readonly string[]]>([
    ["name", "desc", ["Gamma", "delta", "Beta", "alpha"]],
    ["state", "asc", ["alpha", "delta", "Beta", "Gamma"]],
    ["state", "desc", ["Beta", "Gamma", "delta", "alpha"]],
    ["checks_per_second", "desc", ["Beta", "delta", "Gamma", "alpha"]],
    ["hit_ratio", "desc", ["delta", "Gamma", "Beta", "alpha"]],
    ["hit_ratio", "asc", ["Beta", "delta", "Gamma", "alpha"]],
    ["created_at", "asc", ["Gamma", "alpha", "Beta", "delta"]],
    ["updated_at", "asc", ["delta", "Beta", "alpha", "Gamma"]],
  ])("Sorted by %s, %s, they are %j.", (sort, order, sorted) => {
    expect(names({ sort, order })).toEqual(sorted);
  });

  test("Numbers in names are sorted as numbers, and accents do not count.", () => {
    const some = ["Shop 10", "Shop 2", "Épée"].map((name) => listed(name, "off", [0, null], 0));
    expect(names({}, some)).toEqual(["Épée", "Shop 2", "Shop 10"]);
    expect(names({ q: "epee" }, some)).toEqual(["Épée"]);
  });

  test("Pages follow each other without a gap, and a page beyond the last is empty.", () => {
    const page = (number: number) => names({ page: number, pageSize: 3 });
    expect([page(1), page(2), page(3)]).toEqual([["alpha", "Beta", "delta"], ["Gamma"], []]);
    expect(findProjects(all, { ...everything, pageSize: 3 }).pages).toBe(2);
    expect(findProjects([], everything)).toEqual({ rows: [], total: 0, pages: 0, states: [] });
  });
});

test("A project is described once a second however many ask, and again when it has changed.", async () => {
  let nowMs = 0;
  let projects = [sampleProject(), sampleProject()];
  const described: string[] = [];
  const list = new ListedProjects({
    storage: {
      listProjects: () => Promise.resolve(projects),
      findProject: (id) => Promise.resolve(projects.find((one) => one.id === id)),
    },
    healths: {
      atEdges: () => [],
      of: ({ id }) => {
        described.push(id);
        return {
          state: "serving",
          severity: "good",
          sinceMs: undefined,
          sentence: "Serving",
          reason: "",
          fix: undefined,
          also: [],
        };
      },
    },
    traffic: {
      recent: () => ({ checksPerSecond: 2, hitRatio: 0.75, originCallsPerCheck: undefined }),
    },
    edges: { list: () => [] },
    plans: () => builtInPlans,
    addressing: {
      projectsDomain: "projects.example",
      defaultProject: undefined,
      consoleHosts: [],
      isOwnListener: () => false,
    },
    nowMs: () => nowMs,
  });
  const [one, two] = projects;
  if (one === undefined || two === undefined) throw new Error("no projects");
  expect(await list.all()).toMatchObject([
    { checksPerSecond: 2, hitRatio: 0.75, originCallsPerCheck: null },
    {},
  ]);
  await list.all();
  await list.one(two.id);
  expect(described).toEqual([one.id, two.id]);
  projects = [nextRevision(one), two];
  await list.all();
  expect(described).toEqual([one.id, two.id, one.id]);
  nowMs = 1_000;
  await list.all();
  expect(described).toHaveLength(5);
});

describe("the route", () => {
  let scene: ControlScene;
  let acme: ProjectUnderTest;
  beforeAll(async () => {
    scene = await startScene();
    acme = await scene.project("acme", { cacheable_sessions: true, hosts: ["acme.example"] });
    await scene.ask("/projects", { json: { name: "Later", slug: "later", environment: "prod" } });
    for (let checks = 0; checks < 4; checks += 1) await acme.check(acme.user.cookie);
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  test("It shows what `GET /projects` shows, and the state and traffic of each.", async () => {
    const { json } = await scene.ask("/project-list?q=acme.example");
    const { json: metadata } = await scene.ask("/projects");
    const known = Array.isArray(metadata) ? metadata.find(({ id }) => id === acme.id) : undefined;
    expect(json).toMatchObject({
      total: 1,
      page: 1,
      page_size: 50,
      pages: 1,
      states: [{ state: "serving", count: 1 }],
      projects: [
        {
          ...known,
          health: { state: "serving", severity: "good", sentence: "Serving" },
          cacheable_sessions: true,
          effective: true,
          edges: { total: 1, on: 1 },
          checks_per_second: expect.closeTo(4 / 60, 1),
          hit_ratio: 0.75,
          origin_calls_per_check: 0.25,
        },
      ],
    });
  });

  test("A new project is in it at once, and a deleted one is not.", async () => {
    const slugs = async () => (await scene.ask("/project-list?q=fleeting")).text;
    await scene.ask("/projects", {
      json: { name: "Fleeting", slug: "fleeting", environment: "dev" },
    });
    expect(await slugs()).toContain('"slug":"fleeting"');
    await scene.ask("/projects/fleeting", { method: "DELETE" });
    expect(await slugs()).not.toContain('"slug":"fleeting"');
  });

  test("A project's key finds its own project, and no count of others.", async () => {
    const made = await scene.ask("/projects/acme/tokens", {
      json: { name: "r", scopes: ["read"] },
    });
    const key = String(Reflect.get(Object(made.json), "value"));
    const { json } = await scene.ask("/project-list", { key });
    expect(json).toMatchObject({
      total: 1,
      pages: 1,
      states: [{ state: "serving", count: 1 }],
      projects: [{ slug: "acme" }],
    });
    expect((await scene.ask("/project-list?q=later", { key })).json).toMatchObject({ total: 0 });
  });

  test.each([
    `page_size=${projectListPageMax}`,
    `page=${projectListPagesMax}`,
    `q=${"x".repeat(projectSearchCharactersMax)}`,
    "order=asc",
    "state=origin-failing&environment=dev",
    ...projectSorts.map((sort) => `sort=${sort}&order=desc`),
  ])("The query %s is accepted.", async (query) => {
    expect((await scene.ask(`/project-list?${query}`)).status).toBe(200);
  });

  test.each([
    `page_size=${projectListPageMax + 1}`,
    "page_size=0",
    `page=${projectListPagesMax + 1}`,
    "page=0",
    "page=1.5",
    `q=${"x".repeat(projectSearchCharactersMax + 1)}`,
    "order=down",
    "sort=plan",
    "state=fine",
    "environment=test",
    "name=acme",
  ])("The query %s is refused.", async (query) => {
    const { errorId, json } = await scene.ask(`/project-list?${query}`);
    expect(errorId).toBe("control_body_malformed");
    expect(json).toMatchObject({ error: { details: { problems: [{}] } } });
  });
});
