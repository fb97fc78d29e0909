// Projects by command line, against a real control plane.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDeleteProjectCommand } from "../../../src/cli/client/delete-project.ts";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";

const flags = "/services/identity/config/feature_flags";
let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.stop());

async function make(...argv: readonly string[]): Promise<{ id: string; slug: string }> {
  const made = await plane.client(["create", "project", "--format", "json", ...argv]);
  expect(made).toMatchObject({ code: 0 });
  return JSON.parse(made.stdout);
}

test("A new project is in the list, and can be shown by slug and by id.", async () => {
  const none = await plane.client(["list", "projects"]);
  expect(none).toEqual({
    code: 0,
    stdout: "SLUG  NAME  STATE  CHECKS/S  HITS  ENVIRONMENT  PLAN  ID  HOSTS\n",
    stderr: expect.stringContaining("`edge-sessions create project` creates one"),
  });

  const made = await plane.client([
    "create",
    "project",
    "--name",
    "Acme Ltd.",
    "--slug",
    "acme",
    "--environment",
    "prod",
    ..."--origin-url http://kratos.example:4433".split(" "),
  ]);
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect(made.stdout).toMatch(/^Name +Acme Ltd\.\nSlug +acme\nId +[\da-f-]{36}\n/u);
  expect(made.stdout).toContain(`\n${flags}\n`);
  expect(made.stdout).toMatch(/^ {2}cacheable_sessions +false$/mu);
  expect(made.stdout).toMatch(/^ {2}origin_url +http:\/\/kratos\.example:4433$/mu);
  expect(made.stdout).toMatch(/^ {2}hosts +none$/mu);

  const listed = await plane.client(["list", "projects"]);
  expect(listed).toMatchObject({ code: 0, stderr: "" });
  expect(listed.stdout).toMatch(
    /\nacme +Acme Ltd\. +No edge serves it +0 +none +prod +self-hosted +\S{36} +acme\.projects\.loc/u,
  );

  const shown = await plane.client(["get", "project", "acme"]);
  expect(shown).toEqual(made);
  const id = /Id +(\S+)/u.exec(shown.stdout)?.[1] ?? "";
  expect(await plane.client(["get", "project", id])).toEqual(shown);
});

test("With --format json, commands print what the API answers.", async () => {
  const { slug } = await make("--name", "As json", "--origin-url", "http://kratos.example");
  const { code, stdout } = await plane.client(["get", "project", slug, "--format", "json"]);
  expect([code, JSON.parse(stdout)]).toEqual([0, await plane.api(`/projects/${slug}`)]);
  // The list has what `GET /projects` has, and more.
  const listed = await plane.client(["list", "projects", "--format", "json"]);
  expect(JSON.parse(listed.stdout)).toMatchObject(Object(await plane.api("/projects")));
  expect(JSON.parse(listed.stdout)[0]).toMatchObject({
    health: { sentence: "No edge serves it" },
    hit_ratio: null,
  });
  const made = await plane.client(["create", "project", "--name", "Again", "--format", "json"]);
  const { slug: again } = JSON.parse(made.stdout) as { slug: string };
  expect(JSON.parse(made.stdout)).toEqual(await plane.api(`/projects/${again}`));
});

test("On a terminal the head of a table is bold, unless NO_COLOR is set.", async () => {
  const bold = await plane.client(["list", "projects"], { isTTY: true });
  const [head = "", ...rows] = bold.stdout.split("\n");
  expect([head.slice(0, 8), head.slice(-9)]).toEqual(["\u001b[1mSLUG", "HOSTS\u001b[0m"]);
  expect(rows.join("\n")).not.toContain("\u001b");
  const none = await plane.client(["list", "projects"], { isTTY: true, env: { NO_COLOR: "1" } });
  expect(none.stdout).not.toContain("\u001b");
});

test("Variables can name the control plane and the key file.", async () => {
  const { ran } = await import("./ran.ts");
  const env = { EDGE_SESSIONS_CONTROL: plane.url, EDGE_SESSIONS_KEY_FILE: plane.keyFile };
  expect(await ran(["list", "projects"], { env })).toMatchObject({ code: 0, stderr: "" });
});

