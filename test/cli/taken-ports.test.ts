// Ports that are taken: one message lists them all, with a command that works as it is printed.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentityServer } from "../../src/identity/server.ts";
import { freePorts } from "../harness/free-ports.ts";
import { environmentForNpm } from "../package/npm-environment.ts";
import { startCommandOfTest } from "../harness/command.ts";
import { killGroup, startCommand, startProgramOfTest } from "../harness/program.ts";

const commands = {
  edge: ["listen", "admin-listen"],
  control: ["listen", "admin-listen", "control-listen"],
  dev: ["listen", "admin-listen", "control-listen", "identity-listen", "identity-admin-listen"],
} as const;
type CommandName = keyof typeof commands;

/** Other servers at these ports, which speak HTTP but are not identity servers. */
let others: readonly Server[] = [];
/** Where they are. */
let taken: readonly string[] = [];
let folder = "";
beforeAll(async () => {
  others = commands.dev.map(() =>
    createServer((_request, response) => response.writeHead(404).end()),
  );
  // The program offers ports a little above these: a test that takes "any free port" must not get one before it is tried.
  const ports = await freePorts(others.length);
  taken = await Promise.all(others.map((other, at) => listen(other, ports[at] ?? 0)));
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-ports-"));
});
afterAll(async () => {
  for (const other of others) other.close();
  await rm(folder, { recursive: true });
});

async function listen(server: Server, port: number): Promise<string> {
  await once(server.listen(port, "127.0.0.1"), "listening");
  return `127.0.0.1:${port}`;
}

/** What a command needs in addition to its listeners. */
function needed(command: CommandName): readonly string[] {
  if (command === "edge") return ["--origin", "http://127.0.0.1:9"];
  if (command === "dev") return [];
  return ["--edge", "--database", ":memory:", "--first-key-file", join(folder, "key")];
}

/** Flags that put every listener of a command at these places, or else at free ports. */
async function listeners(
  command: CommandName,
  places: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const names = commands[command];
  const free = await freePorts(names.length);
  return names.flatMap((name, at) => [`--${name}`, places.get(name) ?? `127.0.0.1:${free[at]}`]);
}

/** Runs a command that does not start, in this process unless said otherwise, and gives the lines that say why. */
async function refusal(
  argv: readonly string[],
  env: Record<string, string> = {},
  start: typeof startCommandOfTest | typeof startProgramOfTest = startCommandOfTest,
) {
  const program = start(argv, env);
  expect(await program.ended).toBe(1);
  expect(program.stdout()).toBe("");
  const lines = program.stderr().trimEnd().split("\n");
  return lines.slice(lines.findIndex((line) => line.includes("did not start")));
}

const each = Object.entries(commands).flatMap(([command, names]) =>
  names.map((name) => [command as CommandName, name] as const),
);

test.each(each)(
  "For %s, the error about a taken --%s suggests a free port.",
  async (command, name) => {
    const [place = ""] = taken;
    const flags = [...needed(command), ...(await listeners(command, new Map([[name, place]])))];
    const lines = await refusal([command, ...flags]);
    expect(lines.slice(0, 3)).toEqual([
      `edge-sessions ${command}: did not start. An address cannot be used:`,
      `  --${name} ${place}  another process uses this address`,
      "To use another one:",
    ]);
    // Everything else stays as it was typed.
    const kept = flags.join(" ").replace(`--${name} ${place}`, "").replace("  ", " ").trim();
    const again = new RegExp(
      `^  edge-sessions ${command} (.*) --${name} (127\\.0\\.0\\.1:\\d+)$`,
      "u",
    );
    const [, before, free] = again.exec(lines[3] ?? "") ?? [];
    expect(before).toBe(kept);
    expect(taken).not.toContain(free);
    expect(lines).toHaveLength(4);
  },
);

describe("npm start with taken ports", () => {
  const env = {
    npm_command: "start",
    npm_lifecycle_event: "start",
    npm_package_name: "edge-sessions",
  };

  test("If every port is taken, one error lists them all, and the command that it prints works.", async () => {
    const places = new Map(commands.dev.map((name, index) => [name, taken[index] ?? ""] as const));
    const lines = await refusal(["dev", ...(await listeners("dev", places))], env);
    expect(lines[0]).toBe("edge-sessions dev: did not start. 5 addresses cannot be used:");
    expect(lines.slice(1, 6).map((line) => line.trim().split(/\s+/u).slice(0, 2))).toEqual(
      [...places].map(([name, place]) => [`--${name}`, place]),
    );
    const [command = "", ...argv] = (lines.at(-1) ?? "").trim().split(" ");
    expect([command, ...argv.slice(0, 2)]).toEqual(["npm", "start", "--"]);
    const again = startCommand(command, argv, {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: environmentForNpm(),
      detached: true,
    });
    try {
      const [, url] = await again.until(/^Edge +(\S+)/mu);
      expect(url).toBe(`http://${argv[argv.indexOf("--listen") + 1] ?? ""}`);
    } finally {
      killGroup(again);
    }
  });

  test("If an identity server answers at a taken port, the error prints the command that puts the edge in front of it.", async () => {
    const identity = createIdentityServer();
    await identity.start();
    try {
      const [edge = ""] = taken;
      const places = new Map([
        ["listen", edge],
        ["identity-listen", new URL(identity.publicUrl).host],
        ["identity-admin-listen", new URL(identity.adminUrl).host],
      ]);
      const lines = await refusal(["dev", ...(await listeners("dev", places))], env);
      expect(lines[6]).toBe(`Or use the identity server that answers at ${identity.publicUrl}:`);
      expect(lines[7]).toContain(` --origin ${identity.publicUrl} --listen 127.0.0.1:`);
      expect(lines[7]).not.toContain(edge);
      expect(lines[7]).not.toContain("--identity-");
    } finally {
      await identity.stop();
    }
  });
});

test("The printed command names npx if npx was used, and replaces an address that the machine lacks.", async () => {
  const flags = ["--origin", "http://127.0.0.1:9", "--listen=192.0.2.1:4000"];
  const env = { npm_command: "exec", npm_lifecycle_event: "npx" };
  const argv = ["edge", ...flags, "--admin-listen", "127.0.0.1:0"];
  const lines = await refusal(argv, env, startProgramOfTest);
  expect(lines[1]).toBe("  --listen 192.0.2.1:4000  this machine does not have this address");
  expect(lines[3]).toMatch(/^ {2}npx edge-sessions edge --origin .* --listen 127\.0\.0\.1:\d+$/u);
});
