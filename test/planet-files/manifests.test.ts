// The manifests of a plan: those of deploy/kubernetes and deploy/nats, for the regions of the plan.
import { describe, expect, test } from "vitest";
import { at, deployText, entriesOf, yamlDocuments } from "../deploy/files.ts";
import { manifest } from "../deploy/kubernetes-fields.ts";
import { plans, files, textOf } from "./plan-files.ts";

describe("the manifests", () => {
  const all = files("three", "kubernetes");

  test.each(["deployment", "service", "disruption-budget"])(
    "The %s of an edge is that of deploy/kubernetes.",
    async (name) => {
      const objects = yamlDocuments(textOf(all, `kubernetes/edge/${name}.yaml`));
      for (const object of objects) expect(manifest.safeParse(object).error).toBeUndefined();
      // Clusters read 0440 as octal, and this parser of YAML 1.2 does not.
      const theirs = (await deployText(`kubernetes/${name}.yaml`)).replace("0440", String(0o440));
      expect(objects).toEqual(yamlDocuments(theirs));
    },
  );

  test("The objects of NATS are those of deploy/nats, with certificates.", async () => {
    const [service, budget, set] = yamlDocuments(textOf(all, "kubernetes/nats/nats.yaml"));
    const [theirService, theirBudget, theirSet] = yamlDocuments(
      await deployText("nats/kubernetes.yaml"),
    );
    expect([service, budget]).toEqual([theirService, theirBudget]);
    const pod = at(set, "spec", "template", "spec");
    const [volumes, mounts] = [at(pod, "volumes"), at(pod, "containers", 0, "volumeMounts")];
    if (!Array.isArray(volumes) || !Array.isArray(mounts)) throw new Error("no volumes");
    expect([volumes.pop(), mounts.pop()]).toMatchObject([
      { name: "tls", secret: { secretName: "nats-tls" } },
      { name: "tls", mountPath: "/tls" },
    ]);
    expect(set).toEqual(theirSet);
  });

  test("An edge may reach only DNS, HTTPS and the bus.", () => {
    const [policy] = yamlDocuments(textOf(all, "kubernetes/edge/network-policy.yaml"));
    const namespace = ["to", 0, "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name"];
    const allowed = entriesOf(at(policy, "spec", "egress")).map(([, rule]) => [
      at(rule, ...namespace),
      ...entriesOf(at(rule, "ports")).map(([, port]) => at(port, "port")),
    ]);
    expect(allowed).toEqual([
      ["kube-system", 53, 53],
      [undefined, 443],
      ["nats", 4222],
    ]);
  });

  test("The kustomization of the edges names the files beside it, and only the hub has a load balancer.", () => {
    const [built] = yamlDocuments(textOf(all, "kubernetes/edge/kustomization.yaml"));
    const beside = all
      .map(({ path }) => path)
      .filter((path) => path.startsWith("kubernetes/edge/"));
    expect(
      entriesOf(at(built, "resources"))
        .map(([, name]) => `kubernetes/edge/${String(name)}`)
        .sort(),
    ).toEqual(beside.filter((path) => !path.endsWith("kustomization.yaml")).sort());
    const balancers = all.filter(({ path }) => path.endsWith("leaf-service.yaml"));
    expect(balancers.map(({ path }) => path)).toEqual([
      `kubernetes/${plans.three.bus.hub.code}/leaf-service.yaml`,
    ]);
  });

  test("In a mesh, the server is that of deploy/nats, and only relays have certificates and are reached from outside.", async () => {
    const mesh = files("four", "kubernetes");
    expect(yamlDocuments(textOf(mesh, "kubernetes/nats/nats.yaml"))).toEqual(
      yamlDocuments(await deployText("nats/kubernetes.yaml")),
    );
    const [leaf, routes, relay] = yamlDocuments(textOf(mesh, "kubernetes/nats/relay.yaml"));
    expect([at(leaf, "metadata", "name"), at(leaf, "spec", "ports")]).toEqual([
      "nats-relay",
      [{ name: "leaf", port: 7422, targetPort: "leaf" }],
    ]);
    expect([at(routes, "spec", "type"), at(routes, "spec", "ports")]).toEqual([
      "LoadBalancer",
      [{ name: "route", port: 6222, targetPort: "route" }],
    ]);
    expect(mesh.filter(({ text }) => text.includes("type: LoadBalancer"))).toHaveLength(1);
    const pod = at(relay, "spec", "template", "spec");
    expect(at(pod, "volumes")).toMatchObject([
      { configMap: { name: "nats-relay" } },
      { secret: { secretName: "nats-tls" } },
    ]);
    // Both Services find the pod.
    const labels = at(relay, "spec", "template", "metadata", "labels");
    expect([at(leaf, "spec", "selector"), at(routes, "spec", "selector")]).toEqual([
      labels,
      labels,
    ]);
    // The other relays refuse a second one with the same name.
    expect([at(relay, "spec", "replicas"), at(relay, "spec", "strategy", "type")]).toEqual([
      1,
      "Recreate",
    ]);
  });
});
