// The admin listener of an edge that follows a control plane: what changed elsewhere reaches each project below its own
// path, and a key may be for one project only.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { startScene, type ControlScene, type ProjectUnderTest } from "../control/scene.ts";
import { ask, errorId, type Asking } from "../harness/admin-scene.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";

const medium = createInProcessMedium(newId);
const everywhere = "everywhere-0123456789abcdef0123456789abcdef";
const onlyMine = "only-mine-0123456789abcdef0123456789abcdef";
const hooksOnly = "hooks-only-0123456789abcdef0123456789abcdef";
let scene: ControlScene;
let mine: ProjectUnderTest;
let theirs: ProjectUnderTest;
let one: FollowingEdge;
let other: FollowingEdge;
let folder: string;
let identity: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-intake-"));
  scene = await startScene({ bus: medium.connect("eu"), options: { edge: false } });
  mine = await scene.project("mine", { cacheable_sessions: true });
  theirs = await scene.project("theirs", { cacheable_sessions: true });
  const keys = join(folder, "keys.yaml");
  await writeFile(
    keys,
    JSON.stringify({
      keys: [
        { name: "all", key: everywhere, scopes: ["read", "invalidate", "hooks", "admin"] },
        { name: "mine", key: onlyMine, scopes: ["invalidate", "hooks", "admin"], project: mine.id },
        { name: "hooks", key: hooksOnly, scopes: ["hooks"] },
      ],
    }),
    { mode: 0o600 },
  );
  const options = { "admin-key-file": keys };
  one = await startFollowingEdge({ bus: medium.connect("eu"), name: "one", options });
  other = await startFollowingEdge({ bus: medium.connect("eu"), name: "other" });
  const seen: unknown = JSON.parse((await one.check("mine", mine.user.cookie)).body);
  identity = String(Reflect.get(Object(Reflect.get(Object(seen), "identity")), "id"));
});
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  await scene[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const at = (path: string, how: Asking) => ask(one.adminUrl, path, how);
const json = { scope: "project" };

/** Has both edges store an answer of both projects. */
async function stored(): Promise<void> {
  for (const edge of [one, other]) {
    for (const { slug, user } of [mine, theirs]) {
      await edge.check(slug, user.cookie);
      expect((await edge.check(slug, user.cookie)).cacheStatus).toContain("; hit");
    }
  }
}

const isHit = async (edge: FollowingEdge, { slug, user }: ProjectUnderTest) =>
  (await edge.check(slug, user.cookie)).cacheStatus?.includes("; hit");

describe("refused", () => {
  test.each<readonly [string, Asking, number, string]>([
    ["/projects/MINE/invalidations", { json }, 401, "edge_key_required"],
    ["/projects/MINE/invalidations", { json, key: `${onlyMine}x` }, 401, "edge_key_required"],
    ["/projects/MINE/invalidations", { json, key: hooksOnly }, 403, "edge_key_insufficient"],
    ["/projects/MINE/admin/identities", { key: hooksOnly }, 403, "edge_key_insufficient"],
    ["/projects/THEIRS/invalidations", { json, key: onlyMine }, 404, "edge_not_found"],
    ["/projects/THEIRS/hooks/kratos", { json, key: onlyMine }, 404, "edge_not_found"],
    ["/projects/THEIRS/admin/identities", { key: onlyMine }, 404, "edge_not_found"],
    ["/projects/unknown/invalidations", { json, key: everywhere }, 404, "edge_not_found"],
    ["/projects/unknown/invalidations", { json, key: onlyMine }, 404, "edge_not_found"],
    ["/projects/MINE/metrics", { key: everywhere }, 404, "edge_not_found"],
    ["/projects/MINE/admin/../x", { key: everywhere }, 404, "edge_not_found"],
    ["/projects/MINE/invalidations", { key: everywhere }, 405, "edge_method_not_allowed"],
    ["/invalidations", { json }, 401, "edge_key_required"],
    ["/invalidations", { json, key: everywhere }, 404, "edge_project_required"],
    ["/hooks/kratos", { json, key: everywhere }, 404, "edge_project_required"],
    ["/admin/identities", { key: everywhere }, 404, "edge_project_required"],
    ["/metrics", { key: onlyMine }, 403, "edge_key_insufficient"],
  ])("%s is refused, and nothing is done (%j).", async (path, how, status, id) => {
    await stored();
    const asked = path.replace("MINE", mine.id).replace("THEIRS", theirs.id);
    const answer = await at(asked, how);
    expect([answer.status, await errorId(answer)]).toEqual([status, id]);
    for (const project of [mine, theirs]) expect(await isHit(one, project)).toBe(true);
  });

  test("An edge without keys takes no invalidations.", async () => {
    const answer = await ask(other.adminUrl, `/projects/${mine.id}/invalidations`, { json });
    expect([answer.status, await errorId(answer)]).toEqual([404, "edge_intake_off"]);
  });
});

describe("below a project's path", () => {
  test.each([everywhere, onlyMine])(
    "An invalidation is applied to that project at every edge, and to no other project.",
    async (key) => {
      await stored();
      const answer = await at(`/projects/${mine.id}/invalidations`, { key, json });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        applied: 1,
        published: true,
        edges: { applied: [{ name: "one" }, { name: "other" }], missing: [] },
      });
      for (const edge of [one, other]) {
        expect([await isHit(edge, mine), await isHit(edge, theirs)]).toEqual([false, true]);
      }
    },
  );

  test("The admin gateway leads to the admin API of that project, and its changes are in force at every edge.", async () => {
    await stored();
    const path = `/projects/${mine.id}/admin/identities/${identity}`;
    const patch = [{ op: "add", path: "/metadata_public", value: { plan: "new" } }];
    const since = other.lines();
    const changed = await at(path, { key: onlyMine, method: "PATCH", json: patch });
    expect(changed.status).toBe(200);
    await other.logged(({ kind, source }) => kind === "applied" && source === "admin", since);
    expect([await isHit(one, mine), await isHit(other, mine)]).toEqual([false, false]);
    const listed = await at(`/projects/${theirs.id}/admin/identities?page_size=5`, {
      key: everywhere,
    });
    expect(await listed.json()).toHaveLength(1);
  });

  // It is the last one, because a hook is applied once more after 2 s.
  test("A web hook of Kratos is applied, with the key as the password of basic authentication too.", async () => {
    await stored();
    const since = other.lines();
    const basic = `Basic ${Buffer.from(`kratos:${hooksOnly}`).toString("base64")}`;
    const hook = { flow: "settings", identity_id: identity };
    const answer = await at(`/projects/${mine.id}/hooks/kratos`, {
      headers: { Authorization: basic },
      json: hook,
    });
    expect(answer.status).toBe(204);
    await other.logged(({ kind, source }) => kind === "applied" && source === "hook", since);
    expect([await isHit(one, mine), await isHit(other, mine)]).toEqual([false, false]);
  });
});

test("The log names the key of each request, and holds no key.", () => {
  const log = one.log();
  expect(log).toContain('"keyName":"mine"');
  expect(log).toContain('"id":"edge_not_found"');
  for (const key of [everywhere, onlyMine, hooksOnly]) expect(log).not.toContain(key);
});
