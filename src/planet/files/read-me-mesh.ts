// What the page of a plan says differently if the regions are joined in a mesh.
import type { Regions } from "./regions.ts";
import { edgeStep, fenced, frontStep } from "./steps.ts";

/** The domain below which each relay has its name, in the commands of the page. */
export const relayDomain = "nats.example.com";

/** Names, certificates and ports. */
export function meshPreparation({ all }: Regions): readonly string[] {
  const names = all.map(({ name }) => name);
  const [first = ""] = names;
  return [
    `Give each region's relay a name below \`RELAY_DOMAIN\`: ${names.map((name) => `\`${name}.${relayDomain}\``).join(", ")}. The name has the address at which the other regions reach the relay.`,
    `Make a certificate for each relay. Relays connect to each other by TLS, and both sides show one. Any authority will do, if it is only for these servers. This makes one:${fenced(
      [
        "mkdir -m 700 tls && cd tls",
        'openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj "/CN=relays" -keyout ca.key -out ca.crt',
        `for region in ${names.join(" ")}; do`,
        `  openssl req -newkey rsa:3072 -nodes -subj "/CN=$region.${relayDomain}" -keyout "$region.key" -out "$region.csr"`,
        `  printf 'subjectAltName=DNS:%s' "$region.${relayDomain}" > names`,
        '  openssl x509 -req -in "$region.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 -extfile names -out "$region.crt"',
        "done",
        "chmod 644 *.crt && chmod 644 [a-z][a-z][a-z].key && chmod 600 ca.key && cd ..",
      ],
    )}   Keep \`ca.key\` to yourself. A region needs \`ca.crt\` and its own certificate and key, such as \`${first}.crt\` and \`${first}.key\`. Put a new certificate there before this one ends.`,
    "Let each region reach port 6222 of every other region's relay, and nobody else. Let nobody reach ports 4222, 7422 and 8222 from outside.",
  ];
}

/** Docker Compose. */
export function meshComposeSteps({ hub }: Regions): readonly string[] {
  return [
    "Copy to a machine in each region: `nats/<region>.conf`, `nats/<region>-relay.conf`, `compose/<region>/` with its `.env`, `keys/admin-keys.yaml`, and from `tls/` `ca.crt`, `<region>.crt` and `<region>.key`. Keep the folders as they are here.",
    `Start NATS and the relay in each region, in any order.${fenced(["cd compose/<region>", "docker compose up -d relay nats"])}`,
    `Make the logs of all regions, in \`${hub.name}\`. If a region has not joined yet, this fails and can be repeated.${fenced([`cd compose/${hub.name}`, "docker compose run --rm bus"])}`,
    `Start the edges, in any order.${fenced(["cd compose/<region>", "docker compose up -d"])}`,
    frontStep,
  ];
}

/** Kubernetes. */
export function meshKubernetesSteps({ hub, all }: Regions): readonly string[] {
  const regions = all.map(({ name }) => name).join(",");
  return [
    `Start NATS and the relay in the cluster of each region, in any order.${fenced([
      "kubectl create namespace nats",
      "kubectl create configmap nats -n nats --from-file=nats.conf=nats/<region>.conf",
      "kubectl create secret generic nats -n nats --from-env-file=kubernetes/<region>/secrets/nats.env",
      "kubectl create configmap nats-relay -n nats --from-file=nats.conf=nats/<region>-relay.conf",
      "kubectl create secret generic nats-relay -n nats --from-env-file=kubernetes/<region>/secrets/relay.env",
      "kubectl create secret generic nats-tls -n nats --from-file=tls/ca.crt \\",
      "  --from-file=tls.crt=tls/<region>.crt --from-file=tls.key=tls/<region>.key",
      "kubectl apply -n nats -f kubernetes/nats/nats.yaml -f kubernetes/nats/relay.yaml",
    ])}`,
    `Give the address of the Service \`nats-routes\` in each region the name of its relay.${fenced(["kubectl get service -n nats nats-routes"])}`,
    `Make the logs of all regions, at the relay of \`${hub.name}\`. If a region has not joined yet, this fails and can be repeated.${fenced(
      [
        "kubectl port-forward -n nats deployment/nats-relay 4222 &",
        `OPERATOR_PASSWORD=$(sed -n 's/^OPERATOR_PASSWORD=//p' kubernetes/${hub.name}/secrets/relay.env)`,
        'export EDGE_SESSIONS_BUS="nats://operator:$OPERATOR_PASSWORD@127.0.0.1:4222"',
        `npx edge-sessions bus create --bus-domains --regions ${regions}`,
      ],
    )}`,
    edgeStep("in any order"),
  ];
}

/** How the page ends. */
export function meshLater({ all }: Regions): string {
  return `Add a region: make a new plan with \`--keep ${all.map(({ name }) => name).join(",")}\`. \`docs/guides/regions.md\` says how a region joins the mesh, how one is removed, and how to change from a hub to a mesh.`;
}
