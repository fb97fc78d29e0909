// The audit log through the API: filters, pages, exports.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportAudit } from "../../src/control/api/activity-export.ts";
import { fileResponse, toAnswer } from "../../src/control/api/web.ts";
import { auditSearchCharactersMax } from "../../src/control/limits.ts";
import { openAt } from "./database/place.ts";
import { sampleAudit } from "./database/samples.ts";
import { startScene, type ControlScene } from "./scene.ts";

let scene: ControlScene;
let projectKey = "";
beforeAll(async () => {
  scene = await startScene();
  for (const slug of ["shop", "blog"]) {
    await scene.ask("/projects", { json: { name: slug, slug, environment: "dev" } });
  }
  const patch = (value: string) =>
    scene.ask("/projects/shop", {
      method: "PATCH",
      json: [{ op: "replace", path: "/name", value }],
    });
  await patch("=1+1");
  await patch('a"b');
  const made = await scene.ask("/projects/shop/tokens", { json: { name: "@SUM(A1)" } });
  projectKey = String(Reflect.get(Object(made.json), "value"));
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

interface Page {
  readonly lines: readonly { action: string; subject: string; sequence: number; at: string }[];
  readonly next: number | null;
  readonly newest: number | null;
}

async function page(path: string, key?: string): Promise<Page> {
  const { status, text } = await scene.ask(path, key === undefined ? {} : { key });
  expect({ path, status }).toEqual({ path, status: 200 });
  return JSON.parse(text);
}

async function found(query: string): Promise<string> {
  const { lines } = await page(`/activity?${query}`);
  return lines.map(({ action, subject }) => `${action} ${subject}`).join();
}

describe("A filter", () => {
  test.each([
    ["action=key.&project=shop", "key.create @SUM(A1)"],
    ["action=project.create", "project.create blog,project.create shop"],
    ["action=project.&project=blog", "project.create blog"],
    ["project=no-such-project", ""],
    ["actor=first%20key&action=project.create&project=blog", "project.create blog"],
    ["actor=control%20plane", "key.create first key"],
    ["search=%3D1%2B1&action=project.patch", "project.patch shop,project.patch shop"],
    ["search=nothing%20has%20this", ""],
    ["to=2001-01-01T00:00:00Z", ""],
    ["from=2001-01-01T00:00:00%2B02:00&action=key.create&search=sum", "key.create @SUM(A1)"],
  ])("%s lists %s.", async (query, lines) => {
    expect(await found(query)).toBe(lines);
  });

  test.each([
    ["search=", "/search"],
    ["search=%00", "/search"],
    [`search=${"x".repeat(auditSearchCharactersMax + 1)}`, "/search"],
    ["actor=%00", "/actor"],
    ["action=Project%25", "/action"],
    ["from=yesterday", "/from"],
    ["to=2020-13-01T00:00:00Z", "/to"],
    ["after=x", "/after"],
    ["sort=at", "/"],
  ])("%s is refused.", async (query, path) => {
    const { status, json } = await scene.ask(`/activity?${query}`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { details: { problems: [{ path }] } } });
  });

  test(`A text of ${auditSearchCharactersMax} characters is accepted.`, async () => {
    expect(await found(`search=${"x".repeat(auditSearchCharactersMax)}`)).toBe("");
  });

  test("Pages of a filter have every line once.", async () => {
    const whole = await page("/activity?action=project.");
    const seen: number[] = [];
    let before = "";
    for (;;) {
      const { lines, next } = await page(`/activity?action=project.&limit=1${before}`);
      seen.push(...lines.map(({ sequence }) => sequence));
      if (next === null) break;
      before = `&before=${next}`;
    }
    expect(seen).toEqual(whole.lines.map(({ sequence }) => sequence));
  });

  test("A project's key sees the lines of its project, and cannot ask for another's.", async () => {
    const { lines } = await page("/projects/shop/activity?search=shop", projectKey);
    expect(lines.every(({ subject }) => subject === "shop")).toBe(true);
    for (const path of [
      "/activity",
      "/activity/export?format=csv",
      "/projects/blog/activity/export?format=csv",
      "/projects/shop/activity?project=blog",
      "/projects/shop/activity/export?format=csv&project=blog",
    ]) {
      const { status } = await scene.ask(path, { key: projectKey });
      expect([path, status]).toEqual([path, expect.toSatisfy((code) => code >= 400)]);
    }
  });
});

describe("An export", () => {
  test("JSON lines are the lines of the log, newest first.", async () => {
    const { lines } = await page("/projects/blog/activity");
    const { headers, text } = await scene.ask("/projects/blog/activity/export?format=jsonl");
    expect(headers.get("content-type")).toBe("application/jsonl; charset=utf-8");
    expect(headers.get("content-disposition")).toMatch(
      /^attachment; filename="edge-sessions-activity-\d{4}-\d\d-\d\d\.jsonl"$/u,
    );
    expect(headers.get("cache-control")).toBe("no-store");
    const [first, ...rest] = text
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(first).toMatchObject({ action: "activity.export", after: { format: "jsonl" } });
    expect(rest).toEqual(lines);
  });

  test("CSV has one row for each line, with quotes doubled and no cell that a spreadsheet runs.", async () => {
    const { text } = await scene.ask("/activity/export?format=csv&project=shop&action=project.");
    const rows = text.split("\r\n");
    expect(rows[0]).toBe(
      "sequence,at,actor,actor_key_id,action,project_id,project,subject,before,after",
    );
    expect(rows[1]).toMatch(/^\d+,.*,first key,.*,project\.patch,.*,shop,shop,"\{""name""/u);
    expect(rows[1]).toContain('""a\\""b""');
    expect(rows).toHaveLength(5);
    const keys = await scene.ask("/activity/export?format=csv&action=key.create&search=sum");
    expect(keys.text).toContain(",shop,'@SUM(A1),");
  });

  test("A cell that begins like a formula gets an apostrophe.", async () => {
    const storage = await openAt({ url: ":memory:" });
    const subjects = ["=a", "+b", "-c", "@d", "\te", "f=", "'g", "＝h", "\ni"];
    for (const subject of subjects) await storage.appendAudit(sampleAudit({ subject }));
    let text = "";
    const about = { projectId: undefined, filter: {}, format: "csv" as const };
    for await (const piece of exportAudit(storage, about)) text += piece;
    const cells = text
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((row) => row.split(",")[7]);
    const harmless = ["'=a", "'+b", "'-c", "'@d", "'\te", "f=", "'g", "'＝h", `"'\ni"`];
    expect(cells.toReversed()).toEqual(harmless);
  });

  test("If the client stops reading, no more of the log is read.", async () => {
    let made = 0;
    let ended = false;
    async function* pieces(): AsyncGenerator<string, undefined> {
      try {
        for (;;) {
          made += 1;
          yield await Promise.resolve("piece");
        }
      } finally {
        ended = true;
      }
    }
    const reply = { status: 200, type: "text/csv", file: "a.csv", pieces: pieces() } as const;
    const { body } = await toAnswer(fileResponse(reply), "GET");
    if (body === undefined || body instanceof Uint8Array) throw new Error("it is not streamed");
    expect(made).toBe(0);
    for await (const bytes of body) if (bytes.byteLength > 0) break;
    expect({ made, ended }).toEqual({ made: 1, ended: true });
  });

  test("HEAD of an export reads nothing, and a format must be named.", async () => {
    const head = await scene.ask("/activity/export?format=csv", { method: "HEAD" });
    expect([head.status, head.text]).toEqual([200, ""]);
    expect((await scene.ask("/activity/export")).status).toBe(400);
  });

  test.each(["csv", "jsonl"] as const)(
    "%s that is cut says so in its last line.",
    async (format) => {
      const storage = await openAt({ url: ":memory:" });
      for (const subject of ["a", "b", "=c", "\td"]) {
        await storage.appendAudit(sampleAudit({ subject }));
      }
      const read = async (linesMax: number): Promise<readonly string[]> => {
        let text = "";
        const about = { projectId: undefined, filter: {}, format, linesMax };
        for await (const piece of exportAudit(storage, about)) text += piece;
        return text.trimEnd().split(/\r?\n/u);
      };
      const [cut, whole] = [await read(3), await read(4)];
      expect(cut.at(-1)).toContain("Cut after 3 lines. Older lines begin before sequence 2.");
      expect(cut).toHaveLength(whole.length);
      expect(whole.join()).not.toContain("Cut after");
    },
  );
});

test("A project that has not changed is not sent again, but only if it is asked for by its id.", async () => {
  const first = await scene.ask("/projects/blog");
  const id = String(Reflect.get(Object(first.json), "id"));
  const headers = { "If-None-Match": first.headers.get("etag") ?? "" };
  const again = await scene.ask(`/projects/${id}`, { headers });
  expect([again.status, again.text, again.headers.get("cache-control")]).toEqual([
    304,
    "",
    "no-store",
  ]);
  expect(again.headers.get("etag")).toBe(headers["If-None-Match"]);
  // Another project may have taken over the slug.
  expect((await scene.ask("/projects/blog", { headers })).status).toBe(200);
  await scene.ask(`/projects/${id}`, {
    method: "PATCH",
    json: [{ op: "replace", path: "/name", value: "Blog" }],
  });
  expect((await scene.ask(`/projects/${id}`, { headers })).status).toBe(200);
});
