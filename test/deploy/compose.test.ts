// The composition: services that fit together, settings that an edge takes, secrets that `prepare.sh` makes, and the walk
// of `try.sh` against a real edge. No container engine is needed, and none is tested.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { readAdminKeys } from "../../src/config/files/admin-keys.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { createIdentityServer } from "../../src/identity/server.ts";
import { startProgram } from "../harness/program.ts";
import { needsProgram } from "../harness/skipping.ts";
import { at, deployText, entriesOf, yamlDocuments } from "./files.ts";

const run = promisify(execFile);
const [compose] = yamlDocuments(await deployText("compose/compose.yaml"));
const services = new Map(entriesOf(at(compose, "services")));
const edge = services.get("edge");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-compose-"));
  for (const part of ["compose", "kratos"]) {
    // The test leaves the developer's own secrets in this checkout alone.
    const filter = (path: string): boolean => !/\/(?:\.env|keys)$/u.test(path);
    const from = new URL(`../../deploy/${part}`, import.meta.url);
    await cp(from, join(folder, part), { recursive: true, filter });
  }
  await run(join(folder, "compose/prepare.sh"));
});
afterAll(() => rm(folder, { recursive: true }));

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

describe("the edge's service", () => {
  test("The edge's service has valid settings, in addition to those of the image.", async () => {
    const image = [
      ...(await deployText("Dockerfile")).matchAll(/^ENV (EDGE_SESSIONS_\w+)=(.*)$/gmu),
    ];
    const variables = Object.fromEntries([
      ...image.map(([, name = "", value = ""]) => [name, value]),
      ...entriesOf(at(edge, "environment")).map(([name, value]) => [name, String(value)]),
    ]);
    const resolved = await resolveOptions(edgeOptions, edgeRules, [], variables);
    expect(resolved).toMatchObject({ kind: "options" });
    if (resolved.kind === "problems") return;
    const { listen, "admin-listen": adminListen } = resolved.options;
    expect(textsOf(at(edge, "ports"))).toEqual(
      [listen, adminListen].map(({ port }) => `127.0.0.1:${port}:${port}`),
    );
    expect(resolved.options["admin-key-file"]).toBe("/etc/edge-sessions/admin-keys.yaml");
  });

  test("The edge's service has time to drain and a readiness check.", () => {
    expect(Number.parseInt(String(at(edge, "stop_grace_period")), 10)).toBeGreaterThanOrEqual(10);
    expect(textsOf(at(edge, "healthcheck", "test"))).toEqual([
      "CMD",
      "node",
      "dist/cli/health-check.js",
    ]);
  });

  test("The edge's service has a read-only root and a memory limit.", () => {
    expect(at(edge, "read_only")).toBe(true);
    const mebibytes = Number(/^(\d+)m$/u.exec(String(at(edge, "mem_limit")))?.[1]);
    expect(mebibytes * 1_024 ** 2).toBeGreaterThanOrEqual(
      2 * edgeOptions.shape["cache-memory"].parse(undefined),
    );
  });

  test("The edge's service is built from a Dockerfile that exists.", async () => {
    expect(at(edge, "build", "context")).toBe("../..");
    expect(await deployText("Dockerfile")).toContain("dist/cli/main.js");
    expect(at(edge, "build", "dockerfile")).toBe("deploy/Dockerfile");
  });
});

test("No service gains privileges, and only Postgres keeps those of a container's root.", () => {
  for (const [name, service] of services) {
    const kept = at(service, "cap_drop") === undefined ? "some" : textsOf(at(service, "cap_drop"));
    expect({ name, options: textsOf(at(service, "security_opt")), kept }).toEqual({
      name,
      options: ["no-new-privileges:true"],
      kept: name === "postgres" ? "some" : ["ALL"],
    });
  }
});

test("Only the edge, the sign-in pages and the mails have ports, and all are on loopback.", () => {
  const published = [...services].filter(([, service]) => at(service, "ports") !== undefined);
  expect(published.map(([name]) => name).sort()).toEqual(["edge", "mail", "sign-in"]);
  const ports = published.flatMap(([, service]) => textsOf(at(service, "ports")));
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/u);
});

test("The hosts in URLs are services, and every service that another waits for exists.", async () => {
  const text =
    (await deployText("compose/compose.yaml")) + (await deployText("compose/kratos.yaml"));
  const hosts = [
    ...text.matchAll(/\b(?:http|smtp|postgres):\/\/(?:[^@/\s]*@)?([a-z][a-z-]*)[:/]/gu),
  ];
  expect(hosts.length).toBeGreaterThan(3);
  for (const [, host = ""] of hosts) expect([...services.keys()]).toContain(host);
  for (const service of services.values()) {
    const needed = at(service, "depends_on");
    const names = Array.isArray(needed) ? textsOf(needed) : entriesOf(needed).map(([name]) => name);
    for (const name of names) expect([...services.keys()]).toContain(name);
  }
});

