// Changing settings. Every problem is listed, a change is made as a whole or not at all, and no update is lost.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flags, startScene, type Answered, type ControlScene } from "./scene.ts";

let scene: ControlScene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

let count = 0;
async function fresh(): Promise<string> {
  count += 1;
  const slug = `settings-${count}`;
  const made = await scene.ask("/projects", { json: { name: slug, slug, environment: "dev" } });
  expect(made.status).toBe(201);
  return slug;
}

function patch(
  slug: string,
  operations: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  return scene.ask(`/projects/${slug}`, { method: "PATCH", json: operations, headers });
}

const replace = (name: string, value: unknown) => ({
  op: "replace",
  path: `${flags}/${name}`,
  value,
});

function problems({ json }: Answered): unknown {
  return Reflect.get(
    Object(Reflect.get(Object(Reflect.get(Object(json), "error")), "details")),
    "problems",
  );
}

describe("what is refused", () => {
  test("A refused patch lists every problem and changes nothing.", async () => {
    const slug = await fresh();
    const refused = await patch(slug, [
      replace("cacheable_sessions_max_age", "soon"),
      replace("refresh_after", -1),
      replace("cookie_name", "a b"),
      replace("origin_url", "ftp://kratos.example"),
      replace("hosts", ["UPPER.example", "fine.example"]),
      { op: "add", path: `${flags}/cachable_sessions`, value: true },
      { op: "remove", path: `${flags}/session_tokens` },
      { op: "add", path: "/services/oauth2", value: {} },
      { op: "replace", path: "/home_region", value: "elsewhere" },
      { op: "replace", path: "/name", value: "" },
    ]);
    expect([refused.status, refused.errorId]).toEqual([400, "control_settings_refused"]);
    expect(problems(refused)).toEqual([
      { path: "/home_region", problem: "cannot be changed here; send it as you read it" },
      { path: "/name", problem: "must be a string of 1 to 120 characters" },
      {
        path: "/services/oauth2",
        problem: "must be left out, because this control plane does not manage it",
      },
      {
        path: `${flags}/cacheable_sessions_max_age`,
        problem: "must be a duration such as 500ms, 30s or 2m30s",
      },
      { path: `${flags}/refresh_after`, problem: "must be auto or a duration such as 1s" },
      { path: `${flags}/session_tokens`, problem: "is missing" },
      { path: `${flags}/cookie_name`, problem: "must be the name of a cookie" },
      {
        path: `${flags}/origin_url`,
        problem: "must be a URL such as https://kratos.example, or empty",
      },
      { path: `${flags}/hosts/0`, problem: "must be a host name in lower case, without port" },
      {
        path: `${flags}/cachable_sessions`,
        problem: "is not a setting that this control plane knows",
      },
    ]);
    const { json } = await scene.ask(`/projects/${slug}`);
    expect(json).toMatchObject({ revision: 1, name: slug });
  });

  test.each([
    ["cacheable_sessions_max_age", "24h", "24h0m1s"],
    ["cacheable_sessions_max_age", "1ms", "0s"],
    ["refresh_after", "0s", "24h1s"],
    ["refresh_after", "auto", "automatic"],
    ["stale_if_error", "24h", "25h"],
    ["degraded_max_age", "24h", "24h1ms"],
    [
      "hosts",
      Array.from({ length: 32 }, (_, i) => `h${i}.example`),
      Array.from({ length: 33 }, (_, i) => `h${i}.example`),
    ],
  ])("The setting %s is accepted at its limit and refused beyond it.", async (name, good, bad) => {
    const slug = await fresh();
    expect((await patch(slug, [replace(name, bad)])).errorId).toBe("control_settings_refused");
    expect((await patch(slug, [replace(name, good)])).status).toBe(200);
    await patch(slug, [replace("hosts", [])]);
  });

  test.each(["NUL \0", "two\nlines", "a terminal's \u001b[31m", "C1 \u009b"])(
    "The name %j is refused.",
    async (name) => {
      const slug = await fresh();
      const problem = { path: "/name", problem: "must not contain control characters" };
      const changed = await patch(slug, [{ op: "replace", path: "/name", value: name }]);
      expect([changed.status, problems(changed)]).toEqual([400, [problem]]);
      for (const path of ["/projects", `/projects/${slug}/tokens`, "/operator/tokens"]) {
        const more = path === "/projects" ? { environment: "dev" } : {};
        const made = await scene.ask(path, { json: { name, ...more } });
        expect([path, made.status, problems(made)]).toEqual([path, 400, [problem]]);
      }
    },
  );

  test.each([
    ["no patch", {}],
    ["an empty patch", []],
    ["too many operations", Array.from({ length: 101 }, () => replace("refresh_after", "1s"))],
    ["an unknown operation", [{ op: "merge", path: "/name", value: "x" }]],
    ["no pointer", [{ op: "replace", path: "name", value: "x" }]],
    ["a member of every object", [{ op: "add", path: "/__proto__/polluted", value: true }]],
    ["a member of a text", [{ op: "replace", path: "/name/0", value: "x" }]],
    ["the length of a list", [replace("hosts/length", 4_294_967_295)]],
    [
      "copies that double the project again and again",
      Array.from({ length: 100 }, (_, i) => ({
        op: "copy",
        from: "/services",
        path: `/services/${i}`,
      })),
    ],
    ["its constructor", [{ op: "add", path: "/constructor/prototype/polluted", value: true }]],
    [
      "a failing test",
      [{ op: "test", path: "/name", value: "not it" }, replace("refresh_after", "1s")],
    ],
    ["a member that is not there", [{ op: "remove", path: `${flags}/nothing` }]],
  ])("A patch is refused: %s.", async (_, operations) => {
    const slug = await fresh();
    const refused = await patch(slug, operations);
    expect([refused.status, refused.errorId]).toEqual([400, "control_body_malformed"]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test("Bodies that are not JSON, have another content type or are too long are refused.", async () => {
    const slug = await fresh();
    const send = (body: string, type = "application/json") =>
      scene.ask(`/projects/${slug}`, { method: "PATCH", body, headers: { "Content-Type": type } });
    expect((await send("{")).errorId).toBe("control_body_malformed");
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const nested = await send(`[{"op":"add","path":"/deep","value":${deep}}]`);
    expect(nested.errorId).toBe("control_body_malformed");
    expect((await send("[]", "text/plain")).errorId).toBe("control_content_type_refused");
    const filler = (bytes: number) => `[${" ".repeat(bytes - 2)}]`;
    expect((await send(filler(256 * 1_024))).errorId).toBe("control_body_malformed");
    const large = await send(filler(256 * 1_024 + 1));
    expect([large.status, large.errorId]).toEqual([413, "control_body_too_large"]);
  });

  test("A method that the path does not accept is refused.", async () => {
    const refused = await scene.ask("/projects", { method: "DELETE" });
    expect([refused.status, refused.errorId, refused.headers.get("allow")]).toEqual([
      405,
      "control_method_not_allowed",
      "GET, POST",
    ]);
  });
});

describe("revisions", () => {
  test("If-Match must name the current revision.", async () => {
    const slug = await fresh();
    const read = await scene.ask(`/projects/${slug}`);
    const etag = read.headers.get("etag") ?? "";
    expect(etag).toBe('"1"');
    const change = [replace("refresh_after", "2s")];
    expect((await patch(slug, change, { "If-Match": etag })).headers.get("etag")).toBe('"2"');
    const stale = await patch(slug, [replace("refresh_after", "3s")], { "If-Match": etag });
    expect([stale.status, stale.errorId]).toEqual([412, "control_revision_changed"]);
    expect(
      (await patch(slug, [replace("refresh_after", "4s")], { "If-Match": '"1", "2"' })).status,
    ).toBe(200);
    expect((await patch(slug, [replace("refresh_after", "5s")], { "If-Match": "*" })).status).toBe(
      200,
    );
  });

  test("If many requests change the same revision, only one succeeds.", async () => {
    const slug = await fresh();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        patch(slug, [replace("refresh_after", `${i + 2}s`)], { "If-Match": '"1"' }),
      ),
    );
    expect(all.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 412),
    ]);
  });

  test("If many requests patch a project at once, no patch is lost.", async () => {
    const slug = await fresh();
    const hosts = Array.from({ length: 6 }, (_, i) => `${slug}-${i}.example`);
    const all = await Promise.all(
      hosts.map((host) => patch(slug, [{ op: "add", path: `${flags}/hosts/-`, value: host }])),
    );
    expect(all.map(({ status }) => status)).toEqual(hosts.map(() => 200));
    const { json } = await scene.ask(`/projects/${slug}`);
    expect(json).toMatchObject({ revision: 7 });
    const kept: unknown = Reflect.get(Object(json), "services");
    for (const host of hosts) expect(JSON.stringify(kept)).toContain(host);
  });

  test("A patch that changes nothing creates no revision and no line of the audit log.", async () => {
    const slug = await fresh();
    const { json } = await patch(slug, [replace("refresh_after", "1s")]);
    expect(json).toMatchObject({ project: { revision: 1 } });
    const activity = await scene.ask(`/projects/${slug}/activity`);
    expect(activity.json).toMatchObject({ lines: [{ action: "project.create" }], next: null });
  });
});

test("The audit log records who changed what, with the values before and after.", async () => {
  const slug = await fresh();
  await patch(slug, [
    replace("cacheable_sessions", true),
    { op: "replace", path: "/name", value: "New" },
  ]);
  const { json } = await scene.ask(`/projects/${slug}/activity`);
  expect(json).toMatchObject({
    lines: [
      {
        actor: { name: "first key" },
        action: "project.patch",
        subject: slug,
        before: { name: slug, cacheable_sessions: false },
        after: { name: "New", cacheable_sessions: true },
      },
      { action: "project.create", before: null, after: { name: slug, slug } },
    ],
  });
});
