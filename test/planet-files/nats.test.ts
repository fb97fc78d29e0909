// The configurations of NATS that a plan brings: those of deploy/nats for other regions, run by real servers.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { natsConfiguration } from "../../src/planet/files/nats-configuration.ts";
import { type PlanFile } from "../../src/planet/files/write-plan.ts";
import { threeCodes } from "../../src/planet/plan.cases.ts";
import { at, deployText, entriesOf, yamlDocuments } from "../deploy/files.ts";
import { freePorts } from "../harness/free-ports.ts";
import { makeLoopbackCertificate } from "../harness/loopback-certificate.ts";
import { startCommand } from "../harness/program.ts";
import { needsProgram } from "../harness/skipping.ts";
import { findProgram } from "../programs/find-program.ts";
import { plans, files, textOf, written, prepare, variablesOf, interpolated } from "./plan-files.ts";

describe("NATS", () => {
  test.each(["eu", "us", "ap"])(
    "Without TLS, the configuration of %s is that of deploy/nats.",
    async (region) => {
      const place = { region, hub: "eu", leaves: ["us", "ap"], tls: false };
      expect(natsConfiguration(place)).toBe(await deployText(`nats/${region}.conf`));
    },
  );

  test("With TLS, only leafnodes differ.", () => {
    for (const region of ["fra", "iad"]) {
      const of = (tls: boolean): string[] =>
        natsConfiguration({ region, hub: "fra", leaves: ["iad"], tls }).split("\n");
      const without = of(false);
      const differing = of(true).filter((line) => !without.includes(line));
      expect(differing.join("\n")).toMatch(/tls \{ (?:cert|ca)_file/u);
      expect(differing.length).toBeLessThanOrEqual(2);
    }
  });

  test.each(["compose", "kubernetes"] as const)(
    "A plan of one edge for %s has no bus.",
    (deploy) => {
      for (const { path, text } of files("one", deploy).filter(
        (file) => file.path !== "README.md",
      )) {
        expect(path).not.toMatch(/nats/u);
        expect(text).not.toMatch(/nats|EDGE_SESSIONS_BUS|bus-domains|HUB_HOST|tls\.crt/u);
      }
    },
  );

  describe("servers", needsProgram("nats-server"), () => {
    const program = findProgram("nats-server") ?? "";
    let folder = "";
    let all: readonly PlanFile[] = [];
    beforeAll(async () => {
      all = files("three", "compose");
      folder = await written(all);
      await prepare(folder);
      await mkdir(join(folder, "tls"));
      const { certificate, privateKey } = makeLoopbackCertificate();
      await writeFile(join(folder, "tls/tls.crt"), certificate);
      await writeFile(join(folder, "tls/ca.crt"), certificate);
      await writeFile(join(folder, "tls/tls.key"), privateKey);
    });
    afterAll(() => rm(folder, { recursive: true }));

    /** A region's configuration for this machine, and the environment of its server by the Compose file. */
    async function local(region: string, leafPort: number) {
      const variables = variablesOf(await readFile(join(folder, `compose/${region}/.env`), "utf8"));
      const [compose] = yamlDocuments(
        interpolated(textOf(all, `compose/${region}/compose.yaml`), variables),
      );
      const env = Object.fromEntries(
        entriesOf(at(compose, "services", "nats", "environment")).map(([name, value]) => [
          name,
          String(value).replace(/:7422$/u, `:${leafPort}`),
        ]),
      );
      const text = textOf(all, `nats/${region}.conf`)
        .replace('"0.0.0.0:4222"', '"127.0.0.1:-1"')
        .replace('"0.0.0.0:7422"', `"127.0.0.1:${leafPort}"`)
        .replace(/^http: .*$/mu, "")
        .replaceAll('"/tls/', `"${join(folder, "tls")}/`)
        .replace('"/data"', JSON.stringify(join(folder, "data", region)));
      const file = join(folder, `${region}-local.conf`);
      await writeFile(file, text);
      return { file, env };
    }

    test("Leaf nodes of a plan of three join the hub by TLS, with the passwords of prepare.sh.", async () => {
      const [leafPort = 0] = await freePorts(1);
      const hub = await local(plans.three.bus.hub.code, leafPort);
      const started = startCommand(program, ["--config", hub.file], { env: hub.env });
      const programs = [started];
      try {
        await started.until(/Server is ready/u);
        const others = threeCodes.filter((code) => code !== plans.three.bus.hub.code);
        for (const code of others) {
          const leaf = await local(code, leafPort);
          const server = startCommand(program, ["--config", leaf.file], { env: leaf.env });
          programs.push(server);
          // It knows the domain of the hub only once the hub has accepted its password, by TLS.
          const [, hubDomain] = await server.until(
            /using domains: local "[a-z]+", remote "([a-z]+)"/u,
          );
          expect(hubDomain).toBe(plans.three.bus.hub.code);
        }
      } finally {
        for (const { child } of programs) child.kill("SIGKILL");
        await Promise.allSettled(programs.map(({ ended }) => ended));
      }
    });

    test("A server finds that a variable is missing or a brace was lost.", async () => {
      const { file, env } = await local("iad", 7422);
      const check = () => promisify(execFile)(program, ["-t", "--config", file], { env });
      await expect(check()).resolves.toBeDefined();
      const { EDGE_PASSWORD: _none, ...less } = env;
      await expect(
        promisify(execFile)(program, ["-t", "--config", file], { env: less }),
      ).rejects.toThrow("EDGE_PASSWORD");
      await writeFile(file, (await readFile(file, "utf8")).replace("permissions {", "permissions"));
      await expect(check()).rejects.toThrow(/rror/u);
    });
  });
});
