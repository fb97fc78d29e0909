// The fields of Kubernetes objects that the manifests may use, by the Kubernetes API reference (v1.33: apps/v1, core/v1,
// policy/v1, networking.k8s.io/v1, kustomize v5) and of PodMonitor by the Prometheus Operator's. Strict, so that a
// misspelt field is found here and not silently dropped by a cluster.
import { z } from "zod";

const labels = z.record(z.string(), z.string());
const metadata = z.strictObject({ name: z.string(), labels });
const labelSelector = z.strictObject({ matchLabels: labels });
const portName = z.string().regex(/^[a-z][a-z0-9-]{0,14}$/u);
const quantity = z.string().regex(/^\d+(?:m|Mi|Gi)$/u);

const env = z.union([
  z.strictObject({ name: z.string(), value: z.string() }),
  z.strictObject({
    name: z.string(),
    valueFrom: z.union([
      z.strictObject({ fieldRef: z.strictObject({ fieldPath: z.string() }) }),
      z.strictObject({ secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }) }),
    ]),
  }),
]);

const timing = {
  periodSeconds: z.int().positive(),
  timeoutSeconds: z.int().positive().optional(),
  failureThreshold: z.int().positive(),
};
const probe = z.union([
  z.strictObject({ httpGet: z.strictObject({ path: z.string(), port: portName }), ...timing }),
  z.strictObject({ exec: z.strictObject({ command: z.array(z.string()) }), ...timing }),
]);

const containerShape = {
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).optional(),
  env: z.array(env).optional(),
  ports: z.array(z.strictObject({ name: portName, containerPort: z.int().positive() })).optional(),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  lifecycle: z
    .strictObject({
      preStop: z.strictObject({ sleep: z.strictObject({ seconds: z.int().positive() }) }),
    })
    .optional(),
  resources: z
    .strictObject({
      requests: z.strictObject({ cpu: quantity, memory: quantity }),
      limits: z.strictObject({ memory: quantity }),
    })
    .optional(),
  securityContext: z
    .strictObject({
      allowPrivilegeEscalation: z.literal(false),
      readOnlyRootFilesystem: z.literal(true),
      runAsNonRoot: z.literal(true).optional(),
      seccompProfile: z.strictObject({ type: z.literal("RuntimeDefault") }).optional(),
      capabilities: z.strictObject({ drop: z.tuple([z.literal("ALL")]) }),
    })
    .optional(),
  volumeMounts: z
    .array(z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.literal(true) }))
    .optional(),
};
const container = z.strictObject(containerShape);

const podSpec = z.strictObject({
  automountServiceAccountToken: z.boolean().optional(),
  enableServiceLinks: z.boolean().optional(),
  terminationGracePeriodSeconds: z.int(),
  securityContext: z
    .strictObject({
      runAsNonRoot: z.boolean(),
      fsGroup: z.int().optional(),
      seccompProfile: z.strictObject({ type: z.literal("RuntimeDefault") }),
    })
    .optional(),
  topologySpreadConstraints: z
    .array(
      z.strictObject({
        maxSkew: z.int(),
        topologyKey: z.string(),
        whenUnsatisfiable: z.enum(["ScheduleAnyway", "DoNotSchedule"]),
        labelSelector,
      }),
    )
    .optional(),
  initContainers: z
    .array(z.strictObject({ ...containerShape, restartPolicy: z.literal("Always") }))
    .optional(),
  containers: z.array(container).min(1),
  volumes: z
    .array(
      z.union([
        z.strictObject({ name: z.string(), configMap: z.strictObject({ name: z.string() }) }),
        z.strictObject({
          name: z.string(),
          secret: z.strictObject({ secretName: z.string(), defaultMode: z.int() }),
        }),
      ]),
    )
    .optional(),
});

const deployment = z.strictObject({
  apiVersion: z.literal("apps/v1"),
  kind: z.literal("Deployment"),
  metadata,
  spec: z.strictObject({
    replicas: z.int().positive(),
    selector: labelSelector,
    strategy: z
      .strictObject({
        type: z.literal("RollingUpdate"),
        rollingUpdate: z.strictObject({ maxUnavailable: z.int(), maxSurge: z.int() }),
      })
      .optional(),
    template: z.strictObject({ metadata: z.strictObject({ labels }), spec: podSpec }),
  }),
});

const service = z.strictObject({
  apiVersion: z.literal("v1"),
  kind: z.literal("Service"),
  metadata,
  spec: z.strictObject({
    clusterIP: z.literal("None").optional(),
    selector: labels,
    sessionAffinity: z.enum(["ClientIP", "None"]).optional(),
    ports: z.array(
      z.strictObject({ name: portName, port: z.int().positive(), targetPort: portName }),
    ),
  }),
});

const disruptionBudget = z.strictObject({
  apiVersion: z.literal("policy/v1"),
  kind: z.literal("PodDisruptionBudget"),
  metadata,
  spec: z.strictObject({ maxUnavailable: z.int(), selector: labelSelector }),
});

const namespaces = z.strictObject({ namespaceSelector: labelSelector });

const networkPolicy = z.strictObject({
  apiVersion: z.literal("networking.k8s.io/v1"),
  kind: z.literal("NetworkPolicy"),
  metadata,
  spec: z.strictObject({
    podSelector: labelSelector,
    policyTypes: z.array(z.enum(["Ingress", "Egress"])),
    ingress: z.array(
      z.strictObject({
        ports: z.array(z.strictObject({ port: portName })),
        from: z.array(namespaces).optional(),
      }),
    ),
    egress: z.array(
      z.strictObject({
        to: z.array(namespaces).min(1),
        ports: z
          .array(z.strictObject({ port: z.int().positive(), protocol: z.enum(["TCP", "UDP"]) }))
          .min(1),
      }),
    ),
  }),
});

const podMonitor = z.strictObject({
  apiVersion: z.literal("monitoring.coreos.com/v1"),
  kind: z.literal("PodMonitor"),
  metadata,
  spec: z.strictObject({
    selector: labelSelector,
    podMetricsEndpoints: z.array(
      z.strictObject({
        port: portName,
        path: z.string(),
        authorization: z.strictObject({
          type: z.literal("Bearer"),
          credentials: z.strictObject({ name: z.string(), key: z.string() }),
        }),
      }),
    ),
  }),
});

/** Any of the objects that `deploy/kubernetes` holds. */
export const manifest = z.discriminatedUnion("kind", [
  deployment,
  service,
  disruptionBudget,
  networkPolicy,
  podMonitor,
]);

/** `kustomization.yaml`. */
export const kustomization = z.strictObject({
  apiVersion: z.literal("kustomize.config.k8s.io/v1beta1"),
  kind: z.literal("Kustomization"),
  resources: z.array(z.string()),
  configMapGenerator: z.array(
    z.strictObject({
      name: z.string(),
      files: z.array(z.string()),
      options: z.strictObject({ labels }),
    }),
  ),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })),
});
