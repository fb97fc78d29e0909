// The script that makes the secrets of a plan.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { threeCodes } from "../../src/planet/plan.cases.ts";
import { files, plans, textOf, written, prepare, variablesOf } from "./plan-files.ts";

describe("prepare.sh", () => {
  test("It changes nothing that is there, and says what it needs.", async () => {
    const folder = await written(files("three", "compose"));
    await expect(prepare(folder, { HUB_HOST: "x" })).rejects.toThrow("ORIGIN_URL");
    await expect(prepare(folder, { ORIGIN_URL: "x" })).rejects.toThrow("HUB_HOST");
    await prepare(folder);
    const made = await Promise.all(
      ["compose/fra/.env", "keys/operator-key"].map((path) => readFile(join(folder, path), "utf8")),
    );
    await prepare(folder);
    const again = await Promise.all(
      ["compose/fra/.env", "keys/operator-key"].map((path) => readFile(join(folder, path), "utf8")),
    );
    expect(again).toEqual(made);
    await rm(folder, { recursive: true });
  });

  test("For Kubernetes it makes what the configuration of each relay reads.", async () => {
    const all = files("four", "kubernetes");
    const folder = await written(all);
    await expect(prepare(folder, { HUB_HOST: "x" })).rejects.toThrow("RELAY_DOMAIN");
    await prepare(folder);
    const shared = new Set<string | undefined>();
    for (const { metro } of plans.four.edges) {
      const region = metro.code;
      const of = async (name: string) =>
        variablesOf(
          await readFile(join(folder, `kubernetes/${region}/secrets/${name}.env`), "utf8"),
        );
      const [server, relay] = [await of("nats"), await of("relay")];
      for (const [variables, name, example] of [
        [server, region, "nats"],
        [relay, `${region}-relay`, "relay"],
      ] as const) {
        const read = textOf(all, `nats/${name}.conf`).matchAll(/[^\w]\$([A-Z_]{5,})\b/gu);
        expect(new Set(Object.keys(variables))).toEqual(new Set([...read].map(([, one]) => one)));
        const names = variablesOf(textOf(all, `kubernetes/${region}/${example}.env.example`));
        expect(Object.keys(names)).toEqual(Object.keys(variables));
      }
      const leaf = relay[`LEAF_${region.toUpperCase()}_PASSWORD`];
      expect(server["RELAY_URL"]).toBe(
        `nats://leaf-${region}:${leaf}@nats-relay.nats.svc.cluster.local:7422`,
      );
      expect(relay["ADVERTISE"]).toBe(`${region}.regions.test:6222`);
      shared.add(relay["ROUTE_PASSWORD"]);
      for (const [name, route] of Object.entries(relay).filter(([key]) =>
        /^ROUTE_.{3}$/u.test(key),
      ))
        expect(route).toBe(
          `nats-route://relay:${relay["ROUTE_PASSWORD"]}@${name.slice(6).toLowerCase()}.regions.test:6222`,
        );
    }
    expect(shared.size).toBe(1);
    await rm(folder, { recursive: true });
  });

  test("For Kubernetes it makes what the configuration of each server reads.", async () => {
    const all = files("three", "kubernetes");
    const folder = await written(all);
    await prepare(folder);
    for (const region of threeCodes) {
      const text = await readFile(join(folder, `kubernetes/${region}/secrets/nats.env`), "utf8");
      const variables = variablesOf(text);
      const read = [...textOf(all, `nats/${region}.conf`).matchAll(/: \$(\w+)/gu)].map(
        ([, name]) => name,
      );
      expect(new Set(Object.keys(variables))).toEqual(new Set(read));
      expect(
        Object.keys(variablesOf(textOf(all, `kubernetes/${region}/nats.env.example`))),
      ).toEqual(Object.keys(variables));
      const url = await readFile(join(folder, `kubernetes/${region}/secrets/bus-url`), "utf8");
      expect(url).toBe(
        `nats://edge:${variables["EDGE_PASSWORD"]}@nats.nats.svc.cluster.local:4222`,
      );
    }
    await rm(folder, { recursive: true });
  });
});
