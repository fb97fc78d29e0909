// Ory's own SDK as a client of the control plane: `ProjectApi` of @ory/client, unchanged.
import { Configuration, ProjectApi } from "ory-client-v1";
import { afterAll, beforeAll, expect, test } from "vitest";
import { flags, startScene, type ControlScene } from "./scene.ts";

let scene: ControlScene;
let api: ProjectApi;
beforeAll(async () => {
  scene = await startScene();
  api = new ProjectApi(new Configuration({ basePath: scene.url, accessToken: scene.key }));
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

async function make(name: string): Promise<string> {
  const { data } = await api.createProject({
    createProjectBody: { name, environment: "prod", home_region: "eu-central" },
  });
  return data.id;
}

/** Status and `error.id` of a call that is refused. */
async function refusal(call: Promise<unknown>): Promise<unknown[]> {
  const error: unknown = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const response = Object(Reflect.get(Object(error), "response"));
  const refused = Object(Reflect.get(Object(Reflect.get(response, "data")), "error"));
  return [Reflect.get(response, "status"), Reflect.get(refused, "id")];
}

test("The SDK can create, list and get a project, in which Edge Sessions is off.", async () => {
  const { status, data } = await api.createProject({
    createProjectBody: { name: "Grüße GmbH", environment: "prod" },
  });
  expect(status).toBe(201);
  expect(data).toMatchObject({
    name: "Grüße GmbH",
    slug: "gru-e-gmbh",
    state: "running",
    environment: "prod",
  });
  expect(data.services.identity?.config).toMatchObject({
    feature_flags: { cacheable_sessions: false, cacheable_sessions_max_age: "1m", origin_url: "" },
  });
  const { data: listed } = await api.listProjects();
  expect(listed.find(({ id }) => id === data.id)).toMatchObject({
    name: "Grüße GmbH",
    hosts: ["gru-e-gmbh.projects.localhost"],
    subscription_plan: "self-hosted",
  });
  const { data: read } = await api.getProject({ projectId: data.id });
  expect(read).toEqual(data);
});

test("Two projects with the same name get different slugs.", async () => {
  const ids = [await make("Twins"), await make("Twins")];
  const slugs = await Promise.all(
    ids.map(async (projectId) => (await api.getProject({ projectId })).data.slug),
  );
  expect(slugs[0]).toBe("twins");
  expect(slugs[1]).toMatch(/^twins-[a-z2-9]{5}$/);
});

test("The SDK can patch a project with and without naming a revision.", async () => {
  const projectId = await make("Patched");
  const turnOn = [{ op: "replace" as const, path: `${flags}/cacheable_sessions`, value: true }];
  const { data } = await api.patchProject({ projectId, jsonPatch: turnOn });
  expect(data.project.services.identity?.config).toMatchObject({
    feature_flags: { cacheable_sessions: true },
  });
  expect(data.warnings.map(({ message }) => message)).toEqual([
    "The project has no origin_url yet, so its hosts answer 503.",
  ]);
  const { revision_id: revisionId } = data.project;
  const rename = [{ op: "replace" as const, path: "/name", value: "Renamed" }];
  const again = { projectId, revisionId, jsonPatch: rename };
  expect((await api.patchProjectWithRevision(again)).data.project.name).toBe("Renamed");
  expect(await refusal(api.patchProjectWithRevision(again))).toEqual([
    412,
    "control_revision_changed",
  ]);
});

test("The SDK can set a whole project.", async () => {
  const projectId = await make("Set");
  const { data } = await api.getProject({ projectId });
  const config = data.services.identity?.config;
  const settings: unknown = Reflect.get(Object(config), "feature_flags");
  const set = {
    name: "Set again",
    cors_admin: { enabled: false, origins: [] },
    cors_public: { origins: [], enabled: false },
    organizations: [],
    services: {
      identity: { config: { feature_flags: { ...Object(settings), refresh_after: "7s" } } },
    },
  };
  const { data: done } = await api.setProject({ projectId, setProject: set });
  expect(done.project.name).toBe("Set again");
  expect(done.project.services.identity?.config).toMatchObject({
    feature_flags: { refresh_after: "7s" },
  });
  const partial = {
    ...set,
    services: { identity: { config: { feature_flags: { refresh_after: "9s" } } } },
  };
  expect(await refusal(api.setProject({ projectId, setProject: partial }))).toEqual([
    400,
    "control_settings_refused",
  ]);
});

test("The SDK can create, list and revoke keys, and a key works until it is revoked.", async () => {
  const project = await make("Keys");
  const { data: made, status } = await api.createProjectApiKey({
    project,
    createProjectApiKeyBody: { name: "deploy" },
  });
  expect(status).toBe(201);
  expect(made.value).toMatch(/^es_key_[\w-]{43}$/);
  expect(made.last_characters).toBe(made.value?.slice(-4));
  const { data: keys } = await api.listProjectApiKeys({ project });
  expect(keys.map(({ id, name, value }) => [id, name, value])).toEqual([
    [made.id, "deploy", undefined],
  ]);
  const own = new ProjectApi(
    new Configuration({ basePath: scene.url, accessToken: made.value ?? "" }),
  );
  expect((await own.listProjects()).data.map(({ id }) => id)).toEqual([project]);
  await api.deleteProjectApiKey({ project, tokenId: made.id });
  expect(await refusal(own.listProjects())).toEqual([401, "control_key_required"]);
  expect((await api.listProjectApiKeys({ project })).data).toEqual([]);
});

test("The SDK can purge a project, which is then gone, and its name is free.", async () => {
  const projectId = await make("Purged");
  const { status } = await api.purgeProject({ projectId });
  expect(status).toBe(204);
  expect(await refusal(api.getProject({ projectId }))).toEqual([404, "control_not_found"]);
  expect(await refusal(api.purgeProject({ projectId }))).toEqual([404, "control_not_found"]);
  const again = await make("Purged");
  expect((await api.getProject({ projectId: again })).data.slug).toBe("purged");
});

test("The SDK can change a slug, and is warned which host stops working.", async () => {
  const projectId = await make("Moves");
  const jsonPatch = [{ op: "replace" as const, path: "/slug", value: "moved" }];
  const { data } = await api.patchProject({ projectId, jsonPatch });
  expect(data.project.slug).toBe("moved");
  expect(data.warnings.map(({ message }) => message)[0]).toBe(
    "moves.projects.localhost no longer leads to this project, because its slug is now moved. Its host is now moved.projects.localhost.",
  );
});

test("The SDK can parse a refusal.", async () => {
  expect(await refusal(api.getProject({ projectId: "no-such-project" }))).toEqual([
    404,
    "control_not_found",
  ]);
  const projectId = await make("Refused");
  const jsonPatch = [
    { op: "replace" as const, path: `${flags}/cacheable_sessions_max_age`, value: "soon" },
  ];
  expect(await refusal(api.patchProject({ projectId, jsonPatch }))).toEqual([
    400,
    "control_settings_refused",
  ]);
});
