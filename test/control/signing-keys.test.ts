// Signing keys of projects: who makes them, in which order they sign, and what reaches the edges.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { SigningKeys } from "../../src/control/projects/signing-keys.ts";
import { auditRecord, controlPlane } from "../../src/control/audit.ts";
import type { ProjectRecord } from "../../src/control/storage.ts";
import { openControlStorage } from "../../src/control/database/open.ts";
import { retiringMs, signingKeysMax } from "../../src/core/tokens/token-limits.ts";
import { Secret } from "../../src/core/secret.ts";
import { newId } from "../../src/runtime/node.ts";
import { createSealing } from "../../src/tokens/sealing.ts";
import { makeSigningKey } from "../../src/tokens/signing-key.ts";
import { sampleAudit, sampleProject } from "./database/samples.ts";
import { flags, signingWith, startScene, type Answered, type ControlScene } from "./scene.ts";

const signingSecret = "a-secret-of-at-least-32-characters!";
const signing = await signingWith(signingSecret);
let scene: ControlScene;
beforeAll(async () => {
  scene = await startScene({ signing });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

/** Creates a project, and gives the path of its keys. */
async function newProject(slug: string): Promise<string> {
  const made = await scene.ask("/projects", { json: { name: slug, slug, environment: "dev" } });
  expect(made.status).toBe(201);
  return `/projects/${slug}/signing-keys`;
}

async function standing(path: string): Promise<readonly (readonly unknown[])[]> {
  const { json } = await scene.ask(path);
  if (!Array.isArray(json)) throw new Error("not a list");
  return json.map((key) => [Reflect.get(key, "key_id"), Reflect.get(key, "state")]);
}

function keyId({ json }: Answered): string {
  return String(Reflect.get(Object(json), "key_id"));
}

test("The first key signs at once, and the next one is published first.", async () => {
  const path = await newProject("acme");
  expect(await standing(path)).toEqual([]);
  const first = await scene.ask(path, { json: {} });
  expect(first.status).toBe(201);
  expect(first.json).toMatchObject({
    algorithm: "ES256",
    state: "active",
    published_until: null,
    public_jwk: { kty: "EC", crv: "P-256", kid: keyId(first), alg: "ES256", use: "sig" },
  });
  expect(first.text).not.toContain('"d"');
  const next = await scene.ask(path, { json: { algorithm: "EdDSA", publish_for: "1h" } });
  expect(next.json).toMatchObject({ algorithm: "EdDSA", state: "next" });
  const signsFrom = Date.parse(String(Reflect.get(Object(next.json), "signs_from")));
  const createdAt = Date.parse(String(Reflect.get(Object(next.json), "created_at")));
  expect(signsFrom - createdAt).toBe(3_600_000);
  expect(await standing(path)).toEqual([
    [keyId(first), "active"],
    [keyId(next), "next"],
  ]);
  const third = await scene.ask(path, { json: {} });
  expect(third).toMatchObject({ status: 409, errorId: "control_conflict" });
  expect(third.text).toContain(keyId(next));
});

const signed = { signed_session: { header: "X-Session-Jwt", audience: ["api"] } };
const warningOfMissingKey =
  "Policies sign sessions, but the project has no signing key, so they answer 503.";

async function patch(slug: string, path: string, value: unknown, from = scene) {
  const json = [{ op: "replace", path, value }];
  const answer = await from.ask(`/projects/${slug}`, { method: "PATCH", json });
  expect(answer.status).toBe(200);
  return JSON.stringify(Reflect.get(Object(answer.json), "warnings"));
}

test("The first policy that signs sessions brings the first key with it, in the same change.", async () => {
  const path = await newProject("together");
  await patch("together", `${flags}/policies`, { app: {} });
  expect(await standing(path)).toEqual([]);
  const warnings = await patch("together", `${flags}/policies`, { app: signed });
  expect(warnings).not.toContain(warningOfMissingKey);
  const [[key, state] = []] = await standing(path);
  expect(state).toBe("active");
  const activity = await scene.ask("/projects/together/activity");
  expect(activity.json).toMatchObject({ lines: [{ after: { signing_key: key } }, {}, {}] });
  expect(activity.text).not.toContain("sealed");
  await patch("together", `${flags}/policies`, { app: signed, other: signed });
  expect(await standing(path)).toEqual([[key, "active"]]);
});

test("A key that was withdrawn is not replaced by a change of something else, and the answer says what that means.", async () => {
  const path = await newProject("stopped");
  await patch("stopped", `${flags}/policies`, { app: signed });
  const [[key] = []] = await standing(path);
  await scene.ask(`${path}/${String(key)}`, { method: "DELETE" });
  const warnings = await patch("stopped", "/name", "Stopped");
  expect(warnings).toContain(
    `${warningOfMissingKey} Make one with POST /projects/stopped/signing-keys.`,
  );
  expect(await standing(path)).toEqual([]);
  await patch("stopped", `${flags}/policies`, { again: signed });
  expect(await standing(path)).toHaveLength(1);
});

test("A withdrawn key is replaced at once by the one that was to be next.", async () => {
  const path = await newProject("leaked");
  const first = await scene.ask(path, { json: {} });
  const next = await scene.ask(path, { json: {} });
  const withdrawn = await scene.ask(`${path}/${keyId(first)}`, { method: "DELETE" });
  expect(withdrawn.status).toBe(204);
  expect(await standing(path)).toEqual([[keyId(next), "active"]]);
  const again = await scene.ask(`${path}/${keyId(first)}`, { method: "DELETE" });
  expect(again).toMatchObject({ status: 404, errorId: "control_not_found" });
});

test("If there is no next key, the one before the withdrawn key signs again.", async () => {
  const path = await newProject("backward");
  const first = await scene.ask(path, { json: {} });
  const second = await scene.ask(path, { json: { publish_for: "0s" } });
  expect(await standing(path)).toEqual([
    [keyId(first), "retiring"],
    [keyId(second), "active"],
  ]);
  await scene.ask(`${path}/${keyId(second)}`, { method: "DELETE" });
  expect(await standing(path)).toEqual([[keyId(first), "active"]]);
});

test("What keys are made and withdrawn is in the audit log, with nothing of their private parts.", async () => {
  const path = await newProject("audited");
  const key = keyId(await scene.ask(path, { json: {} }));
  await scene.ask(`${path}/${key}`, { method: "DELETE" });
  const { json, text } = await scene.ask("/projects/audited/activity");
  const lines: unknown = Reflect.get(Object(json), "lines") ?? json;
  expect(text).toContain("signing-key.create");
  expect(text).toContain("signing-key.delete");
  expect(JSON.stringify(lines)).toContain(key);
  expect(text).not.toContain("sealed");
});

test("The edges of the process have a key as soon as the request is answered, and no longer when it is withdrawn.", async () => {
  const path = await newProject("served");
  const key = keyId(await scene.ask(path, { json: {} }));
  const { json } = await scene.ask("/projects/served");
  const id = String(Reflect.get(Object(json), "id"));
  const { signer } = scene.control.edges.ports;
  expect(signer?.publishes(id, key)).toBe(true);
  expect(await signer?.sign(id, "{}")).toMatchObject({ keyId: key });
  await scene.ask(`${path}/${key}`, { method: "DELETE" });
  expect(signer?.publishes(id, key)).toBe(false);
  expect(await signer?.sign(id, "{}")).toBeUndefined();
});

test("The keys of a deleted project are gone from the edges.", async () => {
  const path = await newProject("deleted");
  const key = keyId(await scene.ask(path, { json: {} }));
  const { json } = await scene.ask("/projects/deleted");
  const id = String(Reflect.get(Object(json), "id"));
  const { signer } = scene.control.edges.ports;
  expect(signer?.publishes(id, key)).toBe(true);
  expect((await scene.ask("/projects/deleted", { method: "DELETE" })).status).toBe(204);
  await expect.poll(() => signer?.publishes(id, key)).toBe(false);
});

test.each([
  [{ algorithm: "HS256" }],
  [{ algorithm: "none" }],
  [{ publish_for: "soon" }],
  [{ publish_for: "721h" }],
  [{ d: "a private key" }],
])("The request %j is refused.", async (json) => {
  const answer = await scene.ask("/projects/acme/signing-keys", { json });
  expect(answer).toMatchObject({ status: 400, errorId: "control_body_malformed" });
});

test("Without a secret the control plane makes no key, and says what is missing.", async () => {
  await using bare = await startScene();
  await bare.ask("/projects", { json: { name: "bare", slug: "bare", environment: "dev" } });
  const answer = await bare.ask("/projects/bare/signing-keys", { json: {} });
  expect(answer).toMatchObject({ status: 409, errorId: "control_signing_off" });
  expect(answer.text).toContain("--signing-secret-file");
  const warnings = await patch("bare", `${flags}/policies`, { app: signed }, bare);
  expect(warnings).toContain(
    `${warningOfMissingKey} Start the control plane and its edges with --signing-secret-file, then make one.`,
  );
  expect((await bare.ask("/projects/bare/signing-keys")).json).toEqual([]);
});

test("Sealed keys reach the edges of other processes by the bus.", async () => {
  const medium = createInProcessMedium(newId);
  const options = { name: "plane" };
  await using plane = await startScene({ bus: medium.connect("eu"), options, signing });
  await using other = await startScene({
    bus: medium.connect("us"),
    options: { name: "other" },
    signing,
  });
  const made = await plane.ask("/projects", {
    json: { name: "far", slug: "far", environment: "dev" },
  });
  const id = String(Reflect.get(Object(made.json), "id"));
  const key = keyId(await plane.ask("/projects/far/signing-keys", { json: {} }));
  const { signer } = other.control.edges.ports;
  await expect.poll(() => signer?.publishes(id, key)).toBe(true);
  expect(await signer?.sign(id, "{}")).toMatchObject({ keyId: key });
});

/** Keys of one project on a clock that can be set. */
async function timedKeys(rotateAfterMs: number | undefined) {
  const storage = openControlStorage(":memory:");
  await storage.open();
  const project = sampleProject();
  await storage.insertProject(project, sampleAudit());
  const published: ProjectRecord[] = [];
  const scene = { nowMs: 1_000_000 };
  const sealing = await createSealing([new Secret(signingSecret)]);
  const keys = new SigningKeys({
    storage,
    projects: { publish: (one) => (published.push(one), Promise.resolve(true)) },
    nowMs: () => scene.nowMs,
    makeSigningKey: (about) => makeSigningKey(about, sealing),
    publishForMs: 600_000,
    rotateAfterMs,
  });
  const list = async () => {
    const found = await storage.findProject(project.id);
    return found === undefined ? [] : keys.list(found);
  };
  return { scene, keys, list, project, published, storage };
}

const hourMs = 3_600_000;

test("Keys rotate by themselves: the next one is made early enough to be published first.", async () => {
  const { scene, keys, list, project, published } = await timedKeys(24 * hourMs);
  await keys.rotateDue();
  expect(published).toEqual([]);
  await keys.make(project.id, "EdDSA", undefined, controlPlane);
  scene.nowMs += 24 * hourMs - 600_001;
  await keys.rotateDue();
  expect(await list()).toHaveLength(1);
  scene.nowMs += 1;
  await keys.rotateDue();
  await keys.rotateDue();
  expect((await list()).map(({ state }) => state)).toEqual(["active", "next"]);
  expect((await list()).map(({ key }) => key.algorithm)).toEqual(["EdDSA", "EdDSA"]);
  scene.nowMs += 600_000;
  expect((await list()).map(({ state }) => state)).toEqual(["retiring", "active"]);
  scene.nowMs += retiringMs;
  expect((await list()).map(({ state }) => state)).toEqual(["active"]);
});

test("Without a rotation nothing is made, however old the key is.", async () => {
  const { scene, keys, list, project } = await timedKeys(undefined);
  await keys.make(project.id, "ES256", undefined, controlPlane);
  scene.nowMs += 10_000 * hourMs;
  await keys.rotateDue();
  expect(await list()).toHaveLength(1);
});

test("A project has at most so many keys, and those that are no longer published make room.", async () => {
  const { scene, keys, project, storage } = await timedKeys(undefined);
  for (let made = 0; made < signingKeysMax; made += 1) {
    expect(await keys.make(project.id, "ES256", 0, controlPlane)).toMatchObject({ kind: "done" });
    scene.nowMs += 1_000;
  }
  const more = () => keys.make(project.id, "ES256", 0, controlPlane);
  expect(await more()).toMatchObject({ kind: "refused", refusal: { error: "control_conflict" } });
  scene.nowMs += retiringMs;
  expect(await more()).toMatchObject({ kind: "done" });
  expect((await storage.findProject(project.id))?.signingKeys).toHaveLength(2);
});

test("Somebody else's change of the project at the same time is not lost.", async () => {
  const { keys, project, storage } = await timedKeys(undefined);
  const find = storage.findProject.bind(storage);
  let raced = false;
  storage.findProject = async (id) => {
    const found = await find(id);
    if (raced || found === undefined) return found;
    raced = true;
    const next = { ...found, name: "Renamed", revision: found.revision + 1 };
    const about = { projectId: found.id, subject: found.slug };
    await storage.replaceProject(
      next,
      found.revision,
      auditRecord(1, controlPlane, "project.set", about),
    );
    return found;
  };
  await keys.make(project.id, "ES256", undefined, controlPlane);
  const stored = await find(project.id);
  expect(stored).toMatchObject({ name: "Renamed", revision: 3 });
  expect(stored?.signingKeys).toHaveLength(1);
});
