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
  "HEAD %s tells no other length than GET",
  async (path) => {
    const [head, get] = [await scene.ask(path, { method: "HEAD" }), await scene.ask(path)];
    expect([head.status, head.text]).toEqual([get.status, ""]);
    expect(head.headers.get("content-length")).toBeNull();
    expect(get.headers.get("content-length")).toBe(String(Buffer.byteLength(get.text)));
  },
);

test("the document that anybody may ask for is made once", async () => {
  let made = 0;
  const app = new Hono<{ Bindings: ServeBindings }>();
  addOpenRoutes(app, {
    storage: { listRevisions: () => Promise.resolve([]) },
    routes: [],
    page: new Map(),
    get version() {
      made += 1;
      return "0.0.0";
    },
    basePath: "",
    failed: () => undefined,
  });
  const asked = await Promise.all([1, 2, 3].map(async () => app.request("/openapi.json")));
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(made).toBe(1);
});
