// Each guide prints the files that the tests run, all of them and nothing else under their names.
import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  codeBlocks,
  gatewayNames,
  placed,
  readConfiguration,
  readGuide,
  readPage,
} from "./configuration.ts";
import { readDeployed } from "./translated/kubernetes-files.ts";

describe.each(gatewayNames)("%s", (name) => {
  test("The gateway's guide prints every file unchanged.", async () => {
    const page = await readGuide(name);
    const blocks = codeBlocks(page);
    const files = await readConfiguration(name);
    expect(files.size).toBeGreaterThan(0);
    for (const [file, text] of files) {
      expect(blocks).toContain(text);
      expect(page).toContain(`(../../../deploy/gateways/${name}/${file})`);
    }
  });

  test("The gateway's files contain every port that a reader has to replace.", async () => {
    const text = [...(await readConfiguration(name)).values()].join("\n");
    for (const port of ["8080", "4000", "3000"]) {
      expect(text.match(new RegExp(`\\b${port}\\b`, "gu"))).not.toBeNull();
    }
    // No other port: a test could not place it.
    const ports = [...text.matchAll(/(?:127\.0\.0\.1:|port(?:_value)?: )(\d+)/gu)].map(
      (match) => match[1],
    );
    expect(
      ports.filter((port) => !["8080", "8081", "4000", "4003", "3000"].includes(port ?? "")),
    ).toEqual([]);
  });
});

/** Folders of configuration for gateways that share a guide. */
const shared = {
  "ingress-nginx": "kubernetes-ingress",
  "traefik-crd": "kubernetes-ingress",
  "envoy-gateway": "envoy-gateway-and-istio",
  istio: "envoy-gateway-and-istio",
  kong: "kong-and-apisix",
  apisix: "kong-and-apisix",
};

test("Every folder of configuration has a guide.", async () => {
  const folders = await readdir(new URL("../../deploy/gateways/", import.meta.url));
  expect(folders.toSorted()).toEqual([...gatewayNames, ...Object.keys(shared)].toSorted());
});

describe.each(Object.entries(shared))("%s", (folder, guide) => {
  test("The guide prints every file unchanged.", async () => {
    const page = await readPage(guide);
    const names = await readdir(new URL(`../../deploy/gateways/${folder}/`, import.meta.url));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(codeBlocks(page)).toContain(await readDeployed(`${folder}/${name}`));
      expect(page).toContain(`(../../../deploy/gateways/${folder}/${name})`);
    }
  });
});

test("Only ports, the host and folders are replaced in a configuration.", () => {
  const ports = { gateway: 1, edge: 2, app: 3, spare: 4 };
  const text =
    "listen 127.0.0.1:8080; 127.0.0.1:4000 3000 8081 14000 80801; app.example.com:*; include /etc/nginx/x;";
  expect(placed(text, ports, "/tmp/f")).toBe(
    "listen 127.0.0.1:1; 127.0.0.1:2 3 4 14000 80801; 127.0.0.1:*; include /tmp/f/x;",
  );
});
