// The manifests: objects that a cluster takes, with settings that an edge takes, and with time to drain.
import { describe, expect, test } from "vitest";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { readEnvironment } from "../../src/config/read/environment.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { deployFiles, deployFolder, deployText, yamlDocuments } from "./files.ts";
import { kustomization, manifest } from "./kubernetes-fields.ts";

const folder = "kubernetes/";
const files = (await deployFiles(".yaml")).filter((path) => path.startsWith(folder));
const notManifests = [`${folder}kustomization.yaml`, `${folder}edge.yaml`];
const texts = await Promise.all(
  files.filter((path) => !notManifests.includes(path)).map(deployText),
);
const objects = texts.flatMap(yamlDocuments).map((document) => manifest.parse(document));
const built = kustomization.parse(yamlDocuments(await deployText(notManifests[0] ?? ""))[0]);
const deployments = objects.filter((object) => object.kind === "Deployment");
const edges = deployments.map(({ spec: { template } }) => {
  const { spec: pod } = template;
  const all = [...(pod.initContainers ?? []), ...pod.containers];
  const edge = all.find(({ name }) => name === "edge");
  if (edge === undefined) throw new Error("a Deployment without an edge");
  return { pod, edge, sidecar: pod.initContainers !== undefined };
});
const [service] = edges.filter(({ sidecar }) => !sidecar);

/** Longest time that an edge takes to end, as docs/reference/limits.md has it, with a second to spare. */
const drainSeconds = 10;

test("The manifests deploy one edge as a service and one as a sidecar.", () => {
  expect(new Set(edges.map(({ sidecar }) => sidecar))).toEqual(new Set([false, true]));
  expect(edges).toHaveLength(2);
});

test("A misspelt field is found.", () => {
  const [first] = texts.flatMap(yamlDocuments);
  expect(manifest.safeParse({ ...Object(first), spce: {} }).success).toBe(false);
});

test("The kustomization names the files of the service and its settings.", () => {
  const expected = ["deployment", "service", "disruption-budget", "network-policy"];
  expect(built.resources).toEqual(expected.map((name) => `${name}.yaml`));
  expect(files).toEqual(expect.arrayContaining(built.resources.map((name) => folder + name)));
  expect(built.configMapGenerator[0]?.files).toEqual(["edge.yaml"]);
  expect(built.images[0]?.name).toBe(service?.edge.image);
});

describe.each(edges.map((edge) => [edge.sidecar ? "sidecar" : "service", edge] as const))(
  "the edge as a %s",
  (_name, { pod, edge, sidecar }) => {
    test("The probes ask the edge at its health paths.", () => {
      const asked = (probe: typeof edge.livenessProbe): string => JSON.stringify(probe);
      expect(asked(edge.livenessProbe)).toContain("/health/alive");
      expect(asked(edge.startupProbe)).toContain("/health/ready");
      // The readiness of a pod with a sidecar is the application's to tell.
      const ready = sidecar ? edge.startupProbe : edge.readinessProbe;
      expect(asked(ready)).toContain("/health/ready");
    });

    test("The edge has time to finish the requests in flight.", () => {
      const before = edge.lifecycle?.preStop.sleep.seconds ?? 0;
      expect(pod.terminationGracePeriodSeconds - before).toBeGreaterThanOrEqual(drainSeconds);
    });

    test("The edge has at least twice the memory of its cache.", async () => {
      const options = await optionsOf(edge);
      const limit = Number.parseInt(edge.resources?.limits.memory ?? "", 10) * 1_024 ** 2;
      expect(limit).toBeGreaterThanOrEqual(2 * options["cache-memory"]);
      expect(edge.resources?.requests.cpu).toBeDefined();
    });

    test("The edge starts with its settings.", async () => {
      expect(await optionsOf(edge)).toMatchObject({ "cacheable-sessions": true });
    });

    test("The edge has its own name, and a bus whose URL is a Secret.", async () => {
      const options = await optionsOf(edge);
      expect(options.name).toBe("pod-5d8f7c9b4-x2k9p");
      expect(options.bus).toMatchObject({ kind: "postgres", url: busUrl });
      const bus = edge.env?.find(({ name }) => name === "EDGE_SESSIONS_BUS");
      const ref = { name: "edge-sessions-bus", key: "url" };
      expect(bus).toMatchObject({ valueFrom: { secretKeyRef: ref } });
    });

    test("The edge does not get variables of other Services.", () => {
      expect(pod.enableServiceLinks).toBe(false);
    });
  },
);

type EdgeContainer = (typeof edges)[number]["edge"];

const busUrl = "postgres://edge_sessions:pw@postgres.database.svc.cluster.local/edge_sessions";

function valueOf(one: NonNullable<EdgeContainer["env"]>[number]): string {
  if ("value" in one) return one.value;
  return "secretKeyRef" in one.valueFrom ? busUrl : "pod-5d8f7c9b4-x2k9p";
}

