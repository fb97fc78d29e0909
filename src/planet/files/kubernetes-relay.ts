// The objects of a region's relay. It keeps nothing, so it is a Deployment.
import { natsImage } from "./how.ts";

const labels = { "app.kubernetes.io/name": "nats-relay" };
const metadata = { name: "nats-relay", labels };

const probe = { httpGet: { path: "/healthz", port: "monitor" } };

const container = {
  name: "relay",
  image: natsImage,
  args: ["--config", "/etc/nats/nats.conf"],
  envFrom: [{ secretRef: { name: "nats-relay" } }],
  ports: [
    { name: "client", containerPort: 4222 },
    { name: "route", containerPort: 6222 },
    { name: "leaf", containerPort: 7422 },
    { name: "monitor", containerPort: 8222 },
  ],
  startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 60 },
  readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 3 },
  livenessProbe: { ...probe, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
  resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "256Mi" } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
  volumeMounts: [
    { name: "config", mountPath: "/etc/nats", readOnly: true },
    { name: "tls", mountPath: "/tls", readOnly: true },
  ],
};

/** Service for the region's own server, load balancer for the other regions, and relay. */
export const relayManifest: readonly object[] = [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector: labels, ports: [{ name: "leaf", port: 7422, targetPort: "leaf" }] },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "nats-routes", labels },
    spec: {
      type: "LoadBalancer",
      selector: labels,
      ports: [{ name: "route", port: 6222, targetPort: "route" }],
    },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      // The other relays refuse a second one with the same name, so the old one ends first.
      replicas: 1,
      strategy: { type: "Recreate" },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 30,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            fsGroup: 1000,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [container],
          volumes: [
            { name: "config", configMap: { name: "nats-relay" } },
            { name: "tls", secret: { secretName: "nats-tls", defaultMode: 0o440 } },
          ],
        },
      },
    },
  },
];
