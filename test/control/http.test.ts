// How the control plane's listener speaks HTTP, whatever the path.
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addOpenRoutes } from "../../src/control/api/open-routes.ts";
import type { ServeBindings } from "../../src/control/api/serve.ts";
import { startScene, type ControlScene } from "./scene.ts";

let scene: ControlScene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

test.each(["/projects", "/health/alive", "/openapi.json", "/nothing", "/operator/tokens/x"])(
  "HEAD %s names no other length than GET.",
  async (path) => {
    const [head, get] = [await scene.ask(path, { method: "HEAD" }), await scene.ask(path)];
    expect([head.status, head.text]).toEqual([get.status, ""]);
    expect(head.headers.get("content-length")).toBeNull();
    expect(get.headers.get("content-length")).toBe(String(Buffer.byteLength(get.text)));
  },
);

test.each([
  ["GET", "/health/alive", 200, '{"status":"ok"}\n'],
  ["GET", "/health/ready", 200, '{"status":"ok"}\n'],
  ["GET", "/health/ready?x=1", 200, '{"status":"ok"}\n'],
  ["GET", "/health/", 404, expect.stringContaining("control_not_found")],
  ["GET", "/health/ready/", 404, expect.stringContaining("control_not_found")],
  ["GET", "/health/Ready", 404, expect.stringContaining("control_not_found")],
  ["POST", "/health/ready", 404, expect.stringContaining("control_not_found")],
])("%s %s is answered with %i.", async (method, path, status, text) => {
  const reply = await scene.ask(path, { method, key: "" });
  expect([reply.status, reply.text]).toEqual([status, text]);
});

test("Without its database, the control plane is alive and not ready.", async () => {
  let gone = false;
  await using place = await startScene({
    seed: (storage) => {
      const listRevisions = storage.listRevisions.bind(storage);
      storage.listRevisions = () =>
        gone ? Promise.reject(new Error("the database is gone")) : listRevisions();
      return Promise.resolve();
    },
  });
  gone = true;
  const [alive, ready] = [await place.ask("/health/alive"), await place.ask("/health/ready")];
  expect([alive.status, alive.json]).toEqual([200, { status: "ok" }]);
  expect([ready.status, ready.json]).toEqual([503, { errors: { database: "it does not answer" } }]);
});

test("The OpenAPI document is made only once.", async () => {
  let made = 0;
  const app = new Hono<{ Bindings: ServeBindings }>();
  addOpenRoutes(app, {
    health: () => Promise.resolve(undefined),
    routes: [],
    page: new Map(),
    get version() {
      made += 1;
      return "0.0.0";
    },
    basePath: "",
  });
  const asked = await Promise.all([1, 2, 3].map(async () => app.request("/openapi.json")));
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(made).toBe(1);
});
