// Kubernetes: the objects of an edge, which are the same in every region, and a kustomization with the settings of each.
// They are those of deploy/kubernetes, and a test compares the two.
import type { Plan } from "../plan.ts";
import { keyFile, profileOptions } from "./edge-settings.ts";
import type { PlanFile, WriteOptions } from "./how.ts";
import { natsManifest, leafService } from "./kubernetes-nats.ts";
import { relayManifest } from "./kubernetes-relay.ts";
import { leafVariable, regionsOf, routeVariable, type Region, type Regions } from "./regions.ts";
import { yamlDocumentsText, yamlText } from "./yaml-text.ts";

const labels = { "app.kubernetes.io/name": "edge-sessions" };
const metadata = { name: "edge-sessions", labels };
const inNamespace = (name: string): object => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

/** The files of all regions. Below `kubernetes/`. */
export function kubernetesFiles(plan: Plan, options: WriteOptions): readonly PlanFile[] {
  const regions = regionsOf(plan);
  const bus = regions.leaves.length > 0;
  const at = (path: string, text: string): PlanFile => ({ path: `kubernetes/${path}`, text });
  return [
    at("edge/deployment.yaml", yamlText([], deployment(bus))),
    at("edge/service.yaml", yamlDocumentsText([], services)),
    at("edge/disruption-budget.yaml", yamlText([], disruptionBudget)),
    at(
      "edge/network-policy.yaml",
      yamlText(
        [
          "Everyone reaches the public port. Only the namespaces that are named here reach the admin port.",
          "The edge reaches names, the identity server by HTTPS, and the bus.",
        ],
        networkPolicy(bus),
      ),
    ),
    at(
      "edge/kustomization.yaml",
      yamlText(["What the edges of all regions have in common."], {
        ...kustomization,
        resources: [
          "deployment.yaml",
          "service.yaml",
          "disruption-budget.yaml",
          "network-policy.yaml",
        ],
      }),
    ),
    ...(bus
      ? [
          at(
            "nats/nats.yaml",
            yamlDocumentsText(
              ["NATS for one region: kubectl apply -n nats -f kubernetes/nats/nats.yaml"],
              natsManifest(!regions.mesh),
            ),
          ),
        ]
      : []),
    ...regions.all.flatMap((region) => [
      at(
        `${region.name}/kustomization.yaml`,
        yamlText(
          [`The edges of ${region.edge.metro.name}: kubectl apply -k kubernetes/${region.name}`],
          overlay(options),
        ),
      ),
      at(`${region.name}/edge.yaml`, yamlText(settingsComment, settings(region, bus, options))),
      ...(bus
        ? secrets(region, regions).map((file) => at(`${region.name}/${file.path}`, file.text))
        : []),
    ]),
    ...(regions.mesh
      ? [
          at(
            "nats/relay.yaml",
            yamlDocumentsText(
              [
                "The relay of one region: kubectl apply -n nats -f kubernetes/nats/relay.yaml",
                "The address of its load balancer has the name REGION.RELAY_DOMAIN.",
              ],
              relayManifest,
            ),
          ),
        ]
      : []),
    ...(bus && !regions.mesh
      ? [
          at(
            `${regions.hub.name}/leaf-service.yaml`,
            yamlText(
              ["Where the servers of the other regions reach the hub. Its address is HUB_HOST."],
              leafService,
            ),
          ),
        ]
      : []),
  ];
}

const kustomization = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };

function overlay({ version }: WriteOptions): object {
  return {
    ...kustomization,
    resources: ["../edge"],
    configMapGenerator: [{ name: "edge-sessions", files: ["edge.yaml"], options: { labels } }],
    images: [{ name: "edge-sessions", newName: "registry.example/edge-sessions", newTag: version }],
  };
}

const settingsComment = [
  "Settings of the edges of this region, as --config reads them. Set `origin` to the public URL of your identity server,",
  "and `trusted-proxies` to where the pods of your ingress controller are.",
];

function settings({ name }: Region, bus: boolean, { profile }: WriteOptions): object {
  return {
    origin: "https://identity.example.com",
    listen: "0.0.0.0:4000",
    "admin-listen": "0.0.0.0:4001",
    "admin-key-file": keyFile,
    ...(bus ? { region: name, "bus-domains": true } : {}),
    "trusted-proxies": ["10.0.0.0/8"],
    "cache-memory": "256MiB",
    ...Object.fromEntries(
      Object.entries(profileOptions(profile)).map(([option, value]) => [
        option,
        value === "true" ? true : value,
      ]),
    ),
  };
}