async function optionsOf({ args = [], env = [] }: EdgeContainer) {
  expect(args[0]).toBe("edge");
  const variables = env.map((one) => [one.name, valueOf(one)]);
  const inPod = "/etc/edge-sessions/config/";
  const argv = args.slice(1).map((arg) => arg.replace(inPod, `${deployFolder}${folder}`));
  const resolved = await resolveOptions(
    edgeOptions,
    edgeRules,
    argv,
    Object.fromEntries(variables),
  );
  if (resolved.kind === "problems") throw new Error(JSON.stringify(resolved.problems));
  return resolved.options;
}

/** What each container must have, including those of others. */
const confined = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

describe.each(
  deployments.map(({ metadata, spec }) => [metadata.name, spec.template.spec] as const),
)("every pod of %s", (_name, pod) => {
  const containers = [...(pod.initContainers ?? []), ...pod.containers];

  test("The pod has no token of the cluster, no root user, and the runtime's seccomp profile.", () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    const seccompProfile = { type: "RuntimeDefault" };
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile });
  });

  test("The pod's containers have no privileges, a read-only root, and limits.", () => {
    for (const { name, securityContext, resources } of containers) {
      expect({ name, securityContext }).toMatchObject({ name, securityContext: confined });
      const { requests, limits } = resources ?? {};
      expect({ name, asked: requests !== undefined, memory: limits?.memory }).toEqual({
        name,
        asked: true,
        memory: expect.stringMatching(/^\d+Mi$/u),
      });
    }
  });
});

test("A sidecar's container sets its own security context, since it is copied without its pod.", () => {
  const sidecar = edges.find((edge) => edge.sidecar);
  const own = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
  expect(sidecar?.edge.securityContext).toMatchObject({ ...confined, ...own });
});

test("An edge may reach only DNS, the namespace of its origins, and the bus.", async () => {
  const policies = objects.filter((object) => object.kind === "NetworkPolicy");
  expect(policies).toHaveLength(1);
  for (const { spec } of policies) {
    expect(spec.policyTypes).toEqual(["Ingress", "Egress"]);
    const allowed = spec.egress.flatMap(({ to, ports }) =>
      to.map(({ namespaceSelector: { matchLabels } }) => ({
        namespace: matchLabels["kubernetes.io/metadata.name"],
        ports: ports.map(({ port, protocol }) => `${port}/${protocol}`),
      })),
    );
    if (service === undefined) throw new Error("no service");
    const options = await optionsOf(service.edge);
    const origins = [options.origin, options["admin-origin"]].map(
      (url) => String(url).split(".")[1],
    );
    expect(new Set(origins)).toEqual(new Set(["identity"]));
    expect(allowed).toEqual([
      { namespace: "kube-system", ports: ["53/UDP", "53/TCP"] },
      { namespace: "identity", ports: ["4433/TCP", "4434/TCP"] },
      { namespace: "database", ports: ["5432/TCP"] },
    ]);
  }
});

test("The mounts contain the files that the settings name.", async () => {
  if (service === undefined) throw new Error("no service");
  const { edge, pod } = service;
  const mounts = new Map(edge.volumeMounts?.map(({ name, mountPath }) => [name, mountPath]));
  expect([...mounts.keys()].sort()).toEqual(pod.volumes?.map(({ name }) => name).sort());
  expect(edge.args?.at(-1)).toBe(`${mounts.get("config")}/edge.yaml`);
  const options = await optionsOf(edge);
  expect(options["admin-key-file"]).toBe(`${mounts.get("keys")}/admin-keys.yaml`);
  const listening = [options.listen.port, options["admin-listen"].port];
  expect(edge.ports?.map(({ containerPort }) => containerPort)).toEqual(listening);
});

/** What an object selects by its labels. */
function selected(object: (typeof objects)[number]): Record<string, string> {
  switch (object.kind) {
    case "Service":
      return object.spec.selector;
    case "NetworkPolicy":
      return object.spec.podSelector.matchLabels;
    case "Deployment":
    case "PodDisruptionBudget":
    case "PodMonitor":
      return object.spec.selector.matchLabels;
    default:
      return object satisfies never;
  }
}

test("Everything except the sidecar's Deployment selects the pods of the edge.", () => {
  const others = objects.filter(({ metadata }) => metadata.name !== "shop");
  expect(others.map(selected)).toEqual(
    others.map(() => ({ "app.kubernetes.io/name": "edge-sessions" })),
  );
});

test("A Deployment selects its own pods.", () => {
  const labels = deployments.map(({ spec }) => spec.template.metadata.labels);
  expect(deployments.map(selected)).toEqual(labels);
});

test("The variables of a Service do not begin like settings of an edge.", () => {
  const names = objects
    .filter(({ kind }) => kind === "Service")
    .map(({ metadata }) => metadata.name);
  const variables = names.map((name) => `${name.toUpperCase().replaceAll("-", "_")}_PORT`);
  expect(variables).toHaveLength(2);
  const env = Object.fromEntries(variables.map((name) => [name, "tcp://10.0.0.1:80"]));
  expect(readEnvironment(edgeOptions.shape, env).problems).toEqual([]);
  // What would happen otherwise.
  const { problems } = readEnvironment(edgeOptions.shape, {
    EDGE_SESSIONS_PORT: "tcp://10.0.0.1:80",
  });
  expect(problems).toHaveLength(1);
});
