// A project ends or changes its slug: what happens to its hosts, its keys and sign-ins, its stored answers and its lines
// of the audit log.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import {
  flags,
  startScene,
  type Answered,
  type ControlScene,
  type ProjectUnderTest,
} from "./scene.ts";

let scene: ControlScene;
let far: FollowingEdge;
beforeAll(async () => {
  const medium = createInProcessMedium(newId);
  scene = await startScene({
    bus: medium.connect("eu"),
    options: {
      "default-project": "front",
      "control-url": "http://front-console.projects.localhost",
    },
  });
  far = await startFollowingEdge({ bus: medium.connect("us"), name: "far" });
});
afterAll(async () => {
  await far.stop();
  await scene[Symbol.asyncDispose]();
});

const member = ({ json }: Answered, name: string) => String(Reflect.get(Object(json), name));
const remove = (slug: string, headers: Readonly<Record<string, string>> = {}, key = scene.key) =>
  scene.ask(`/projects/${slug}`, { method: "DELETE", key, headers });
const patch = (slug: string, path: string, value: unknown, key = scene.key) =>
  scene.ask(`/projects/${slug}`, { method: "PATCH", key, json: [{ op: "replace", path, value }] });
const makeKey = async (slug: string): Promise<string> =>
  member(
    await scene.ask(`/projects/${slug}/tokens`, {
      json: { name: "deploy", scopes: ["read", "settings"] },
    }),
    "value",
  );
const warningsOf = ({ json }: Answered): readonly string[] => {
  const warnings: unknown = Reflect.get(Object(json), "warnings");
  return Array.isArray(warnings) ? warnings.map(({ message }) => message) : [];
};

/** A project whose session checks are hits at both edges. */
async function warm(slug: string): Promise<ProjectUnderTest> {
  const project = await scene.project(slug, { cacheable_sessions: true });
  for (const check of checksOf(project)) {
    await check();
    expect((await check()).cacheStatus).toContain("; hit");
  }
  return project;
}

const checksOf = (project: ProjectUnderTest) => [
  () => project.check(project.user.cookie),
  () => far.check(project.slug, project.user.cookie),
];
const statusesOf = (project: ProjectUnderTest) =>
  Promise.all(checksOf(project).map(async (check) => (await check()).status));

test("A deleted project ends at every edge with its keys and sign-ins, and its lines stay readable.", async () => {
  const acme = await warm("acme");
  await acme.set("hosts", ["acme.example"]);
  const key = await makeKey("acme");
  const signedIn = await scene.ask("/console/api/session", { key: "", json: { key } });
  const [Cookie = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";");
  const session = () => scene.ask("/console/api/session", { key: "", headers: { Cookie } });
  expect((await session()).status).toBe(200);

  expect((await remove("acme", {}, key)).errorId).toBe("control_key_insufficient");
  expect((await remove("acme", { "If-Match": '"1"' })).errorId).toBe("control_revision_changed");
  expect(await statusesOf(acme)).toEqual([200, 200]);
  const revision = (await scene.ask("/projects/acme")).headers.get("etag") ?? "";
  expect((await remove("acme", { "If-Match": revision })).status).toBe(204);

  const { json } = await scene.ask("/activity?limit=3");
  expect(json).toMatchObject({
    lines: [
      {
        action: "project.delete",
        project_id: acme.id,
        subject: "acme",
        before: { name: "acme", slug: "acme", hosts: ["acme.example"], revision: 5 },
        after: null,
      },
      { action: "key.revoke", subject: "deploy", after: { ended_with: acme.id } },
      {},
    ],
  });

  expect(await statusesOf(acme)).toEqual([404, 404]);
  expect((await remove("acme")).errorId).toBe("control_not_found");
  expect((await scene.ask("/projects", { key })).errorId).toBe("control_key_required");
  expect((await session()).status).toBe(401);
  expect((await scene.ask("/edges")).text).not.toContain(acme.id);
});

test("A project with the slug and the hosts of a deleted one works at once, and finds none of its answers.", async () => {
  const before = await warm("again");
  await before.set("hosts", ["again.example"]);
  expect((await remove("again")).status).toBe(204);
  const after = await scene.project("again", {
    cacheable_sessions: true,
    hosts: ["again.example"],
  });
  expect(after.id).not.toBe(before.id);
  expect((await after.check(before.user.cookie)).status).toBe(401);
  for (const check of checksOf(after)) {
    expect(await check()).toMatchObject({ status: 200 });
    expect((await check()).cacheStatus).toContain("; hit");
  }
});

test("A changed slug moves the project's own host, and the answer says what stops working.", async () => {
  const moving = await warm("moving");
  await moving.set("hosts", ["a.moving.example", "b.moving.example"]);
  const made = await patch("moving", "/slug", "moved");
  expect(warningsOf(made)).toEqual([
    "moving.projects.localhost no longer leads to this project, because its slug is now moved. Its host is now moved.projects.localhost.",
  ]);
  expect((await scene.ask("/projects/moving")).errorId).toBe("control_not_found");
  expect(await statusesOf(moving)).toEqual([404, 404]);
  const moved = { ...moving, slug: "moved" };
  expect((await far.check(moved.slug, moved.user.cookie)).cacheStatus).toContain("; hit");

  const fewer = await patch("moved", `${flags}/hosts`, ["a.moving.example"]);
  expect(warningsOf(fewer)).toEqual([
    "b.moving.example no longer leads to this project, because it was removed.",
  ]);
  expect(warningsOf(await patch("moved", "/name", "Moved"))).toEqual([]);
  const { json } = await scene.ask("/projects/moved/activity?limit=3");
  expect(json).toMatchObject({
    lines: [{}, {}, { subject: "moving", before: { slug: "moving" }, after: { slug: "moved" } }],
  });
});

test("A slug follows the rules of creation, and only an operator changes it.", async () => {
  await scene.project("one");
  await scene.project("two");
  const key = await makeKey("one");
  const refusal = async (value: unknown, by = scene.key) => {
    const { errorId, text } = await patch("one", "/slug", value, by);
    return [errorId, text.includes('"path":"/slug"')];
  };
  expect(await refusal("three", key)).toEqual(["control_key_insufficient", true]);
  expect(await refusal("two")).toEqual(["control_conflict", true]);
  expect(await refusal("front-console")).toEqual(["control_conflict", true]);
  for (const wrong of ["", "-a", "a-", "A", "1a", "a".repeat(41), 7, null]) {
    expect(await refusal(wrong)).toEqual(["control_settings_refused", true]);
  }
  expect((await patch("one", "/slug", "a".repeat(40))).status).toBe(200);
});

test("A slug that --default-project names is changed with a warning.", async () => {
  await scene.project("front");
  expect(warningsOf(await patch("front", "/slug", "back"))).toContain(
    "--default-project names front, so requests for unknown hosts are answered with 404 until the control plane is restarted with --default-project back.",
  );
});
