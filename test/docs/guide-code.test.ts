// What docs/guides/in-process.md and docs/guides/edge-runtime.md print is code that runs (examples/) or that the compiler has read (guide-code/).
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { NextRequest } from "next/server.js";
import { expect, test, vi } from "vitest";
import { createEdge, type EdgeEvent } from "../../src/library/index.ts";
import { disable } from "./guide-code/invalidate.ts";

const root = new URL("../../", import.meta.url);
const guide = await readFile(new URL("docs/guides/in-process.md", root), "utf8");
const isolateGuide = await readFile(new URL("docs/guides/edge-runtime.md", root), "utf8");
const examples = (await readdir(new URL("examples/", root), { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `examples/${name}/server.js`)
  .filter((path) => existsSync(new URL(path, root)));
const compiled = (await readdir(new URL("guide-code/", import.meta.url))).map(
  (name) => `test/docs/guide-code/${name}`,
);

/** The code as a user of the package writes it: by the package's name, and as one of the app's own files. */
async function userCode(path: string): Promise<string> {
  const text = await readFile(new URL(path, root), "utf8");
  return text
    .replaceAll(/"(?:\.\.\/)+src\/library\/index\.ts"/gu, '"edge-sessions"')
    .replaceAll(/"(?:\.\.\/)+src\/edge-runtime\/index\.ts"/gu, '"edge-sessions/edge-runtime"')
    .replaceAll(/"(?:\.\.\/)+src\/library\/frameworks\/(\w+)\.ts"/gu, '"edge-sessions/$1"')
    .replaceAll(/"(next\/\w+)\.js"/gu, '"$1"')
    .replaceAll('"./next-edge.ts"', '"@/edge"');
}

const worker = "examples/worker/worker.js";
const sources = await Promise.all([...examples, worker, ...compiled].map(userCode));
const blocks = [...`${guide}\n${isolateGuide}`.matchAll(/^```(?:ts|js)\n(.*?)^```$/gmsu)].map(
  ([, code = ""]) => code,
);

test("each block of code stands in a file that is run or compiled", () => {
  expect(blocks.length).toBeGreaterThan(6);
  // A block may leave lines of its file out where it says so.
  for (const part of blocks.flatMap((block) => block.split(/^\/\/ …\n/mu))) {
    expect(part.trim()).not.toBe("");
    const known = sources.some((source) => source.includes(part.trim()));
    expect({ part, known }).toEqual({ part, known: true });
  }
});

test("each example is linked", () => {
  for (const path of examples) expect(guide).toContain(`(../../${path})`);
  expect(isolateGuide).toContain(`(../../${worker})`);
});

test("a slip in the guide would be caught", () => {
  expect(sources.some((source) => source.includes("edge.chek("))).toBe(false);
});

test("the code for Next answers", async () => {
  // Nothing listens there, so nobody can say who is signed in.
  vi.stubEnv("ORIGIN", "http://127.0.0.1:9");
  const { proxy } = await import("./guide-code/next-proxy.ts");
  const { default: account } = await import("./guide-code/next-page.ts");
  const response = await proxy(new NextRequest("http://app.example/account"));
  expect(response.status).toBe(503);
  expect(account).toBeTypeOf("function");
  vi.unstubAllEnvs();
});

test("the code for a change of one's own changes and tells", async () => {
  const requests: string[] = [];
  const admin = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end("{}");
  });
  admin.listen(0, "127.0.0.1");
  await once(admin, "listening");
  const address = admin.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? String(address?.port) : ""}`;
  const events: EdgeEvent[] = [];
  const edge = createEdge({
    origin: url,
    cacheableSessions: true,
    onEvent: (one) => events.push(one),
  });
  const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
  await disable(edge, id, url);
  await edge.close();
  admin.closeAllConnections();
  admin.close();
  expect(requests).toEqual([`PATCH /admin/identities/${id}`]);
  const scope = { kind: "identity", value: id };
  expect(events).toContainEqual(expect.objectContaining({ kind: "applied", scope }));
});
