// Two control planes on one Postgres are one control plane: what an operator does at one of them counts at the other.
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, type PostgresServer } from "../harness/postgres.ts";
import { flags, startScene, type Answered, type ControlScene } from "./scene.ts";

let server: PostgresServer;
let database: string;
let one: ControlScene;
let two: ControlScene;
/** The first operator key. */
let key: string;
const stop = async (scene: ControlScene) => scene[Symbol.asyncDispose]();

beforeAll(async () => {
  server = await startPostgres();
  database = `postgres://control:${server.password}@127.0.0.1:${server.port}/postgres`;
  // Both start at once on an empty database. Neither looks for keys before both have opened it.
  const opened = Promise.withResolvers<void>();
  let waiting = 0;
  const seed = async (): Promise<void> => {
    waiting += 1;
    if (waiting === 2) opened.resolve();
    await opened.promise;
  };
  [one, two] = await Promise.all([start(seed), start(seed)]);
  key = one.key || two.key;
});
afterAll(async () => {
  await Promise.all([stop(one), stop(two)]);
  await server.stop();
});

const start = (seed = () => Promise.resolve()) => startScene({ options: { database }, seed });
const member = ({ json }: Answered, name: string) => String(Reflect.get(Object(json), name));

async function makeProject(slug: string): Promise<Answered> {
  const made = await one.ask("/projects", { key, json: { name: slug, slug, environment: "dev" } });
  expect(made.status).toBe(201);
  return made;
}

async function makeKey(scopes: readonly string[]): Promise<{ id: string; value: string }> {
  const made = await one.ask("/operator/tokens", { key, json: { name: "made", scopes } });
  expect(made.status).toBe(201);
  return { id: member(made, "id"), value: member(made, "value") };
}

const sessionPath = "/console/api/session";

/** Signs in and returns the headers that prove it. */
async function signIn(
  at: ControlScene,
  how: { readonly key?: string; readonly cookie?: string } = {},
): Promise<{ readonly Cookie: string; readonly "X-Csrf-Token": string }> {
  const answer = await at.ask(sessionPath, {
    key: "",
    json: { key: how.key ?? key },
    headers: how.cookie === undefined ? {} : { Cookie: how.cookie },
  });
  expect(answer.status).toBe(200);
  const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
  return { Cookie: cookie, "X-Csrf-Token": member(answer, "csrf_token") };
}

/** The status of a request with a sign-in, at each process. */
const statusesOf = (headers: { readonly Cookie: string }) =>
  Promise.all(
    [one, two].map(async (scene) => (await scene.ask(sessionPath, { key: "", headers })).status),
  );

test("Two processes that start at once on an empty database create one first key.", async () => {
  expect([one.key, two.key].filter((made) => made !== "")).toEqual([key]);
  const listed = await two.ask("/operator/tokens", { key });
  expect(listed.json).toHaveLength(1);
  expect((await one.ask("/operator/tokens", { key })).json).toMatchObject([{ name: "first key" }]);
});

test("A change at one process is read at the other by the next request.", async () => {
  await makeProject("shared");
  const path = `${flags}/refresh_after`;
  const changed = await two.ask("/projects/shared", {
    key,
    method: "PATCH",
    json: [{ op: "replace", path, value: "9s" }],
  });
  expect(changed.status).toBe(200);
  const read = await one.ask("/projects/shared", { key });
  expect(read.headers.get("etag")).toBe('"2"');
  expect(read.text).toContain('"refresh_after":"9s"');
  const activity = await one.ask("/projects/shared/activity", { key });
  expect(activity.text).toContain('"project.patch"');
});

test("A key that is revoked at one process is refused at the other by the next request.", async () => {
  const made = await makeKey(["read"]);
  const statuses = async () =>
    Promise.all(
      [one, two].map(async (scene) => (await scene.ask("/projects", { key: made.value })).status),
    );
  expect(await statuses()).toEqual([200, 200]);
  const revoked = await one.ask(`/operator/tokens/${made.id}`, { key, method: "DELETE" });
  expect(revoked.status).toBe(204);
  expect(await statuses()).toEqual([401, 401]);
});

