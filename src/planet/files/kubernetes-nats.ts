// The objects of a region's NATS server: those of deploy/nats/kubernetes.yaml, with certificates for the other regions if
// it is connected with a hub. In a mesh, its relay has the certificates.
import { natsImage } from "./how.ts";

const labels = { "app.kubernetes.io/name": "nats" };
const metadata = { name: "nats", labels };

const probe = (path: string): object => ({ httpGet: { path, port: "monitor" } });

const container = {
  name: "nats",
  image: natsImage,
  args: ["--config", "/etc/nats/nats.conf"],
  envFrom: [{ secretRef: { name: "nats" } }],
  ports: [
    { name: "client", containerPort: 4222 },
    { name: "leaf", containerPort: 7422 },
    { name: "monitor", containerPort: 8222 },
  ],
  startupProbe: { ...probe("/healthz"), periodSeconds: 2, failureThreshold: 60 },
  readinessProbe: {
    ...probe("/healthz?js-server-only=true"),
    periodSeconds: 5,
    failureThreshold: 3,
  },
  livenessProbe: {
    ...probe("/healthz?js-enabled-only=true"),
    periodSeconds: 30,
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
  resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "512Mi" } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
  volumeMounts: [
    { name: "config", mountPath: "/etc/nats", readOnly: true },
    { name: "data", mountPath: "/data" },
  ],
};

const containerWithTls = {
  ...container,
  volumeMounts: [...container.volumeMounts, { name: "tls", mountPath: "/tls", readOnly: true }],
};

const tlsVolume = { name: "tls", secret: { secretName: "nats-tls", defaultMode: 0o440 } };

/** Service, disruption budget and server. */
export const natsManifest = (tls: boolean): readonly object[] => [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: {
      selector: labels,
      ports: [
        { name: "client", port: 4222, targetPort: "client" },
        { name: "leaf", port: 7422, targetPort: "leaf" },
      ],
    },
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata,
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata,
    spec: {
      serviceName: "nats",
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 30,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            fsGroup: 1000,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [tls ? containerWithTls : container],
          volumes: [{ name: "config", configMap: { name: "nats" } }, ...(tls ? [tlsVolume] : [])],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: "5Gi" } },
          },
        },
      ],
    },
  },
];

/** The load balancer of the hub. */
export const leafService: object = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "nats-leaf", labels },
  spec: {
    type: "LoadBalancer",
    selector: labels,
    ports: [{ name: "leaf", port: 7422, targetPort: "leaf" }],
  },
};
