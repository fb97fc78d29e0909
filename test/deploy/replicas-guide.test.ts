// "Two replicas in ten minutes", followed word by word: its commands are run as the guide has them, in the order in which
// it has them. Only addresses, the cookie and the way to the program are replaced, since the guide's ports may be taken.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, type PostgresServer } from "../harness/postgres.ts";
import { freePorts } from "../harness/free-ports.ts";
import { startCommand, type Program } from "../harness/program.ts";
import { needsProgram } from "../harness/skipping.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const guide = await readFile(`${root}docs/guides/replicas.md`, "utf8");
const section = guide
  .split(/^## /mu)
  .find((part) => part.startsWith("Two replicas in ten minutes"));
const blocks = [...(section ?? "").matchAll(/^```(\w*)\n(.*?)^```$/gmsu)].map(
  ([, language = "", text = ""]) => ({ language, text }),
);
const commands = blocks.filter(({ language }) => language === "bash").map(({ text }) => text);

/** What keeps running. Everything else is typed in one terminal. */
const servers = commands.filter((text) => /^(?:npm start|npx edge-sessions edge)/mu.test(text));
const typed = commands.filter((text) => /^(?:COOKIE|TOKEN|curl)/mu.test(text));
const container = commands.filter((text) => text.startsWith("docker run"));
const printed = blocks.filter(({ language }) => language === "").map(({ text }) => text);

let postgres: PostgresServer;
let replacements: readonly (readonly [string, string])[];
const running: Program[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  const { url } = postgres;
  const named = ["4000", "4001", "4002", "4010", "4011", "4020", "4021", "4433", "4434"];
  const ports = await freePorts(named.length);
  const free = named.map((port, index) => [`127.0.0.1:${port}`, `127.0.0.1:${ports[index]}`]);
  const at = (port: string): string => free[named.indexOf(port)]?.[1] ?? "";
  const program = `${process.execPath} src/cli/main.ts`;
  const places = [
    `--listen ${at("4000")} --admin-listen ${at("4001")} --control-listen ${at("4002")}`,
    `--identity-listen ${at("4433")} --identity-admin-listen ${at("4434")}`,
  ];
  replacements = [
    ["postgres://postgres:example@127.0.0.1:5432/postgres", url],
    ...free.map(([from = "", to = ""]) => [from, to] as const),
    ["npm ci\n", ""],
    ["npm start", `exec ${program} dev ${places.join(" ")}`],
    ["npx edge-sessions", `exec ${program}`],
  ];
});

afterAll(async () => {
  for (const { child } of running) child.kill("SIGKILL");
  await postgres.stop();
});

function run(text: string): Program {
  const script = replacements.reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE };
  const program = startCommand("bash", ["-ec", script], { cwd: root, env });
  running.push(program);
  return program;
}

/** A block of output as a pattern: the seconds that are left may be fewer. */
function pattern(text: string): RegExp {
  const plain = text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return new RegExp(`^${plain.replace("ttl=59", String.raw`ttl=5\d`)}$`, "u");
}

test("The guide has an identity server, two edges, and three steps that print something.", () => {
  expect(servers.map((text) => /edge-sessions edge.*--name (\w+)/u.exec(text)?.[1])).toEqual([
    undefined,
    "one",
    "two",
  ]);
  expect(typed).toHaveLength(3);
  expect(printed).toHaveLength(3);
  expect([...servers, ...typed, ...container].toSorted()).toEqual(commands.toSorted());
});

test(
  "A sign-out at one edge is in force at the other for the very next check, as the guide says.",
  needsProgram("curl"),
  async () => {
    const [identity, ...edges] = servers.map(run);
    const [, cookie = ""] = (await identity?.until(/-H 'Cookie: (\S+)'/u)) ?? [];
    for (const edge of edges) {
      await edge.until(/"msg":"ready"/u);
      // On a busy machine it may be ready first.
      await edge.until(/"msg":"healthy: this process hears of every invalidation"/u);
    }
    const terminal = run(typed.join("").replace("ory_kratos_session=…", cookie));
    expect(await terminal.ended).toBe(0);
    const answers = printed.map((text) => text.trimEnd()).join("\n");
    const got = terminal.stdout().replaceAll("\r", "").trimEnd();
    expect(got).toMatch(pattern(answers));
  },
);
