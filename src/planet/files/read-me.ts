// The page that says what a plan gives, and how to get there step by step.
import type { Plan } from "../plan.ts";
import type { WriteOptions } from "./how.ts";
import {
  meshComposeSteps,
  meshKubernetesSteps,
  meshLater,
  meshPreparation,
  relayDomain,
} from "./read-me-mesh.ts";
import type { Region, Regions } from "./regions.ts";
import { edgeStep, fenced, frontStep, keySecret, numbered } from "./steps.ts";

/** The page, as Markdown. */
export function readMe(plan: Plan, regions: Regions, options: WriteOptions): string {
  const bus = regions.leaves.length > 0;
  const parts = [
    `# ${plan.edges.length === 1 ? "An edge" : `Edges in ${plan.edges.length} regions`}`,
    "![Where the edges are, and how long people wait](map.svg)",
    `\`\`\`\n${options.text.trimEnd()}\n\`\`\``,
    "`docs/guides/planet.md` explains the figures. [plan.json](plan.json) has the same for programs. The Console shows it beside the edges that run: `edge-sessions control --edge-plan plan.json`.",
    profilePart(options),
    "## Before the first start",
    numbered([...preparation(regions, options)]),
    "## Start",
    numbered(options.deploy === "compose" ? composeSteps(regions) : kubernetesSteps(regions)),
    plan.edges.some(({ kept }) => kept)
      ? "Edges that are kept get these settings too. Restart them one region after the other."
      : "",
    bus ? "## Look\n\n" + lookPart(regions, options) : "",
    "## DNS",
    dnsPart(regions, options),
    "## Later",
    laterPart(regions),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function profilePart({ profile }: WriteOptions): string {
  const list = (texts: readonly string[]): string => texts.map((text) => `- ${text}`).join("\n");
  return `## The settings: ${profile.name}

${profile.summary}

It needs:

${list(profile.needs)}

What you give up for it:

${list(profile.trades)}`;
}

function preparation(regions: Regions, { deploy, version }: WriteOptions): readonly string[] {
  const { hub, leaves, mesh } = regions;
  const bus = leaves.length > 0;
  const host = `nats.${hub.name}.example.com`;
  const variables = [
    ...(deploy === "compose" ? ["ORIGIN_URL=https://identity.example.com"] : []),
    ...(bus && !mesh ? [`HUB_HOST=${host}`] : []),
    ...(mesh ? [`RELAY_DOMAIN=${relayDomain}`] : []),
  ].join(" ");
  return [
    deploy === "compose"
      ? `Build the image \`edge-sessions:${version}\`, or set \`EDGE_SESSIONS_IMAGE\` to where you have published it.`
      : "Set the image in each `kubernetes/<region>/kustomization.yaml`, and `origin` and `trusted-proxies` in each `edge.yaml`.",
    `Make the passwords and keys. Nothing that is there already is changed. What is made is not for version control.${fenced([`${variables}${variables === "" ? "" : " "}sh prepare.sh`])}`,
    ...(mesh ? meshPreparation(regions) : []),
    ...(bus && !mesh
      ? [
          `Make the certificate of the hub. The other regions connect to it by TLS. Any authority will do. This makes one that is only for these servers:${fenced(
            [
              "mkdir -m 700 tls && cd tls",
              'openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj "/CN=edges" -keyout ca.key -out ca.crt',
              `openssl req -newkey rsa:3072 -nodes -subj "/CN=${host}" -keyout tls.key -out tls.csr`,
              `printf 'subjectAltName=DNS:${host}' > names`,
              "openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 -extfile names -out tls.crt",
              "chmod 644 ca.crt tls.crt tls.key && cd ..",
            ],
          )}   Keep \`ca.key\` to yourself. The hub needs \`tls.crt\`, \`tls.key\` and \`ca.crt\`. The other regions need \`ca.crt\` alone. Put a new certificate there before this one ends.`,
          `Let the other regions reach ${host} at port 7422. Let nobody reach ports 4222 and 8222 from outside.`,
        ]
      : []),
    "The sign-in pages and everything else that changes sessions must use the edges, not the identity server directly. Otherwise invalidations are missing.",
  ];
}

function order({ hub, leaves }: Regions): string {
  return leaves
    .map(({ name }) => `\`${name}\``)
    .join(", ")
    .replace(/^/u, `\`${hub.name}\`, `);
}

function composeSteps(regions: Regions): readonly string[] {
  const { hub, leaves } = regions;
  if (regions.mesh) return meshComposeSteps(regions);
  if (leaves.length === 0)
    return [
      `On the machine in ${hub.edge.metro.name}:${fenced([`cd compose/${hub.name}`, "docker compose up -d"])}`,
    ];
  return [
    "Copy to a machine in each region: `nats/<region>.conf`, `compose/<region>/` with its `.env`, `keys/admin-keys.yaml` and its part of `tls/`. Keep the folders as they are here.",
    `Start NATS in each region, the hub first: ${order(regions)}.${fenced(["cd compose/<region>", "docker compose up -d nats"])}`,
    `Make the logs of all regions, at the hub. If a region has not joined yet, this fails and can be repeated.${fenced([`cd compose/${hub.name}`, "docker compose run --rm bus"])}`,
    `Start the edges, in the same order.${fenced(["cd compose/<region>", "docker compose up -d"])}`,
    frontStep,
  ];
}

function kubernetesSteps(regions: Regions): readonly string[] {
  const { hub, leaves } = regions;
  if (regions.mesh) return meshKubernetesSteps(regions);
  if (leaves.length === 0) {
    const apply = `kubectl apply -k kubernetes/${hub.name}`;
    return [`Make the Secret, and apply the manifests:${fenced([keySecret, apply])}`];
  }
  const all = [hub, ...leaves].map(({ name }) => name).join(",");
  return [
    `Start NATS in the cluster of each region, the hub first: ${order(regions)}.${fenced([
      "kubectl create namespace nats",
      "kubectl create configmap nats -n nats --from-file=nats.conf=nats/<region>.conf",
      "kubectl create secret generic nats -n nats --from-env-file=kubernetes/<region>/secrets/nats.env",
      "# At the hub: --from-file=tls/tls.crt --from-file=tls/tls.key in addition.",
      "kubectl create secret generic nats-tls -n nats --from-file=tls/ca.crt",
      "kubectl apply -n nats -f kubernetes/nats/nats.yaml",
    ])}`,
    `Let the other regions reach the hub, and give its address the name \`HUB_HOST\`.${fenced([`kubectl apply -n nats -f kubernetes/${hub.name}/leaf-service.yaml`])}`,
    `Make the logs of all regions, at the hub. If a region has not joined yet, this fails and can be repeated.${fenced(
      [
        "kubectl port-forward -n nats service/nats 4222 &",
        `OPERATOR_PASSWORD=$(sed -n 's/^OPERATOR_PASSWORD=//p' kubernetes/${hub.name}/secrets/nats.env)`,
        'export EDGE_SESSIONS_BUS="nats://operator:$OPERATOR_PASSWORD@127.0.0.1:4222"',
        `npx edge-sessions bus create --bus-domains --regions ${all}`,
      ],
    )}`,
    edgeStep("in the same order"),
  ];
}

function lookPart({ hub, mesh }: Regions, { deploy }: WriteOptions): string {
  const password =
    deploy === "compose"
      ? `compose/${hub.name}/.env`
      : `kubernetes/${hub.name}/secrets/nats.env, with ${mesh ? "port 4222 of `service/nats` forwarded" : "the port forwarded as above"}`;
  const where = mesh ? `In \`${hub.name}\`` : "At the hub";
  return `\`edge-sessions doctor\` hears every edge of every region. ${where}, with the operator's password from ${password}:

\`\`\`bash
export EDGE_SESSIONS_BUS="nats://operator:$OPERATOR_PASSWORD@127.0.0.1:4222"
npx edge-sessions doctor --origin https://identity.example.com --bus-domains --region ${hub.name}
\`\`\``;
}

function dnsPart({ all }: Regions, { deploy }: WriteOptions): string {
  const ready =
    deploy === "compose"
      ? "Let the health check of the load balancer in each region ask `/health/ready` at the admin port, 4001, and let the DNS health check ask the load balancer."
      : "Readiness takes a pod out of its Service. Let the DNS health check ask the ingress of each region.";
  if (all.length === 1)
    return `One name, one address: that of what ends TLS in front of the edge. ${ready}`;
  const rows = all.map(
    ({ name, edge }: Region) =>
      `| \`${name}\` | ${edge.metro.name}, ${edge.metro.country} | latency, or location near ${edge.metro.latitude.toFixed(1)}, ${edge.metro.longitude.toFixed(1)} | 60 s | yes |`,
  );
  return `All regions have the same name, such as \`sessions.example.com\`, and a record each:

| region | address of what ends TLS in | policy | TTL | health check |
| ------ | --------------------------- | ------ | --- | ------------ |
${rows.join("\n")}

- **Latency-based records** (Route 53, NS1, Azure Traffic Manager) send people where answers are fast. Records by location are the second best, because the nearest place is not always the fastest.
- **TTL**: 60 s. After a region is lost, people wait for the health check (often 3 failures of 10 s or 30 s) and the TTL, and some resolvers keep addresses longer. The plan counts only the checks that then go to the second nearest edge.
- ${ready}
- **EDNS Client Subnet** lets the DNS see where people are. Resolvers that do not send it are taken for their users.
- **Anycast** is the alternative: one address that the network routes to a region (AWS Global Accelerator, Google Cloud's global load balancer, Fly, or your own prefix). It leaves a lost region within seconds, without waiting for a TTL. It routes by the network's distance, which is not always the fastest way.
- Certificates for the name must be in every region. Edges have no state, so a client may move between regions at any time.`;
}

function laterPart(regions: Regions): string {
  const { hub, leaves } = regions;
  if (regions.mesh) return meshLater(regions);
  return leaves.length === 0
    ? "Make a new plan with `--keep` and the region that is there, in a new folder, when there are more people elsewhere. A second region needs a bus."
    : `Add a region: make a new plan with \`--keep ${[hub, ...leaves].map(({ name }) => name).join(",")}\`. \`docs/guides/regions.md\` says how a region joins the others, and how one is removed. The hub may stay where it is, even if the new plan would choose another.`;
}