test("Every mounted file exists once prepare.sh has run.", async () => {
  const mounted = [...services.values()]
    .flatMap((service) => textsOf(at(service, "volumes")))
    .filter((volume) => volume.startsWith("."))
    .map((volume) => volume.split(":")[0] ?? "");
  expect(mounted).toContain("./keys/web-hooks.yaml");
  for (const path of mounted)
    expect((await stat(join(folder, "compose", path))).isFile()).toBe(true);
});

describe("prepare.sh", () => {
  const made = (name: string): Promise<string> => readFile(join(folder, "compose", name), "utf8");

  test("The script prepare.sh sets every variable that the composition needs.", async () => {
    const env = new Map(
      (await made(".env"))
        .trim()
        .split("\n")
        .map((line) => line.split("=", 2) as [string, string]),
    );
    const asked = [...(await deployText("compose/compose.yaml")).matchAll(/\$\{(\w+)/gu)];
    expect(new Set(asked.map(([, name]) => name))).toEqual(new Set(env.keys()));
    for (const value of env.values()) expect(value).toMatch(/^[\da-f]{32,}$/u);
    // Kratos takes a cipher secret of exactly this length.
    expect(env.get("KRATOS_SECRETS_CIPHER")).toHaveLength(32);
  });

  test("The script prepare.sh makes keys that the edge accepts, one for Kratos and one for people.", async () => {
    const read = await readAdminKeys(join(folder, "compose/keys/admin-keys.yaml"));
    expect(read).toMatchObject({ kind: "keys", warnings: [] });
    if (read.kind === "problems") return;
    const digest = (key: string): string => createHash("sha256").update(key).digest("hex");
    const [hooks] = yamlDocuments(await made("keys/web-hooks.yaml"));
    const settings = at(hooks, "selfservice", "flows", "settings", "after", "hooks", 0, "config");
    expect(at(settings, "url")).toBe("http://edge:4001/hooks/kratos");
    const sent = [await made("keys/operator-key"), String(at(settings, "auth", "config", "value"))];
    expect(read.keys.map(({ digest: known }) => Buffer.from(known).toString("hex"))).toEqual(
      sent.map(digest),
    );
    expect(read.keys.map(({ scopes }) => [...scopes])).toEqual([
      ["read", "invalidate", "admin"],
      ["hooks"],
    ]);
  });

  test("The script prepare.sh keeps files that exist.", async () => {
    const before = [await made(".env"), await made("keys/operator-key")];
    const { stdout } = await run(join(folder, "compose/prepare.sh"));
    expect(stdout).toBe("");
    expect([await made(".env"), await made("keys/operator-key")]).toEqual(before);
  });

  test("The script prepare.sh makes secrets that only their owner can read.", async () => {
    const secret = [".env", "keys", "keys/operator-key"];
    const found = await Promise.all(secret.map((name) => stat(join(folder, "compose", name))));
    expect(found.map(({ mode }) => mode & 0o077)).toEqual([0, 0, 0]);
  });
});

test(
  "The script try.sh shows hits, and that a disabled person is refused at once.",
  needsProgram("curl"),
  async () => {
    const identity = createIdentityServer();
    await identity.start();
    const settings = join(folder, "edge.json");
    const environment = at(edge, "environment");
    const given = entriesOf(environment).map(([name, value]) => [
      name.slice("EDGE_SESSIONS_".length).toLowerCase().replaceAll("_", "-"),
      value,
    ]);
    await writeFile(
      settings,
      JSON.stringify({
        ...Object.fromEntries(given),
        origin: identity.publicUrl,
        "admin-origin": identity.adminUrl,
        "admin-key-file": join(folder, "compose/keys/admin-keys.yaml"),
        listen: "127.0.0.1:0",
        "admin-listen": "127.0.0.1:0",
      }),
    );
    const program = startProgram(["edge", "--config", settings]);
    try {
      const [ready] = await program.until(/^\{.*"msg":"ready".*$/mu);
      const urls: unknown = JSON.parse(ready);
      const env = {
        PATH: process.env["PATH"],
        EDGE: String(at(urls, "url")),
        ADMIN: String(at(urls, "adminUrl")),
      };
      const { stdout, stderr } = await run(join(folder, "compose/try.sh"), { env });
      expect(stderr).toBe("");
      expect(stdout).toMatch(
        /The second check:\n\s+age: \d+\n\s+cache-status: edge-sessions; hit; ttl=\d+.*\n\s+200\nDisabled by the gateway:\n\s+200\nThe check after that:\n\s+cache-status: edge-sessions; fwd=miss\n\s+401\n$/iu,
      );
    } finally {
      program.child.kill("SIGKILL");
      await identity.stop();
    }
  },
);