test("A sign-in at one process counts at the other, with the same CSRF token.", async () => {
  const headers = await signIn(one);
  const seen = await two.ask(sessionPath, { key: "", headers: { Cookie: headers.Cookie } });
  expect([seen.status, member(seen, "csrf_token")]).toEqual([200, headers["X-Csrf-Token"]]);
  const json = { name: "By cookie", environment: "dev" };
  const make = (sent: Record<string, string>) =>
    two.ask("/console/api/projects", { key: "", json, headers: sent });
  expect((await make({ Cookie: headers.Cookie })).errorId).toBe("control_csrf");
  expect((await make(headers)).status).toBe(201);
});

test("A sign-out at one process ends the sign-in at both.", async () => {
  const headers = await signIn(one);
  expect(await statusesOf(headers)).toEqual([200, 200]);
  const out = await two.ask(sessionPath, { key: "", method: "DELETE", headers });
  expect(out.status).toBe(204);
  expect(await statusesOf(headers)).toEqual([401, 401]);
});

test("Signing in again at the other process ends the previous sign-in at both.", async () => {
  const before = await signIn(one);
  const after = await signIn(two, { cookie: before.Cookie });
  expect(await statusesOf(before)).toEqual([401, 401]);
  expect(await statusesOf(after)).toEqual([200, 200]);
});

test("The end of a key ends its sign-ins at both processes.", async () => {
  const made = await makeKey(["read"]);
  const [first, second] = [
    await signIn(one, { key: made.value }),
    await signIn(two, { key: made.value }),
  ];
  expect([await statusesOf(first), await statusesOf(second)]).toEqual([
    [200, 200],
    [200, 200],
  ]);
  await two.ask(`/operator/tokens/${made.id}`, { key, method: "DELETE" });
  expect([await statusesOf(first), await statusesOf(second)]).toEqual([
    [401, 401],
    [401, 401],
  ]);
});

test("A sign-in outlives the processes.", async () => {
  const headers = await signIn(one);
  await stop(one);
  one = await start();
  expect(one.key).toBe("");
  expect(await statusesOf(headers)).toEqual([200, 200]);
  const out = await one.ask(sessionPath, { key: "", method: "DELETE", headers });
  expect(out.status).toBe(204);
});

test("The database holds neither the cookie nor the CSRF token of a sign-in, and nothing in it can be used as one.", async () => {
  const headers = await signIn(one);
  const [name = "", id = ""] = headers.Cookie.split("=");
  const client = new Client({ connectionString: database });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>("select * from sign_ins");
  await client.end();
  const values = rows.flatMap((row) => Object.values(row)).map(String);
  expect(values.length).toBeGreaterThan(0);
  expect(values.join(" ")).not.toContain(id);
  expect(values.join(" ")).not.toContain(headers["X-Csrf-Token"]);
  for (const value of values) {
    const forged = Buffer.from(value, "hex").toString("base64url");
    for (const text of [value, forged]) {
      expect(await statusesOf({ Cookie: `${name}=${text}` })).toEqual([401, 401]);
      const out = await two.ask(sessionPath, {
        key: "",
        method: "DELETE",
        headers: { Cookie: headers.Cookie, "X-Csrf-Token": text },
      });
      expect(out.errorId).toBe("control_csrf");
    }
  }
});

test("Of two edits of one revision at two processes, one is stored and the other is told about it.", async () => {
  await makeProject("contested");
  for (let round = 1; round <= 5; round += 1) {
    const revision = `"${round}"`;
    const answers = await Promise.all(
      [one, two].map((scene, index) =>
        scene.ask("/projects/contested", {
          key,
          method: "PATCH",
          headers: { "If-Match": revision },
          json: [
            { op: "replace", path: `${flags}/refresh_after`, value: `${10 * round + index}s` },
          ],
        }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    expect(answers.map(({ errorId }) => errorId)).toContain("control_revision_changed");
    const won = answers.findIndex(({ status }) => status === 200);
    const read = await one.ask("/projects/contested", { key });
    expect(read.text).toContain(`"refresh_after":"${10 * round + won}s"`);
  }
});

test("Edits at two processes that name no revision are both stored.", async () => {
  await makeProject("merged");
  const edits = [
    ["refresh_after", "7s"],
    ["stale_if_error", "8s"],
  ] as const;
  const answers = await Promise.all(
    edits.map(([name, value], index) =>
      (index === 0 ? one : two).ask("/projects/merged", {
        key,
        method: "PATCH",
        json: [{ op: "replace", path: `${flags}/${name}`, value }],
      }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const read = await two.ask("/projects/merged", { key });
  for (const [name, value] of edits) expect(read.text).toContain(`"${name}":"${value}"`);
});
