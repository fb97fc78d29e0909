// Flags before npm's own `--` never reach the program. It reports that instead of starting with its defaults.
import { expect, test } from "vitest";
import { devOptions, devRules } from "../../src/config/options/dev-options.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { retyped } from "../../src/cli/listen-advice.ts";

/** What npm 11 sets for a script of this package, and what it makes of flags that it does not know. */
const start = {
  npm_command: "start",
  npm_lifecycle_event: "start",
  npm_package_name: "edge-sessions",
  npm_config_cache: "/home/person/.npm",
  npm_config_user_agent: "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false",
};
const run = { ...start, npm_command: "run", npm_lifecycle_event: "dev" };
const exec = { ...start, npm_command: "exec", npm_lifecycle_event: "npx" };

test.each([
  [
    "--listen=127.0.0.1:5000",
    start,
    { listen: "127.0.0.1:5000" },
    [],
    "npm start -- --listen 127.0.0.1:5000",
  ],
  [
    "--listen 127.0.0.1:5000",
    start,
    { listen: "true" },
    ["127.0.0.1:5000"],
    "npm start -- --listen 127.0.0.1:5000",
  ],
  ["--session-tokens", start, { session_tokens: "true" }, [], "npm start -- --session-tokens"],
  [
    "--no-cacheable-sessions",
    start,
    { cacheable_sessions: "" },
    [],
    "npm start -- --cacheable-sessions=false",
  ],
  ["--config edge.yaml", run, { config: "edge.yaml" }, [], "npm run dev -- --config edge.yaml"],
  [
    "two, as npm mixes them up",
    run,
    { listen: "true", name: "true" },
    ["a", "b"],
    "npm run dev -- --listen … --name …",
  ],
  [
    "a URL, which may hold a secret",
    start,
    { origin: "https://u:p@k.example" },
    [],
    "npm start -- --origin …",
  ],
  ["a value to quote", exec, { name: "two words" }, [], "npx edge-sessions … --name 'two words'"],
])(
  'A flag before npm\'s "--" is refused with the command to type: %s.',
  async (_what, environment, kept, argv, example) => {
    const lost = Object.fromEntries(
      Object.entries(kept).map(([name, value]) => [`npm_config_${name}`, value]),
    );
    const resolved = await resolveOptions(devOptions, devRules, argv, { ...environment, ...lost });
    if (resolved.kind === "options") throw new Error("not refused");
    expect(resolved.problems).toHaveLength(1);
    expect(resolved.problems[0]?.example).toContain(example);
    expect(resolved.problems[0]?.what).toContain('put "--" before');
  },
);

test('A value whose flag npm took for its own option is refused with a hint about npm\'s "--".', async () => {
  const resolved = await resolveOptions(devOptions, devRules, ["127.0.0.1:5000"], start);
  if (resolved.kind === "options") throw new Error("not refused");
  expect(resolved.problems).toMatchObject([
    { where: "an argument", what: expect.stringContaining('put "--" before') },
  ]);
});

test("Settings of npm and flags that reached the program are not problems.", async () => {
  const argv = ["--listen", "127.0.0.1:5000"];
  expect(await resolveOptions(devOptions, devRules, argv, start)).toMatchObject({
    kind: "options",
  });
  // Without npm the same variables mean nothing.
  const stray = { npm_config_listen: "127.0.0.1:5000" };
  expect(await resolveOptions(devOptions, devRules, [], stray)).toMatchObject({ kind: "options" });
});

test("A retyped command keeps all flags, but hides values that may be secret.", () => {
  const argv = ["dev", "--refresh-after=5s", "--session-tokens", "--listen", "127.0.0.1:4000"];
  const secret = ["--database", "postgres://u:p@db.example/x", "--plan-file", "my plans.yaml"];
  const called = {
    command: "dev",
    shape: devOptions.shape,
    terminal: { argv: [...argv, ...secret], env: {} },
  };
  expect(retyped(called, new Map([["listen", "127.0.0.1:4010"]]))).toBe(
    "edge-sessions dev --refresh-after 5s --session-tokens --database '…' --plan-file 'my plans.yaml' --listen 127.0.0.1:4010",
  );
});

test.each([
  ["--database", "dev.db", "--database dev.db"],
  [
    "--database",
    "/var/lib/edge-sessions/control.db",
    "--database /var/lib/edge-sessions/control.db",
  ],
  ["--database", "host=db user=u password=secret", "--database '…'"],
  ["--database", "postgres://db.example/x#secret", "--database '…'"],
  ["--origin", "https://kratos.example:4433/path", "--origin https://kratos.example:4433/path"],
  ["--origin", "https://kratos.example?secret", "--origin '…'"],
  ["--name=--x", undefined, "--name=--x"],
  ["--name=", undefined, "--name=''"],
])("The flag %s with the value %s is retyped as %s.", (flag, value, again) => {
  const argv = ["dev", flag, ...(value === undefined ? [] : [value])];
  const called = { command: "dev", shape: devOptions.shape, terminal: { argv, env: {} } };
  expect(retyped(called, new Map())).toBe(`edge-sessions dev ${again}`);
});

test("Flags of another package's script are ignored.", async () => {
  const environment = { ...start, npm_package_name: "my-app", npm_config_name: "web" };
  expect(await resolveOptions(devOptions, devRules, [], environment)).toMatchObject({
    kind: "options",
  });
});
