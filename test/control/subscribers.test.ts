// Subscribers of projects by the API: they are sent the endings of their own project, and nobody is shown a secret twice.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { signOut } from "../../src/cli/dev/self-service.ts";
import {
  subscribersPerProjectMax,
  subscriberUrlCharactersMax,
} from "../../src/core/subscribers/limits.ts";
import { isVerified, nth, startReceiver, type Receiver } from "../endings/delivery/receiver.ts";
import { startScene, type Answered, type ControlScene, type ProjectUnderTest } from "./scene.ts";

let scene: ControlScene;
let acme: ProjectUnderTest;
beforeAll(async () => {
  scene = await startScene({ options: { "subscriber-networks": "127.0.0.0/8" } });
  acme = await scene.project("acme", { cacheable_sessions: true });
  await scene.project("globex", { cacheable_sessions: true });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

async function receiver(): Promise<Receiver> {
  const one = await startReceiver();
  onTestFinished(() => one.stop());
  return one;
}

/** Creates a subscriber that is deleted when the test has finished. */
async function create(project: string, body: object): Promise<Answered> {
  const made = await scene.ask(`/projects/${project}/subscribers`, { json: body });
  const id = member(made, "id");
  if (made.status === 201) {
    onTestFinished(async () => {
      await scene.ask(`/projects/${project}/subscribers/${id}`, { method: "DELETE" });
    });
  }
  return made;
}

function member({ json }: Answered, name: string): string {
  return String(Reflect.get(Object(json), name));
}

const refused = (answer: Answered): unknown => {
  const error: unknown = Reflect.get(Object(answer.json), "error");
  const details: unknown = Reflect.get(Object(error), "details");
  return Reflect.get(Object(details), "problems");
};

describe("a sign-out", () => {
  test("A sign-out at the edge is sent to the subscribers of its project, and to no others.", async () => {
    const [ours, theirs] = [await receiver(), await receiver()];
    const made = await create("acme", { kind: "web-hook", url: ours.url });
    await create("globex", { kind: "web-hook", url: theirs.url });
    expect(made.status).toBe(201);
    const secret = member(made, "secret");
    const site = { url: scene.edgeUrl, host: "acme.projects.localhost" };
    expect((await acme.check(acme.user.cookie)).status).toBe(200);
    await signOut(site, acme.user.cookie, AbortSignal.timeout(10_000));
    await expect.poll(() => ours.arrived).toHaveLength(1);
    const hook = nth(ours.arrived);
    expect(isVerified(hook, secret, Date.now())).toBe(true);
    expect(JSON.parse(hook.body)).toMatchObject({
      type: "session.revoked",
      data: { project: acme.id },
    });
    const path = `/projects/acme/subscribers/${member(made, "id")}`;
    await expect
      .poll(async () => (await scene.ask(`${path}/deliveries`)).json)
      .toMatchObject([{ type: "session-revoked", state: "delivered", status: 204, attempts: 1 }]);
    expect((await scene.ask(path)).json).toMatchObject({ state: "healthy", waiting: 0 });
    expect(theirs.arrived).toEqual([]);
  });
});

describe("the API", () => {
  test("A secret is shown when it is made, and never again.", async () => {
    const there = await receiver();
    const made = await create("acme", { kind: "web-hook", url: there.url });
    const id = member(made, "id");
    const secret = member(made, "secret");
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const path = `/projects/acme/subscribers/${id}`;
    const rotated = await scene.ask(path, { method: "PATCH", json: { rotate_secret: true } });
    const next = member(rotated, "secret");
    expect(next).not.toBe(secret);
    const caep = await create("acme", {
      kind: "caep",
      url: there.url,
      issuer: "https://edge.example",
      audience: "receiver",
      bearer_token: "canary-token-of-the-receiver",
    });
    expect(caep.json).toMatchObject({ has_bearer_token: true, secret: null });
    const changed = await scene.ask(path, {
      method: "PATCH",
      json: { types: ["session-revoked"] },
    });
    expect(changed.json).toMatchObject({ secret: null, types: ["session-revoked"] });
    await scene.ask(`${path}/test`, { method: "POST" });
    await expect.poll(() => there.arrived).toHaveLength(1);
    expect(isVerified(nth(there.arrived), next, Date.now())).toBe(true);
    const shown = await Promise.all(
      [
        "/projects/acme/subscribers",
        path,
        `${path}/deliveries`,
        "/projects/acme/activity",
        "/projects/acme",
      ].map(async (one) => (await scene.ask(one)).text),
    );
    const seen = shown.join("\n") + scene.log();
    for (const one of [secret, next, "canary-token"]) expect(seen).not.toContain(one);
  });

  test("A bearer token is sent to no other URL than the one that it was given for.", async () => {
    const [there, elsewhere] = [await receiver(), await receiver()];
    const made = await create("acme", {
      kind: "caep",
      url: there.url,
      issuer: "https://edge.example",
      audience: "receiver",
      bearer_token: "token-of-the-receiver",
    });
    const path = `/projects/acme/subscribers/${member(made, "id")}`;
    const patch = (json: object) => scene.ask(path, { method: "PATCH", json });
    const stolen = await patch({ url: elsewhere.url });
    expect(stolen.errorId).toBe("control_body_malformed");
    expect(refused(stolen)).toMatchObject([{ path: "/bearer_token" }]);
    expect((await scene.ask(path)).json).toMatchObject({ url: there.url });
    expect((await patch({ url: there.url, enabled: true })).status).toBe(200);
    const moved = await patch({ url: elsewhere.url, bearer_token: null });
    expect(moved.json).toMatchObject({ url: elsewhere.url, has_bearer_token: false });
    expect((await patch({ url: there.url })).status).toBe(200);
  });

  test("Each change is a line of the activity.", async () => {
    const there = await receiver();
    const made = await create("globex", { kind: "web-hook", url: there.url });
    const path = `/projects/globex/subscribers/${member(made, "id")}`;
    await scene.ask(path, { method: "PATCH", json: { enabled: false } });
    await scene.ask(path, { method: "PATCH", json: { enabled: true } });
    await scene.ask(`${path}/test`, { method: "POST" });
    await scene.ask(path, { method: "DELETE" });
    const { text } = await scene.ask("/projects/globex/activity");
    for (const action of ["create", "patch", "test", "delete"])
      expect(text).toContain(`subscriber.${action}`);
    expect((await scene.ask(path)).status).toBe(404);
  });

  test("A disabled subscriber gets nothing, and one delivery for what it missed when it is enabled.", async () => {
    const there = await receiver();
    const made = await create("acme", { kind: "web-hook", url: there.url, enabled: false });
    const path = `/projects/acme/subscribers/${member(made, "id")}`;
    expect((await scene.ask(path)).json).toMatchObject({ state: "disabled" });
    const tried = await scene.ask(`${path}/test`, { method: "POST" });
    expect(tried.errorId).toBe("control_conflict");
    await scene.ask(path, { method: "PATCH", json: { enabled: true } });
    await expect.poll(() => there.arrived).toHaveLength(1);
    expect(JSON.parse(nth(there.arrived).body)).toMatchObject({ type: "project.changed" });
  });

  test.each([
    [{ kind: "web-hook", url: "http://app.example/hooks" }, "/url", "must begin with https://"],
    [{ kind: "web-hook", url: "https://10.0.0.1/" }, "/url", "must not lead inside the network"],
    [{ kind: "web-hook", url: "https://169.254.169.254/" }, "/url", "must not lead inside"],
    [{ kind: "web-hook", url: "https://metadata.google.internal/" }, "/url", "must not lead"],
    [{ kind: "web-hook", url: "https://u:p@app.example/" }, "/url", "a user or password"],
    [{ kind: "web-hook", url: "https://app.example/#x" }, "/url", "a fragment"],
    [{ kind: "web-hook", url: "ftp://app.example/" }, "/url", "must be a URL such as"],
    [
      { kind: "web-hook", url: `https://app.example/${"x".repeat(subscriberUrlCharactersMax)}` },
      "/url",
      `at most ${subscriberUrlCharactersMax} characters`,
    ],
    [{ kind: "web-hook", url: "https://a.example/", issuer: "x" }, "/issuer", "only for"],
    [{ kind: "caep", url: "https://a.example/", issuer: "x" }, "/audience", "is required"],
  ])("%j is refused at %s.", async (body, path, words) => {
    const answer = await create("acme", body);
    expect(answer.errorId).toBe("control_body_malformed");
    expect(refused(answer)).toMatchObject([{ path, problem: expect.stringContaining(words) }]);
  });

  test("A project has at most so many subscribers.", async () => {
    const body = { kind: "web-hook", url: "https://app.example/hooks" };
    for (let count = 0; count < subscribersPerProjectMax; count += 1) {
      expect((await create("globex", body)).status).toBe(201);
    }
    expect((await create("globex", body)).errorId).toBe("control_conflict");
  });

  test("A project's key sees and changes the subscribers of its own project only.", async () => {
    const body = { kind: "web-hook", url: "https://app.example/hooks" };
    const theirs = await create("globex", body);
    const made = await scene.ask("/projects/acme/tokens", {
      json: { name: "acme", scopes: ["read", "settings"] },
    });
    const key = member(made, "value");
    const id = member(theirs, "id");
    const paths = [
      ["GET", "/projects/globex/subscribers"],
      ["POST", "/projects/globex/subscribers"],
      ["GET", `/projects/acme/subscribers/${id}`],
      ["PATCH", `/projects/acme/subscribers/${id}`],
      ["DELETE", `/projects/acme/subscribers/${id}`],
      ["GET", `/projects/acme/subscribers/${id}/deliveries`],
      ["POST", `/projects/acme/subscribers/${id}/test`],
    ] as const;
    for (const [method, path] of paths) {
      const json = method === "POST" && path.endsWith("subscribers") ? { json: body } : {};
      const change = method === "PATCH" ? { json: { enabled: false } } : {};
      const answer = await scene.ask(path, { method, key, ...json, ...change });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect((await scene.ask(`/projects/globex/subscribers/${id}`)).json).toMatchObject({
      enabled: true,
    });
  });
});
