// An edge with admin keys, and `edge-sessions invalidate` as its client. SIGHUP is tried on a process.
import { createServer, type Server } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/command-line.ts";
import { startCommandOfTest, type RunningCommand } from "../harness/command.ts";
import { startProgramOfTest, type Program } from "../harness/program.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
const first = "first-key-0123456789abcdef0123456789abcdef";
const second = "second-key-0123456789abcdef0123456789abcdef";
const edge = ["edge", "--origin", "http://127.0.0.1:9", "--admin-key-file"];
const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];

let folder = "";
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-admin-"));
});
afterEach(async () => {
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  const text = typeof content === "string" ? content : JSON.stringify(content);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

function keys(...texts: readonly string[]): object {
  const scopes = ["read", "invalidate", "admin"];
  return { keys: texts.map((key, index) => ({ name: `key-${index}`, key, scopes })) };
}

interface Keyed<Started> {
  readonly program: Started;
  readonly adminUrl: string;
  readonly keyFile: string;
}

function startKeyed(...more: readonly string[]): Promise<Keyed<RunningCommand>> {
  return keyed(startCommandOfTest, more);
}

async function keyed<Started extends RunningCommand | Program>(
  start: (argv: readonly string[]) => Started,
  more: readonly string[],
): Promise<Keyed<Started>> {
  const keyFile = await file("keys.yaml", keys(first));
  const program = start([...edge, keyFile, ...anywhere, ...more]);
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  const { adminUrl } = JSON.parse(line) as { adminUrl: string };
  return { program, adminUrl, keyFile };
}

async function status(adminUrl: string, key: string, path = "/metrics"): Promise<number> {
  return (await fetch(`${adminUrl}${path}`, { headers: { Authorization: `Bearer ${key}` } }))
    .status;
}

async function ran(argv: readonly string[], env: Record<string, string> = {}) {
  let stdout = "";
  let stderr = "";
  const code = await run({
    argv: ["invalidate", ...argv],
    env,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

describe("the admin keys of a running edge", () => {
  test("An edge reads its admin keys again on SIGHUP, and keeps the old ones if the file is wrong.", async () => {
    const { program, adminUrl, keyFile } = await keyed(startProgramOfTest, []);
    expect(await status(adminUrl, first)).toBe(200);
    expect(await status(adminUrl, second)).toBe(401);

    await writeFile(keyFile, JSON.stringify(keys(first, second)));
    program.child.kill("SIGHUP");
    await program.until(/"msg":"the admin key file was read again"/u);
    expect([await status(adminUrl, first), await status(adminUrl, second)]).toEqual([200, 200]);

    await writeFile(keyFile, JSON.stringify({ keys: [{ name: "x", key: "canary-key" }] }));
    program.child.kill("SIGHUP");
    await program.until(/"msg":"the admin key file has problems; the keys are unchanged"/u);
    expect([await status(adminUrl, first), await status(adminUrl, second)]).toEqual([200, 200]);

    await writeFile(keyFile, JSON.stringify(keys(second)));
    program.child.kill("SIGHUP");
    await program.until(/"names":\["key-0"\],"msg":"the admin key file was read again"/u);
    expect([await status(adminUrl, first), await status(adminUrl, second)]).toEqual([401, 200]);

    program.child.kill("SIGTERM");
    expect(await program.ended).toBe(0);
    for (const secret of [first, second, "canary"]) expect(program.stderr()).not.toContain(secret);
  });

  test("A key file with problems stops the start with exit code 2.", async () => {
    const path = await file("keys.yaml", { keys: [{ name: "a b", key: "short", scopes: ["x"] }] });
    const program = startCommandOfTest([...edge, path, ...anywhere]);
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toContain(": 3 problems, nothing was started.");
  });

  test("The gateway calls --admin-origin without the edge's own key.", async () => {
    const seen: string[] = [];
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`, ...request.rawHeaders);
      response.end("[]");
    });
    const url = await listenOnLoopback(server);
    const { adminUrl } = await startKeyed("--admin-origin", url);
    expect(await status(adminUrl, first, "/admin/identities?page_size=1")).toBe(200);
    expect(seen[0]).toBe("GET /admin/identities?page_size=1");
    expect(seen.join("\n")).not.toContain(first);
    expect(await status(adminUrl, second, "/admin/identities")).toBe(401);
  });
});

describe("the command invalidate", () => {
  test("The command invalidate sends an invalidation to an edge and prints what it did.", async () => {
    const { program, adminUrl } = await startKeyed("--log-level", "info");
    const keyFile = await file("key", `${first}\n`);
    const where = ["--admin", adminUrl, "--key-file", keyFile];
    expect(await ran(["identity", id, ...where])).toEqual({
      code: 0,
      stdout: `applied: identity ${id}\n`,
      stderr: "",
    });
    await program.until(new RegExp(`"scopes":\\["identity ${id}"\\]`, "u"));
    const json = await ran(["session", id.toUpperCase(), ...where, "--format", "json"]);
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      0,
      { scope: "session", id, applied: true, published: true, edges: { missing: [] } },
    ]);
    await program.until(new RegExp(`"scopes":\\["session ${id}"\\]`, "u"));
  });

  test("The command invalidate ignores variables that are set for an edge beside it.", async () => {
    const { adminUrl } = await startKeyed();
    const env = {
      EDGE_SESSIONS_ORIGIN: "http://127.0.0.1:9",
      EDGE_SESSIONS_ADMIN: adminUrl,
      EDGE_SESSIONS_KEY_FILE: await file("key", first),
    };
    expect(await ran(["identity", id], env)).toMatchObject({ code: 0, stderr: "" });
  });

  test("With a key that is unknown or lacks the scope, invalidate says why and ends with exit code 1.", async () => {
    const scopes = ["read"];
    const { program, adminUrl, keyFile } = await startKeyed();
    await writeFile(keyFile, JSON.stringify({ keys: [{ name: "r", key: first, scopes }] }));
    program.hangUp();
    await program.until(/read again/u);
    for (const [key, why] of [
      [first, /answered 403\. The key of this request is valid, but does not have the scope/u],
      [second, /answered 401\. The request has no key, or one that is not accepted here/u],
    ] as const) {
      const path = await file("key", key);
      const { code, stdout, stderr } = await ran([
        "identity",
        id,
        "--admin",
        adminUrl,
        "--key-file",
        path,
      ]);
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(why);
      expect(stderr).not.toContain(key);
    }
  });

  test("Where no edge listens, invalidate ends with exit code 1.", async () => {
    const path = await file("key", first);
    const { code, stderr } = await ran([
      "identity",
      id,
      "--admin",
      "http://127.0.0.1:9",
      "--key-file",
      path,
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("did not answer: ")]);
  });

  test("Where something other than an edge answers, invalidate ends with exit code 1.", async () => {
    server = createServer((_request, response) => response.end("hello"));
    const url = await listenOnLoopback(server);
    const path = await file("key", first);
    const { code, stderr } = await ran(["identity", id, "--admin", url, "--key-file", path]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("does not look like")]);
  });

  const admin = ["--admin", "http://127.0.0.1:9"];
  test.each<readonly [readonly string[], RegExp]>([
    [
      [],
      /3 problems[^]*identity or session[^]*--key-file is required[^]*--admin is required, unless/u,
    ],
    [["identity", ...admin, "--key-file", "x"], /id of the identity must be a UUID/u],
    [["identity", "42", ...admin, "--key-file", "x"], /id of the identity must be a UUID/u],
    [["project", id, ...admin, "--key-file", "x"], /begin with identity or session/u],
    [["session", id, "more", ...admin, "--key-file", "x"], /an argument has no flag before it/u],
    [["session", id, ...admin, "--key", first], /--key is not a known flag/u],
    [
      ["session", id, ...admin, "--project", "a", "--key-file", "x"],
      /cannot be combined with --admin/u,
    ],
    [
      ["session", id, ...admin, "--key-file", "/none"],
      /--key-file cannot be read: there is no such file/u,
    ],
  ])("The arguments %j of invalidate are wrong usage, with exit code 2.", async (argv, message) => {
    const { code, stdout, stderr } = await ran(argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(first);
  });

  test("An error about a key file that holds more than a key does not repeat its content.", async () => {
    const path = await file("key", `keys: canary ${first}`);
    const { code, stderr } = await ran(["identity", id, ...admin, "--key-file", path]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("must hold one key")]);
    expect(stderr).not.toContain("canary");
  });
});