test("Projects are found by a search and by their state, and sorted.", async () => {
  await make("--name", "Zeta search", "--slug", "zeta-search");
  await make("--name", "Eta search", "--slug", "eta-search");
  const slugs = async (...argv: readonly string[]) => {
    const { code, stdout } = await plane.client(["list", "projects", ...argv]);
    expect(code).toBe(0);
    return stdout
      .split("\n")
      .slice(1, -1)
      .map((line) => line.split(" ")[0]);
  };
  expect(await slugs("--search", "SEARCH")).toEqual(["eta-search", "zeta-search"]);
  expect(await slugs("--search", "search", "--sort", "created")).toEqual([
    "eta-search",
    "zeta-search",
  ]);
  expect(await slugs("--search", "search", "--state", "not-set-up")).toHaveLength(2);
  const none = await plane.client(["list", "projects", "--state", "serving"]);
  expect(none).toMatchObject({ code: 0, stderr: expect.stringContaining("no project matches") });
  const wrong = await plane.client(["list", "projects", "--state", "fine"]);
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("/state: ") });
});

describe("delete project", () => {
  const asked: string[] = [];
  /** Runs the command with a person at the terminal who types this. */
  async function typing(line: string | undefined, ...argv: readonly string[]) {
    const command = createDeleteProjectCommand((question) => {
      asked.push(question);
      return Promise.resolve(line);
    });
    let stdout = "";
    let stderr = "";
    const code = await command.run([...argv, "--control", plane.url, "--key-file", plane.keyFile], {
      argv: [],
      env: {},
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      signal: new AbortController().signal,
    });
    return { code, stdout, stderr };
  }

  test("The command says what will end, and deletes the project only if its slug is typed.", async () => {
    const { id, slug } = await make("--name", "Ends", "--slug", "ends");
    const other = await typing("end", slug);
    expect(other).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "edge-sessions delete project: that is not the slug of the project. Nothing was deleted.\n",
    });
    expect(asked[0]).toBe(`This deletes the project Ends (ends). It cannot be undone.
It answers 0 checks per second now. These hosts will answer 404:
  ends.projects.localhost
Its API keys are revoked, and its stored answers are removed at every edge.
Type ends to delete it: `);
    const done = await typing("ends", id);
    expect(done).toEqual({ code: 0, stdout: `deleted: project ends (${id})\n`, stderr: "" });
    expect((await typing("ends", slug)).stderr).toContain("refused with 404 control_not_found");
  });

  test("Without a terminal the slug must be given, and must be right.", async () => {
    const { id, slug } = await make("--name", "Script", "--slug", "script");
    const bare = await plane.client(["delete", "project", slug]);
    expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining("--confirm script")]);
    const wrong = await plane.client(["delete", "project", slug, "--confirm", "scripts"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("Nothing was deleted")]);
    const right = await plane.client(
      "delete project script --confirm script --format json".split(" "),
    );
    expect([right.code, JSON.parse(right.stdout)]).toEqual([0, { id, slug, deleted: true }]);
    const again = await make("--name", "Script", "--slug", "script");
    const sure = await plane.client(["delete", "project", again.id, "--yes"]);
    expect(sure).toMatchObject({ code: 0, stdout: `deleted: project script (${again.id})\n` });
  });
});

