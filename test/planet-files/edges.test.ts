// The settings of the edges of a plan, read as an edge reads them.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readAdminKeys } from "../../src/config/files/admin-keys.ts";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { at, deployText, entriesOf, yamlDocuments } from "../deploy/files.ts";
import { manifest } from "../deploy/kubernetes-fields.ts";
import {
  plans,
  files,
  textOf,
  written,
  prepare,
  variablesOf,
  interpolated,
  careful,
  pushed,
} from "./plan-files.ts";

describe("the edges", () => {
  test.each([
    ["one", 60_000],
    ["three", 900_000],
    ["four", 900_000],
  ] as const)(
    "Those of the Compose files of a plan of %s start with their settings.",
    async (name, maxAgeMs) => {
      const all = files(name, "compose", name === "one" ? careful : pushed);
      const folder = await written(all);
      await prepare(folder);
      const image = [
        ...(await deployText("Dockerfile")).matchAll(/^ENV (EDGE_SESSIONS_\w+)=(.*)$/gmu),
      ];
      for (const { metro } of plans[name].edges) {
        const region = metro.code;
        const variables = variablesOf(
          await readFile(join(folder, `compose/${region}/.env`), "utf8"),
        );
        const example = variablesOf(textOf(all, `compose/${region}/.env.example`));
        expect(Object.keys(example).sort()).toEqual(Object.keys(variables).sort());
        const text = interpolated(textOf(all, `compose/${region}/compose.yaml`), variables);
        const [compose] = yamlDocuments(text);
        const edge = at(compose, "services", "edge");
        const resolved = await resolveOptions(edgeOptions, edgeRules, [], {
          ...Object.fromEntries(image.map(([, key = "", value = ""]) => [key, value])),
          ...Object.fromEntries(
            entriesOf(at(edge, "environment")).map(([key, value]) => [key, String(value)]),
          ),
        });
        expect(resolved).toMatchObject({
          kind: "options",
          options: {
            region: name === "one" ? "default" : region,
            "bus-domains": name !== "one",
            bus: name === "one" ? { kind: "none" } : { kind: "nats", servers: ["nats:4222"] },
            "cacheable-sessions-max-age": maxAgeMs,
          },
        });
        expect(at(edge, "image")).toBe("edge-sessions:0.1.0");
        const volume = String(at(edge, "volumes", 0)).split(":");
        expect(volume[1]).toBe(at(edge, "environment", "EDGE_SESSIONS_ADMIN_KEY_FILE"));
        const keys = join(folder, `compose/${region}`, volume[0] ?? "");
        expect(await readAdminKeys(keys)).toMatchObject({ kind: "keys" });
        for (const [, service] of entriesOf(at(compose, "services"))) {
          expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
        }
      }
      await rm(folder, { recursive: true });
    },
  );

  test.each(["one", "twelve"] as const)(
    "Those of the manifests of a plan of %s start with their settings.",
    async (name) => {
      const all = files(name, "kubernetes", name === "one" ? careful : pushed);
      const folder = await written(all);
      const deployed = manifest.parse(
        yamlDocuments(textOf(all, "kubernetes/edge/deployment.yaml"))[0],
      );
      if (deployed.kind !== "Deployment") throw new Error("no Deployment");
      const env = deployed.spec.template.spec.containers[0]?.env?.map((one) => one.name);
      expect(env).toEqual(["EDGE_SESSIONS_NAME", ...(name === "one" ? [] : ["EDGE_SESSIONS_BUS"])]);
      for (const { metro } of plans[name].edges) {
        const resolved = await resolveOptions(
          edgeOptions,
          edgeRules,
          ["--config", join(folder, `kubernetes/${metro.code}/edge.yaml`)],
          {
            EDGE_SESSIONS_NAME: "pod",
            ...(name === "one"
              ? {}
              : { EDGE_SESSIONS_BUS: "nats://edge:pw@nats.nats.svc.cluster.local:4222" }),
          },
        );
        expect(resolved).toMatchObject({
          kind: "options",
          options: {
            region: name === "one" ? "default" : metro.code,
            "bus-domains": name !== "one",
            "cacheable-sessions": true,
            "cacheable-sessions-max-age": name === "one" ? 60_000 : 900_000,
          },
        });
        const [built] = yamlDocuments(textOf(all, `kubernetes/${metro.code}/kustomization.yaml`));
        expect(at(built, "resources")).toEqual(["../edge"]);
        expect(at(built, "images", 0, "newTag")).toBe("0.1.0");
      }
      await rm(folder, { recursive: true });
    },
  );
});
