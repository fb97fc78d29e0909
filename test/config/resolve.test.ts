// Where values come from, which one wins, and that all problems are listed at once.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { edgeOptions, type EdgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { limitsOf, settingsOf } from "../../src/config/options/edge-config.ts";
import { problemsText, type Problem } from "../../src/config/read/problem.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { defaultLimits } from "../../src/core/limits.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";

const origin = ["--origin", "https://kratos.example"];
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-config-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(text: string, name = "edge.yaml"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

function resolve(argv: readonly string[], env: Record<string, string> = {}) {
  return resolveOptions(edgeOptions, edgeRules, argv, env);
}

async function good(
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<EdgeOptions> {
  const resolved = await resolve(argv, env);
  if (resolved.kind === "problems") throw new Error(problemsText("edge", resolved.problems));
  return resolved.options;
}

async function bad(
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<readonly Problem[]> {
  const resolved = await resolve(argv, env);
  return resolved.kind === "problems" ? resolved.problems : [];
}

describe("defaults", () => {
  test("The origin is the only required option, and the defaults are those of core.", async () => {
    const options = await good(origin);
    expect(settingsOf(options)).toEqual(defaultProjectSettings);
    expect(limitsOf(options)).toEqual(defaultLimits);
    expect(options).toMatchObject({
      origin: "https://kratos.example",
      listen: { host: "127.0.0.1", port: 4000 },
      "admin-listen": { host: "127.0.0.1", port: 4001 },
      name: "edge-sessions",
      "origin-timeout": 5_000,
      "forward-timeout": 60_000,
      "log-level": "info",
      "access-log": false,
      "otlp-sample-ratio": 1,
    });
    expect(options["log-format"]).toBeUndefined();
    expect(options["otlp-endpoint"]).toBeUndefined();
    expect(options["trusted-proxies"]("127.0.0.1")).toBe(false);
    expect(options["client-address-header"]).toBe("x-forwarded-for");
  });

  test("A flag without a value turns the feature on.", async () => {
    const bare = await good([...origin, "--cacheable-sessions"]);
    expect(settingsOf(bare).cacheableSessions).toBe(true);
    const first = await good(["--cacheable-sessions", ...origin]);
    expect(settingsOf(first).cacheableSessions).toBe(true);
    const off = await good(["--cacheable-sessions", "false", ...origin]);
    expect(settingsOf(off).cacheableSessions).toBe(false);
  });
});

describe("refresh-after", () => {
  const auto = { refreshAuto: true, refreshAfterMs: 1_000 };

  test("It may be auto in a flag, a variable and a file, and a duration wins over that.", async () => {
    const flag = ["--refresh-after", "auto"];
    const env = { EDGE_SESSIONS_REFRESH_AFTER: "auto" };
    const config = ["--config", await file("refresh-after: auto\n", "auto.yaml")];
    expect(settingsOf(await good([...origin, ...flag]))).toMatchObject(auto);
    expect(settingsOf(await good(origin, env))).toMatchObject(auto);
    expect(settingsOf(await good([...origin, ...config]))).toMatchObject(auto);
    const fixed = await good([...origin, "--refresh-after", "5s"], env);
    expect(settingsOf(fixed)).toMatchObject({ refreshAuto: false, refreshAfterMs: 5_000 });
  });
});

describe("precedence", () => {
  const text = "refresh-after: 2s\nlisten: 127.0.0.1:2000\nlimit-known-calls: 2\n";

  test("A flag wins over a variable, a variable over the file, and the file over the default.", async () => {
    const config = ["--config", await file(text)];
    const fileOnly = await good([...origin, ...config]);
    expect(fileOnly["refresh-after"]).toBe(2_000);
    expect(fileOnly["limit-known-calls"]).toBe(2);
    expect(fileOnly["stale-if-error"]).toBe(0);
    const env = { EDGE_SESSIONS_REFRESH_AFTER: "3s", EDGE_SESSIONS_LISTEN: "127.0.0.1:3000" };
    const withEnv = await good([...origin, ...config], env);
    expect(withEnv["refresh-after"]).toBe(3_000);
    expect(withEnv.listen.port).toBe(3_000);
    const withFlag = await good([...origin, ...config, "--refresh-after=4s"], env);
    expect(withFlag["refresh-after"]).toBe(4_000);
    expect(withFlag.listen.port).toBe(3_000);
  });

  test("A variable can name the file, and a flag can name another one.", async () => {
    const one = await file("refresh-after: 6s\n", "one.yaml");
    const two = await file('{"refresh-after": "7s"}', "two.json");
    const env = { EDGE_SESSIONS_CONFIG: one, EDGE_SESSIONS_ORIGIN: "http://kratos.example/path/" };
    expect((await good([], env))["refresh-after"]).toBe(6_000);
    expect((await good([], env)).origin).toBe("http://kratos.example/path");
    expect((await good(["--config", two], env))["refresh-after"]).toBe(7_000);
  });

  test("Numbers, booleans and lists in YAML are read as values.", async () => {
    const path = await file(
      "origin: https://kratos.example\ncacheable-sessions: true\nlimit-waiting: 7\ntrusted-proxies: [10.0.0.0/8, '::1']\n",
    );
    const options = await good(["--config", path]);
    expect(options["cacheable-sessions"]).toBe(true);
    expect(options["limit-waiting"]).toBe(7);
    expect(options["trusted-proxies"]("10.9.9.9")).toBe(true);
    expect(options["trusted-proxies"]("::1")).toBe(true);
  });
});

describe("several problems", () => {
  test("Problems of every place are listed at once, each with where, what and an example.", async () => {
    const path = await file("refresh_after: 1s\nstale-if-error: 5\nconfig: x\n", "wrong.yaml");
    const problems = await bad(
      ["--listen", "4000", "--bus", "mysql://x", "--config", path, "--name", "a b", "stray"],
      {
        EDGE_SESSIONS_CACHE_MEMORY: "256MB",
        EDGE_SESSIONS_CACHE_MEMROY: "256MiB",
        OTHER: "untouched",
      },
    );
    expect(problemsText("edge", problems).replaceAll(folder, "")).toMatchInlineSnapshot(`
      "edge-sessions edge: 9 problems, nothing was started.
        an argument has no flag before it
        EDGE_SESSIONS_CACHE_MEMROY is not a known variable; did you mean EDGE_SESSIONS_CACHE_MEMORY?
        refresh_after in /wrong.yaml is not a known key; did you mean refresh-after?
        config in /wrong.yaml is not a known key; see --help
        stale-if-error in /wrong.yaml must be a duration such as 500ms, 30s or 2m30s; it was 5 (example: stale-if-error: 30s)
        EDGE_SESSIONS_CACHE_MEMORY must be a size such as 64KiB or 256MiB; it was "256MB" (example: EDGE_SESSIONS_CACHE_MEMORY=1GiB)
        --listen must be host:port such as 127.0.0.1:4000; it was "4000" (example: --listen 0.0.0.0:4000)
        --bus must be postgres://user@host/database, nats://host:4222 (several servers with commas), or none (example: --bus nats://nats-1:4222,nats-2:4222)
        --name must be a name of at most 64 letters, digits and -._~ that begins with a letter; it was "a b" (example: --name edge-frankfurt)
      "
    `);
  });

  test("A value that is overridden is checked too.", async () => {
    const problems = await bad([...origin, "--refresh-after", "1s"], {
      EDGE_SESSIONS_REFRESH_AFTER: "soon",
    });
    expect(problems.map(({ where }) => where)).toEqual(["EDGE_SESSIONS_REFRESH_AFTER"]);
  });
});

const keyFile = ["--admin-key-file", "admin-keys.yaml"];

const one: readonly [argv: readonly string[], where: string, what: RegExp][] = [
  [[], "--origin", /is required/],
  [["--origin"], "--origin", /needs a value/],
  [["--origin", ""], "--origin", /must be a URL/],
  [["--origin", "kratos.example"], "--origin", /must be a URL/],
  [["--origin", "ftp://kratos.example"], "--origin", /must be a URL/],
  [["--origin", "https://kratos.example/?a=b"], "--origin", /query/],
  [["--origin", "https://kratos.example/#a"], "--origin", /fragment/],
  [["--origin", "https://u:p@kratos.example"], "--origin", /must not contain a user/],
  [[...origin, ...origin], "--origin", /only once/],
  [[...origin, "--admin-key-file", ""], "--admin-key-file", /must be the path of a file/],
  [[...origin, "--admin-origin", "http://x"], "--admin-origin", /needs --admin-key-file/],
  [[...origin, ...keyFile, "--admin-origin", "x"], "--admin-origin", /must be a URL/],
  [
    [...origin, ...keyFile, "--admin-origin", "http://127.0.0.1:4000"],
    "--admin-origin",
    /--listen, or the edge would call itself/,
  ],
  [
    [...origin, ...keyFile, "--admin-origin", "http://localhost:4001"],
    "--admin-origin",
    /--admin-listen, or the edge would call itself/,
  ],
  [[...origin, "--bus", "mysql://x"], "--bus", /must be postgres:\/\//],
  [[...origin, "--bus", "nats://"], "--bus", /must be postgres:\/\//],
  [[...origin, "--bus", "nats://a/b"], "--bus", /must be postgres:\/\//],
  [["--bus", "none"], "--origin", /is required, unless/],
  [["--bus", "nats://a", "--refresh-after", "2s"], "--refresh-after", /needs --origin/],
  [
    ["--bus", "nats://a", ...keyFile, "--admin-origin", "http://127.0.0.1:4434"],
    "--admin-origin",
    /needs --origin/,
  ],
  [[...origin, "--region", "EU"], "--region", /must be a region/],
  [[...origin, "--region", "a".repeat(33)], "--region", /must be a region/],
  [[...origin, "--region-forget-after", "599s"], "--region-forget-after", /at least 10m/],
  [[...origin, "--bus-ca", "ca.pem"], "--bus-ca", /only for a bus of NATS/],
  [[...origin, "--bus-credentials", "a.creds"], "--bus-credentials", /only for a bus of NATS/],
  [[...origin, "--bus-domains"], "--bus-domains", /only for a bus of NATS/],
  [[...origin, "--refresh-aftr", "1s"], "--refresh-aftr", /did you mean --refresh-after/],
  [
    [...origin, "--refresh-after", "-1s"],
    "--refresh-after",
    /must be auto or a duration such as 1s/,
  ],
  [[...origin, "--refresh-after", "Auto"], "--refresh-after", /must be auto or a duration/],
  [[...origin, "--refresh-after", "25h"], "--refresh-after", /must be at most 24h/],
  [[...origin, "--refresh-after", "1"], "--refresh-after", /must be auto or a duration/],
  [[...origin, "--refresh-after", "1us"], "--refresh-after", /whole number of milliseconds/],
  [
    [...origin, "--cacheable-sessions-max-age", "0s"],
    "--cacheable-sessions-max-age",
    /at least 1ms/,
  ],
  [
    [...origin, "--cacheable-sessions-max-age", "25h"],
    "--cacheable-sessions-max-age",
    /at most 24h/,
  ],
  [[...origin, "--origin-timeout", "0"], "--origin-timeout", /must be at least 1ms/],
  [[...origin, "--cacheable-sessions", "yes"], "--cacheable-sessions", /must be true or false/],
  [[...origin, "--cacheable-sessions="], "--cacheable-sessions", /must be true or false/],
  [[...origin, "--cache-memory", "256M"], "--cache-memory", /must be a size/],
  [[...origin, "--cache-memory", "1KiB"], "--cache-memory", /must be at least 64KiB/],
  [[...origin, "--limit-known-calls", "0"], "--limit-known-calls", /at least 1;/],
  [[...origin, "--limit-known-calls", "1.5"], "--limit-known-calls", /whole number/],
  [[...origin, "--listen", "127.0.0.1"], "--listen", /must be host:port/],
  [[...origin, "--listen", ":4000"], "--listen", /must be host:port/],
  [[...origin, "--listen", "127.0.0.1:65536"], "--listen", /must be host:port/],
  [[...origin, "--listen", "1.2.3:4000"], "--listen", /must be host:port/],
  [[...origin, "--listen", "::1:4000"], "--listen", /must be host:port/],
  [
    [...origin, "--admin-listen", "127.0.0.1:4000"],
    "--admin-listen",
    /must not be the address of --listen/,
  ],
  [
    [...origin, "--admin-listen", "localhost:4000"],
    "--admin-listen",
    /must not be the address of --listen/,
  ],
  [
    [...origin, "--listen", "0.0.0.0:4001"],
    "--admin-listen",
    /must not be the address of --listen/,
  ],
  [[...origin, "--spoe-listen", "127.0.0.1:4000"], "--spoe-listen", /must not be the address/],
  [[...origin, "--spoe-listen", "0.0.0.0:4001"], "--spoe-listen", /must not be the address/],
  [
    [...origin, "--spoe-listen", "127.0.0.1:4002", "--workers", "2"],
    "--spoe-listen",
    /needs --workers 1/,
  ],
  [[...origin, "--admin-listen", "0.0.0.0:4001"], "--admin-listen", /must be a loopback address/],
  [[...origin, "--admin-listen", "10.0.0.1:4001"], "--admin-listen", /must be a loopback address/],
  [["--origin", "http://localhost:4000"], "--origin", /would call itself/],
  [["--origin", "http://127.0.0.1:4001"], "--origin", /would call itself/],
  [[...origin, "--trusted-proxies", "10.0.0.1/8"], "--trusted-proxies", /write 10\.0\.0\.0\/8/],
  [[...origin, "--trusted-proxies", "10.0.0.0/33"], "--trusted-proxies", /prefix length/],
  [[...origin, "--trusted-proxies", "everyone"], "--trusted-proxies", /is not an IP address/],
  [[...origin, "--trusted-proxies", "10.0.0.0/8,"], "--trusted-proxies", /is not an IP address/],
  [[...origin, "--client-address-header", "X Real"], "--client-address-header", /must be the name/],
  [[...origin, "--client-address-header", ""], "--client-address-header", /must be the name/],
  [
    [...origin, "--client-address-header", "a".repeat(65)],
    "--client-address-header",
    /must be the name/,
  ],
  [
    [...origin, "--client-address-header", "Forwarded"],
    "--client-address-header",
    /holds only an address/,
  ],
  [
    [...origin, "--client-address-header", "cookie"],
    "--client-address-header",
    /holds only an address/,
  ],
  [[...origin, "--base-path", "identity"], "--base-path", /must be a path/],
  [[...origin, "--base-path", "/a/../b"], "--base-path", /must be a path/],
  [[...origin, "--base-path", "/a//b"], "--base-path", /must be a path/],
  [[...origin, "--base-path", "/a%2fb"], "--base-path", /must be a path/],
  [[...origin, "--name", "1edge"], "--name", /must be a name/],
  [[...origin, "--name", "edge;hit"], "--name", /must be a name/],
  [[...origin, "--cookie-name", "a=b"], "--cookie-name", /must be the name of a cookie/],
  [[...origin, "--log-level", "loud"], "--log-level", /must be one of debug/],
  [[...origin, "--log-format", "xml"], "--log-format", /must be one of text, json/],
  [[...origin, "--otlp-sample-ratio", "1.1"], "--otlp-sample-ratio", /a number from 0 to 1/],
  [[...origin, "--otlp-sample-ratio", "5%"], "--otlp-sample-ratio", /a number from 0 to 1/],
  [[...origin, "--otlp-endpoint", "collector:4318"], "--otlp-endpoint", /must be a URL/],
  [
    [...origin, "--limit-entry", "16MiB", "--cache-memory", "1MiB"],
    "--limit-entry",
    /cache-memory/,
  ],
  [[...origin, "--limit-refresh-pause", "1ms"], "--limit-refresh-pause-default", /longer than/],
  [[...origin, "--config", "/does/not/exist"], "/does/not/exist", /no such file/],
];

describe("one problem at a time", () => {
  test.each(one)("The arguments %j have exactly one problem.", async (argv, where, what) => {
    const problems = await bad(argv);
    expect(problems.map((problem) => problem.where)).toEqual([where]);
    expect(problems[0]?.what).toMatch(what);
  });
});

test("With admin keys, the admin listener may use any address, and --admin-origin is allowed.", async () => {
  const options = await good([
    ...origin,
    ...keyFile,
    "--admin-listen",
    "0.0.0.0:4001",
    "--admin-origin",
    "http://kratos:4434/",
  ]);
  expect(options["admin-listen"]).toEqual({ host: "0.0.0.0", port: 4001 });
  expect(options["admin-origin"]).toBe("http://kratos:4434");
  expect(options["admin-key-file"]).toBe("admin-keys.yaml");
});

describe("bounds", () => {
  test.each([
    ["cacheable-sessions-max-age", "1ms", 1],
    ["cacheable-sessions-max-age", "24h", 86_400_000],
    ["refresh-after", "0s", 0],
    ["refresh-after", "auto", "auto"],
    ["stale-if-error", "0", 0],
    ["degraded-max-age", "0s", 0],
    ["origin-timeout", "1h", 3_600_000],
    ["cache-memory", "64KiB", 65_536],
    ["limit-known-calls", "1", 1],
    ["limit-known-calls", "1000000", 1_000_000],
    ["client-address-header", "CF-Connecting-IP", "cf-connecting-ip"],
    ["client-address-header", "a".repeat(64), "a".repeat(64)],
    ["base-path", "/", ""],
    ["base-path", "/a/b/", "/a/b"],
  ] as const)("The value --%s %s is at its bound, and is accepted.", async (name, text, value) => {
    expect((await good([...origin, `--${name}`, text]))[name]).toBe(value);
  });
});

describe("files", () => {
  const texts: readonly [text: string, what: RegExp][] = [
    ["a: [", /not valid YAML/],
    ["refresh-after: 1s\nrefresh-after: 2s\n", /not valid YAML/],
    ["- refresh-after", /must be a YAML mapping of option names to values/],
    ["just text", /must be a YAML mapping of option names to values/],
    ["refresh-after:\n", /must be auto or a duration .*; it was empty$/],
    ["refresh-after: {a: b}\n", /must be auto or a duration .*; it was a mapping$/],
    ["cacheable-sessions: on\n", /must be true or false/],
    ["listen: 4000\n", /must be host:port .*; it was 4000$/],
    ["trusted-proxies: [1]\n", /must be a list of IP ranges/],
  ];
  test.each(texts)("A file that holds %j has exactly one problem.", async (text, what) => {
    const problems = await bad([...origin, "--config", await file(text, "one.yaml")]);
    expect(problems.map((problem) => problem.what)).toEqual([expect.stringMatching(what)]);
  });

  test("An empty file is accepted.", async () => {
    expect(await bad([...origin, "--config", await file("", "empty.yaml")])).toEqual([]);
  });
});

describe("secrets in wrong places", () => {
  test("Errors do not repeat a secret in a URL, behind an unknown flag or variable, or in a broken file.", async () => {
    const canary = "canary-5f2d";
    const problems = await bad(
      [
        "--origin",
        `https://user:${canary}@kratos.example`,
        `--key=${canary}`,
        "--other",
        canary,
        canary,
        "--config",
        await file(`key: "${canary}\n`, "canary.yaml"),
      ],
      { EDGE_SESSIONS_KEY: canary },
    );
    expect(problems.length).toBeGreaterThanOrEqual(6);
    expect(problemsText("edge", problems)).not.toContain(canary);
  });
});

test("What a file or an argument contains cannot move a terminal's cursor or add a line.", () => {
  const what = 'contains "\u001b[2Ja\u009bb\u202ec\nedge-sessions: all is well\r"';
  expect(problemsText("plan", [{ where: "line 2 of d.csv", what }])).toBe(
    'edge-sessions plan: 1 problem, nothing was started.\n  line 2 of d.csv contains "\\u001b[2Ja\\u009bb\\u202ec\\u000aedge-sessions: all is well\\u000d"\n',
  );
});
