// The script that makes the secrets of a plan, on the operator's machine: passwords of NATS, and keys of admin listeners.
import type { WriteOptions } from "./how.ts";
import { leafVariable, routeVariables, type Region, type Regions } from "./regions.ts";

/** The script. It holds no secret: it makes them when it runs, and changes nothing that is there already. */
export function prepareScript(regions: Regions, { deploy }: WriteOptions): string {
  const bus = regions.leaves.length > 0;
  const needed = [
    ...(deploy === "compose" ? ["ORIGIN_URL: the public URL of the identity server"] : []),
    ...(bus && !regions.mesh
      ? ["HUB_HOST: the name at which the other regions reach the hub's NATS server"]
      : []),
    ...(regions.mesh
      ? ["RELAY_DOMAIN: the domain below which each region's relay has its name"]
      : []),
  ];
  const variables = needed.map((line) => line.split(":")[0] ?? "");
  return `#!/bin/sh
# Makes the secrets of this plan. Changes nothing that is there already. Delete what it made to make it again.
${needed.map((line) => `# Needs ${line}.\n`).join("")}set -eu
cd "$(dirname "$0")"
umask 077
${variables.map((name) => `: "\${${name}:?must be set: see README.md}"\n`).join("")}
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \\n'; }
digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d' ' -f1; }
${bus ? `# Each begins with a letter, because NATS reads a variable such as 12e4 as a number.\npassword() { printf p; random 24; }\n` : ""}
if [ ! -e keys/admin-keys.yaml ]; then
  # The folder keeps others out. The file of digests is read by the user of the container.
  mkdir -p keys
  for name in operator hook metrics; do random 32 >"keys/$name-key"; done
  cat >keys/admin-keys.yaml <<KEYS
keys:
  - { name: operator, sha256: "$(digest <keys/operator-key)", scopes: [invalidate, admin] }
  - { name: kratos, sha256: "$(digest <keys/hook-key)", scopes: [hooks] }
  - { name: prometheus, sha256: "$(digest <keys/metrics-key)", scopes: [read] }
KEYS
  chmod 644 keys/admin-keys.yaml
  echo "made keys/"
fi
${deploy === "compose" ? composePart(regions) : kubernetesPart(regions)}`;
}

function composePart(regions: Regions): string {
  return guarded(`compose/${regions.hub.name}/.env`, [
    ...sharedPasswords(regions),
    ...hubLast(regions).map((region) =>
      written(`compose/${region.name}/.env`, [
        "ORIGIN_URL=$ORIGIN_URL",
        ...(regions.leaves.length === 0 ? [] : composeLines(region, regions)),
      ]),
    ),
  ]);
}

function composeLines(region: Region, { hub, leaves, mesh }: Regions): readonly string[] {
  const own = ["EDGE_PASSWORD=$(password)", "OPERATOR_PASSWORD=$(password)"];
  if (mesh)
    return [
      ...own,
      ...(region === hub ? ["CONTROL_PASSWORD=$(password)"] : []),
      "LEAF_PASSWORD=$(password)",
      "ROUTE_PASSWORD=$route",
      "RELAY_DOMAIN=$RELAY_DOMAIN",
    ];
  return region === hub
    ? [
        ...own,
        "CONTROL_PASSWORD=$(password)",
        ...leaves.map(({ name }) => `${leafVariable(name)}=$${leafVariable(name)}`),
      ]
    : [...own, `LEAF_PASSWORD=$${leafVariable(region.name)}`, "HUB_HOST=$HUB_HOST"];
}

function kubernetesPart(regions: Regions): string {
  if (regions.leaves.length === 0) return "";
  return guarded(`kubernetes/${regions.hub.name}/secrets/bus-url`, [
    ...sharedPasswords(regions),
    ...hubLast(regions).flatMap((region) => {
      const folder = `kubernetes/${region.name}/secrets`;
      return [
        `mkdir -p ${folder}`,
        "edge=$(password)",
        ...(regions.mesh
          ? ["operator=$(password)", "leaf=$(password)", relaySecret(folder, region, regions)]
          : []),
        written(`${folder}/nats.env`, [
          "EDGE_PASSWORD=$edge",
          ...(regions.mesh ? meshLines(region, regions) : hubLines(region, regions)),
        ]),
        `printf %s "nats://edge:$edge@nats.nats.svc.cluster.local:4222" >${folder}/bus-url`,
      ];
    }),
  ]);
}

function hubLines(region: Region, { hub, leaves }: Regions): readonly string[] {
  return [
    "OPERATOR_PASSWORD=$(password)",
    ...(region === hub
      ? [
          "CONTROL_PASSWORD=$(password)",
          ...leaves.map(({ name }) => `${leafVariable(name)}=$${leafVariable(name)}`),
        ]
      : [`HUB_URL=tls://leaf-${region.name}:$${leafVariable(region.name)}@$HUB_HOST:7422`]),
  ];
}

function meshLines(region: Region, { hub }: Regions): readonly string[] {
  return [
    "OPERATOR_PASSWORD=$operator",
    ...(region === hub ? ["CONTROL_PASSWORD=$(password)"] : []),
    `RELAY_URL=nats://leaf-${region.name}:$leaf@nats-relay.nats.svc.cluster.local:7422`,
  ];
}

function relaySecret(folder: string, region: Region, regions: Regions): string {
  const routes = routeVariables(region, regions, { password: "$route", domain: "$RELAY_DOMAIN" });
  return written(`${folder}/relay.env`, [
    ...(region === regions.hub ? ["OPERATOR_PASSWORD=$operator"] : []),
    `${leafVariable(region.name)}=$leaf`,
    ...Object.entries(routes).map(([name, value]) => `${name}=${value}`),
  ]);
}

/** What is made for the hub shows that everything was made: a run that was interrupted begins again. */
function hubLast({ hub, leaves }: Regions): readonly Region[] {
  return [...leaves, hub];
}

/** Those that more than one region has. */
function sharedPasswords({ leaves, mesh }: Regions): readonly string[] {
  return mesh
    ? ["route=$(password)"]
    : leaves.map(({ name }) => `${leafVariable(name)}=$(password)`);
}

function written(path: string, lines: readonly string[]): string {
  return `cat >${path} <<VALUES\n${lines.join("\n")}\nVALUES`;
}

/** Commands that run only if what they make is not there. */
function guarded(made: string, commands: readonly string[]): string {
  return `
if [ ! -e ${made} ]; then
${commands.join("\n")}
echo "made the secrets of each region"
fi
`;
}