/** The names of what prepare.sh writes for a region. */
function secrets(region: Region, { hub, leaves, all, mesh }: Regions): readonly PlanFile[] {
  const example = (path: string, names: readonly string[]): PlanFile => ({
    path,
    text: names.map((name) => `${name}=\n`).join(""),
  });
  const isHub = region === hub;
  const own = ["EDGE_PASSWORD", "OPERATOR_PASSWORD", ...(isHub ? ["CONTROL_PASSWORD"] : [])];
  if (!mesh) {
    const others = isHub ? leaves.map(({ name }) => leafVariable(name)) : ["HUB_URL"];
    return [example("nats.env.example", [...own, ...others])];
  }
  return [
    example("nats.env.example", [...own, "RELAY_URL"]),
    example("relay.env.example", [
      ...(isHub ? ["OPERATOR_PASSWORD"] : []),
      leafVariable(region.name),
      "ROUTE_PASSWORD",
      "ADVERTISE",
      ...all.filter((other) => other !== region).map(({ name }) => routeVariable(name)),
    ]),
  ];
}

/** Without a bus, replicas would not hear of each other's changes, so there is one. */
function deployment(bus: boolean): object {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: bus ? 2 : 1,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { metadata: { labels }, spec: pod(bus) },
    },
  };
}

function pod(bus: boolean): object {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 20,
    securityContext: {
      runAsNonRoot: true,
      fsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      },
    ],
    containers: [container(bus)],
    volumes: [
      { name: "config", configMap: { name: "edge-sessions" } },
      { name: "keys", secret: { secretName: "edge-sessions-admin-keys", defaultMode: 0o440 } },
    ],
  };
}

function container(bus: boolean): object {
  const url = { secretKeyRef: { name: "edge-sessions-bus", key: "url" } };
  const name = { fieldRef: { fieldPath: "metadata.name" } };
  return {
    name: "edge",
    image: "edge-sessions",
    args: ["edge", "--config", "/etc/edge-sessions/config/edge.yaml"],
    env: [
      { name: "EDGE_SESSIONS_NAME", valueFrom: name },
      ...(bus ? [{ name: "EDGE_SESSIONS_BUS", valueFrom: url }] : []),
    ],
    ports: [
      { name: "http", containerPort: 4000 },
      { name: "admin", containerPort: 4001 },
    ],
    startupProbe: { ...probe("/health/ready"), periodSeconds: 1, failureThreshold: 30 },
    readinessProbe: { ...probe("/health/ready"), periodSeconds: 2, failureThreshold: 2 },
    livenessProbe: {
      ...probe("/health/alive"),
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
    resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "768Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "config", mountPath: "/etc/edge-sessions/config", readOnly: true },
      { name: "keys", mountPath: "/etc/edge-sessions/keys", readOnly: true },
    ],
  };
}

function probe(path: string): object {
  return { httpGet: { path, port: "admin" } };
}

const services = [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "sessions", labels },
    spec: {
      selector: labels,
      sessionAffinity: "ClientIP",
      ports: [{ name: "http", port: 80, targetPort: "http" }],
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "sessions-admin", labels },
    spec: {
      clusterIP: "None",
      selector: labels,
      ports: [{ name: "admin", port: 4001, targetPort: "admin" }],
    },
  },
];

const disruptionBudget = {
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata,
  spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
};

function networkPolicy(bus: boolean): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata,
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { ports: [{ port: "http" }] },
        { ports: [{ port: "admin" }], from: [inNamespace("identity"), inNamespace("monitoring")] },
      ],
      egress: [
        {
          to: [inNamespace("kube-system")],
          ports: [
            { port: 53, protocol: "UDP" },
            { port: 53, protocol: "TCP" },
          ],
        },
        { ports: [{ port: 443, protocol: "TCP" }] },
        ...(bus ? [{ to: [inNamespace("nats")], ports: [{ port: 4222, protocol: "TCP" }] }] : []),
      ],
    },
  };
}
