// The script that makes the secrets of a plan.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { threeCodes } from "../../src/planet/plan.cases.ts";
import { files, textOf, written, prepare, variablesOf } from "./plan-files.ts";

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