describe("patch project", () => {
  test("The command patch project changes a slug, and says which host stops working.", async () => {
    const { slug } = await make("--name", "Renamed", "--slug", "before");
    const done = await plane.client(["patch", "project", slug, "--replace", '/slug="after"']);
    expect(done.stdout).toMatch(/^Slug +after$/mu);
    expect(done.stderr).toContain(
      "warning: before.projects.localhost no longer leads to this project",
    );
  });

  test("The command patch project turns Edge Sessions on with the syntax of Ory's command line.", async () => {
    const { id, slug } = await make("--name", "Switch", "--origin-url", "http://kratos.example");
    const on = await plane.client([
      "patch",
      "project",
      id,
      "--replace",
      `${flags}/cacheable_sessions=true`,
    ]);
    expect(on).toMatchObject({ code: 0, stderr: "" });
    expect(on.stdout).toMatch(/^ {2}cacheable_sessions +true$/mu);
    expect(await plane.client(["get", "project", slug])).toEqual(on);
    const off = await plane.client([
      "patch",
      "project",
      slug,
      `--replace=${flags}/cacheable_sessions=false`,
      ..."--format json".split(" "),
    ]);
    expect(JSON.parse(off.stdout)).toEqual({
      project: await plane.api(`/projects/${slug}`),
      warnings: [],
    });
  });

  test("Policies are replaced all at once, added and removed one by one, and shown by get project.", async () => {
    const { slug } = await make("--name", "Policies");
    const all = `${flags}/policies={"app":{"required_aal":"aal2"},"web":{}}`;
    const replaced = await plane.client(["patch", "project", slug, "--replace", all]);
    expect(replaced.code).toBe(0);
    expect(replaced.stdout).toMatch(/^ +policies\/app +\{"required_aal":"aal2"\}$/mu);
    const one = `${flags}/policies/app/max_age=5s`;
    const gone = `${flags}/policies/web`;
    await plane.client(["patch", "project", slug, "--add", one, "--remove", gone]);
    const { stdout } = await plane.client(["get", "project", slug]);
    expect(stdout).toMatch(/^ +policies\/app +\{"required_aal":"aal2","max_age":"5s"\}$/mu);
    expect(stdout).not.toContain("policies/web");
    const bad = `${flags}/policies/app/max_age=5 seconds`;
    const refused = await plane.client(["patch", "project", slug, "--replace", bad]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/policies\/app\/max_age:? must be a duration such as/u);
  });

  test("The command patch project adds first, then replaces, then removes.", async () => {
    const { slug } = await make("--name", "Many", "--origin-url", "http://kratos.example");
    const done = await plane.client([
      "patch",
      "project",
      slug,
      "--remove",
      `${flags}/hosts/0`,
      ...`--replace ${flags}/cacheable_sessions_max_age=2m30s --replace /name="7"`.split(" "),
      ...`--add ${flags}/hosts/-=many-a.example --add ${flags}/hosts/-=many-b.example`.split(" "),
    ]);
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(done.stdout).toMatch(/^Name +7$/mu);
    expect(done.stdout).toMatch(/^ {2}cacheable_sessions_max_age +2m30s$/mu);
    expect(done.stdout).toMatch(/^ {2}hosts +many-b\.example$/mu);
  });

  test("The command patch project prints warnings of the API to stderr.", async () => {
    const { slug } = await make("--name", "No origin");
    const done = await plane.client([
      "patch",
      "project",
      slug,
      "--replace",
      `${flags}/cacheable_sessions=true`,
    ]);
    expect(done.code).toBe(0);
    expect(done.stderr).toMatch(/^edge-sessions patch project: warning: .*origin_url/u);
  });

  test("With --if-revision, patch project does not overwrite another's change.", async () => {
    const { slug } = await make("--name", "Raced");
    const change = ["patch", "project", slug, "--replace", "/name=First", "--if-revision", "1"];
    expect(await plane.client(change)).toMatchObject({ code: 0 });
    const late = await plane.client(change.with(4, "/name=Second"));
    expect(late).toMatchObject({ code: 1, stdout: "" });
    expect(late.stderr).toContain("refused with 412 control_revision_changed. ");
    expect(late.stderr).toContain("`edge-sessions get project` shows");
    expect((await plane.client(["get", "project", slug])).stdout).toMatch(/^Name +First$/mu);
  });

  test("If settings are refused, patch project lists each problem with its path and changes nothing.", async () => {
    const { slug } = await make("--name", "Wrong");
    const before = await plane.api(`/projects/${slug}`);
    const { code, stdout, stderr } = await plane.client([
      "patch",
      "project",
      slug,
      "--replace",
      `${flags}/cacheable_sessions_max_age=25h`,
      ...`--replace ${flags}/refresh_after=soon --add ${flags}/cachable_sessions=true`.split(" "),
    ]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("refused with 400 control_settings_refused. ");
    for (const name of ["cacheable_sessions_max_age", "refresh_after", "cachable_sessions"]) {
      expect(stderr).toMatch(new RegExp(`^ {2}${flags}/${name}: \\S`, "mu"));
    }
    expect(await plane.api(`/projects/${slug}`)).toEqual(before);
  });
});

describe("refusals", () => {
  test("A project that does not exist is reported.", async () => {
    const { code, stdout, stderr } = await plane.client(["get", "project", "nobody"]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("get project: refused with 404 control_not_found. ");
    expect(stderr).toContain("`edge-sessions list projects`");
  });

  test("A slug that is taken and a plan that is not in the table are refused.", async () => {
    const { slug } = await make("--name", "Taken");
    const taken = await plane.client(["create", "project", "--name", "x", "--slug", slug]);
    expect(taken).toMatchObject({ code: 1, stdout: "" });
    expect(taken.stderr).toContain("refused with 409 control_conflict. ");
    const plan = await plane.client(["create", "project", "--name", "x", "--plan", "golden"]);
    expect(plan).toMatchObject({ code: 1, stdout: "" });
    expect(plan.stderr).toMatch(
      /400 control_settings_refused[^]*\/subscription_plan: must be a plan/u,
    );
  });

  test("If a project was made but its origin URL is refused, the error says which project and what remains to be done.", async () => {
    const { code, stdout, stderr } = await plane.client([
      ..."create project --name Half --slug half".split(" "),
      ..."--origin-url http://169.254.169.254".split(" "),
    ]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("refused with 400 control_settings_refused. ");
    expect(stderr).toMatch(
      /The project was created, but without its origin URL\. Set it with `edge-s/u,
    );
    expect(await plane.client(["get", "project", "half"])).toMatchObject({ code: 0 });
  });
});

describe("plans", () => {
  test("A plan decides whether Edge Sessions can be turned on, and a refusal names the plans that allow it.", async () => {
    const plans = (await plane.api("/plans")) as {
      name: string;
      title: string;
      cacheable_sessions: boolean;
    }[];
    const able = plans.filter((plan) => plan.cacheable_sessions).map(({ name }) => name);
    expect([able.length > 0, able.length < plans.length]).toEqual([true, true]);
    for (const { name, title, cacheable_sessions: may } of plans) {
      const { slug } = await make("--name", `On ${name}`, "--plan", name);
      const on = ["patch", "project", slug, "--replace", `${flags}/cacheable_sessions=true`];
      const { code, stdout, stderr } = await plane.client(on);
      expect({ name, code }).toEqual({ name, code: may ? 0 : 1 });
      if (may) continue;
      expect(stdout).toBe("");
      expect(stderr).toContain("refused with 403 feature_not_available. ");
      expect(stderr).toContain(`The project is on the plan ${name} (${title}), which does not`);
      expect(stderr).toContain(`These plans do: ${able.join(", ")}.`);
    }
  });

  test("A downgrade causes a warning, and turning Edge Sessions on again needs the plan back.", async () => {
    const { slug } = await make("--name", "Down", "--origin-url", "http://kratos.example");
    const patch = (...argv: readonly string[]) => plane.client(["patch", "project", slug, ...argv]);
    await patch("--replace", `${flags}/cacheable_sessions=true`);
    const down = await patch("--replace", "/subscription_plan=developer");
    expect(down).toMatchObject({ code: 0, stderr: expect.stringContaining("stays off at the") });
    await patch("--replace", `${flags}/cacheable_sessions=false`);
    expect(await patch("--replace", `${flags}/cacheable_sessions=true`)).toMatchObject({ code: 1 });
    await patch("--replace", "/subscription_plan=self-hosted");
    expect(await patch("--replace", `${flags}/cacheable_sessions=true`)).toMatchObject({ code: 0 });
  });
});
