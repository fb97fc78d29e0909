// The Console of a control plane in a separate process, without an edge, and three edges in other processes, on a bus in
// Postgres, as operators run them.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { createDevUser } from "../../src/cli/dev/user.ts";
import { createIdentityServer, type IdentityServer } from "../../src/identity/server.ts";
import { ran } from "../cli/client/ran.ts";
import { startPostgres, type PostgresServer } from "../harness/postgres.ts";
import { startProgram, type Program } from "../harness/program.ts";
import { rawCheck } from "../harness/raw-check.ts";
import { signIn } from "./acts.ts";
import { openWindow, startBrowser } from "./browser.ts";

const names = ["edge-a", "edge-b", "edge-c"] as const;
const cookieName = "ory_kratos_session";
const anywhere = "127.0.0.1:0";
let folder: string;
let postgres: PostgresServer;
let identity: IdentityServer;
let browser: Browser;
let control: Program;
let controlUrl: string;
let edges: readonly { readonly name: string; readonly program: Program; readonly url: string }[];
let cookie: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-processes-"));
  identity = createIdentityServer({});
  [postgres, browser] = await Promise.all([startPostgres(), startBrowser(), identity.start()]);
  cookie = (await createDevUser(identity.publicUrl, identity.adminUrl, cookieName)).cookie;
  const bus = ["--bus", postgres.url, "--region", "eu"];
  const started = (command: string, name: string, more: string) =>
    startProgram([command, "--name", name, ...more.split(" "), ...bus]);
  control = started(
    "control",
    "plane",
    `--control-listen ${anywhere} --database ${postgres.url} --first-key-file ${keyFile()}`,
  );
  edges = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, `${name}.json`);
      const program = started(
        "edge",
        name,
        `--listen ${anywhere} --admin-listen ${anywhere} --settings-file ${file} --log-level debug`,
      );
      return { name, program, url: await urlOf(program) };
    }),
  );
  controlUrl = await urlOf(control);
  const origin = `/services/identity/config/feature_flags/origin_url="${identity.publicUrl}"`;
  for (const argv of [
    ["create", "project", "--name", "Shop", "--slug", "shop"],
    ["patch", "project", "shop", "--replace", origin],
  ]) {
    const { code, stderr } = await client(...argv);
    if (code !== 0) throw new Error(stderr);
  }
});
afterAll(async () => {
  await browser.close();
  for (const { child } of [control, ...edges.map(({ program }) => program)]) child.kill("SIGKILL");
  await Promise.all([postgres.stop(), identity.stop()]);
  await rm(folder, { recursive: true });
});

const keyFile = () => join(folder, "first-key");
const client = (...argv: readonly string[]) =>
  ran([...argv, "--control", controlUrl, "--key-file", keyFile()]);

/** The URL of a program, once it is ready. */
async function urlOf(program: Program): Promise<string> {
  const [line] = await program.until(/^\{.*"url":.*"msg":"ready".*$/mu);
  const { url }: { url: string } = JSON.parse(line);
  return url;
}

const cacheStatuses = () =>
  Promise.all(
    edges.map(async ({ url }) => {
      const seen = await rawCheck(url, ["Host", "shop.projects.localhost", "Cookie", cookie]);
      expect(seen.status).toBe(200);
      return seen.cacheStatus?.split(";")[0];
    }),
  );

test("A setting that is switched in the Console is in force at three edges in other processes, and so is an invalidation.", async () => {
  await using window = await openWindow(browser);
  const page = await window.newPage();
  const key = (await readFile(keyFile(), "utf8")).trim();
  await signIn(page, { consoleUrl: `${controlUrl}/console/`, key }, "#/projects/shop/advanced");
  const badge = page.getByText(/^Edges use the current settings, revision 3/u);
  expect(await badge.count()).toBe(0);
  await page.getByRole("switch", { name: "Edge Sessions" }).click();
  await page.getByRole("status").filter({ hasText: "Edge Sessions is on." }).waitFor();
  await Promise.all(edges.map(({ program }) => program.until(/"msg":"Edge Sessions is on"/u)));
  await badge.waitFor();
  expect(await cacheStatuses()).toEqual(names);

  const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
  expect(await client("invalidate", "identity", id, "--project", "shop")).toMatchObject({
    code: 0,
    stdout: `applied: identity ${id}\n3 edges: edge-a (eu), edge-b (eu), edge-c (eu)\n`,
  });
});

test("An edge that was killed is listed as silent, and one that was asked to end as stopped.", async () => {
  const [a, b, c] = edges;
  a?.program.child.kill("SIGKILL");
  b?.program.child.kill("SIGTERM");
  expect(await b?.program.ended).toBe(0);
  const states = async () => {
    const { stdout } = await client("list", "edges", "--format", "json");
    const listed: readonly { name: string; state: string }[] = JSON.parse(stdout);
    return Object.fromEntries(listed.map(({ name, state }) => [name, state]));
  };
  let seen = await states();
  while (seen["edge-a"] === "healthy") seen = await states();
  expect(seen).toMatchObject({ "edge-a": "silent", "edge-b": "stopped", plane: "healthy" });
  expect(c?.program.child.exitCode).toBeNull();
});
