// A folder for Docker Compose for each region: its NATS server and an edge.
import type { Plan } from "../plan.ts";
import { keyFile, profileVariables } from "./edge-settings.ts";
import { natsImage, type PlanFile, type WriteOptions } from "./how.ts";
import { leafVariable, regionsOf, routeVariables, type Region, type Regions } from "./regions.ts";
import { yamlText } from "./yaml-text.ts";

const confined = {
  security_opt: ["no-new-privileges:true"],
  cap_drop: ["ALL"],
  read_only: true,
};

/** The files of all regions. Below `compose/`. */
export function composeFiles(plan: Plan, options: WriteOptions): readonly PlanFile[] {
  const regions = regionsOf(plan);
  return regions.all.flatMap((region) => [
    {
      path: `compose/${region.name}/compose.yaml`,
      text: yamlText(comment(region, regions), composition(region, regions, options)),
    },
    {
      path: `compose/${region.name}/.env.example`,
      text: composeVariables(region, regions)
        .map((name) => `${name}=\n`)
        .join(""),
    },
  ]);
}

/** The variables that a region's composition needs, in the order of prepare.sh. */
function composeVariables(region: Region, { hub, leaves, mesh }: Regions): readonly string[] {
  if (leaves.length === 0) return ["ORIGIN_URL"];
  if (mesh)
    return [
      "ORIGIN_URL",
      "EDGE_PASSWORD",
      "OPERATOR_PASSWORD",
      ...(region === hub ? ["CONTROL_PASSWORD"] : []),
      "LEAF_PASSWORD",
      "ROUTE_PASSWORD",
      "RELAY_DOMAIN",
    ];
  const passwords =
    region === hub
      ? ["CONTROL_PASSWORD", ...leaves.map(({ name }) => leafVariable(name))]
      : ["LEAF_PASSWORD", "HUB_HOST"];
  return ["ORIGIN_URL", "EDGE_PASSWORD", "OPERATOR_PASSWORD", ...passwords];
}

function comment({ name, edge }: Region, { hub, leaves, mesh }: Regions): readonly string[] {
  const { metro } = edge;
  if (leaves.length === 0)
    return [
      `An edge in ${metro.name}. README.md says what to do first. Then, here: docker compose up -d`,
    ];
  if (mesh)
    return [
      `The region ${name}, ${metro.name}: an edge, a NATS server, and a relay that connects it with the other regions.`,
      "README.md says what to do first. Then, here: docker compose up -d",
    ];
  const role = name === hub.name ? "the hub" : `a leaf node of the hub in ${hub.name}`;
  return [
    `The region ${name}, ${metro.name}: an edge, and a NATS server that is ${role}.`,
    "README.md says what to do first, and in which order the regions start. Then, here: docker compose up -d",
  ];
}

function composition(region: Region, regions: Regions, options: WriteOptions): object {
  const { name } = region;
  if (regions.leaves.length === 0)
    return {
      name: `edge-sessions-${name}`,
      services: { edge: edgeService(region, false, options) },
    };
  const isHub = region === regions.hub;
  return {
    name: `edge-sessions-${name}`,
    services: {
      ...(regions.mesh ? { relay: relayService(region, regions) } : {}),
      nats: natsService(region, regions),
      ...(isHub ? { bus: busService(regions, options) } : {}),
      edge: edgeService(region, true, options),
    },
    volumes: { nats: {} },
  };
}

/** Connects the NATS server of the region with the relays of the other regions. */
function relayService(region: Region, regions: Regions): object {
  const routes = routeVariables(region, regions, {
    password: "${ROUTE_PASSWORD:?run prepare.sh first}",
    domain: "${RELAY_DOMAIN:?the domain below which each relay has its name}",
  });
  return {
    image: natsImage,
    ...confined,
    command: ["--config", "/etc/nats/nats.conf"],
    environment: {
      ...(region === regions.hub ? { OPERATOR_PASSWORD: "${OPERATOR_PASSWORD}" } : {}),
      [leafVariable(region.name)]: "${LEAF_PASSWORD}",
      ...routes,
    },
    volumes: [
      `../../nats/${region.name}-relay.conf:/etc/nats/nats.conf:ro`,
      // Files, not their folder: it is closed to the user of the container.
      "../../tls/ca.crt:/tls/ca.crt:ro",
      ...["crt", "key"].map((kind) => `../../tls/${region.name}.${kind}:/tls/tls.${kind}:ro`),
    ],
    // Routes come from the other regions. Everything else stays between these containers.
    ports: ["6222:6222"],
    restart: "unless-stopped",
  };
}

function natsEnvironment(region: Region, { hub, leaves, mesh }: Regions): object {
  const control = region === hub ? { CONTROL_PASSWORD: "${CONTROL_PASSWORD}" } : {};
  if (mesh)
    return {
      ...control,
      RELAY_URL: `nats://leaf-${region.name}:\${LEAF_PASSWORD}@relay:7422`,
    };
  return region === hub
    ? {
        ...control,
        ...Object.fromEntries(
          leaves.map(({ name }) => [leafVariable(name), `\${${leafVariable(name)}}`]),
        ),
      }
    : {
        HUB_URL: `tls://leaf-${region.name}:\${LEAF_PASSWORD}@\${HUB_HOST:?the name of the hub, as it is in its certificate}:7422`,
      };
}

function natsService(region: Region, regions: Regions): object {
  const { hub, mesh } = regions;
  const isHub = region === hub && !mesh;
  const certificates = isHub ? ["tls.crt", "tls.key"] : ["ca.crt"];
  return {
    image: natsImage,
    ...confined,
    command: ["--config", "/etc/nats/nats.conf"],
    environment: {
      EDGE_PASSWORD: "${EDGE_PASSWORD:?run prepare.sh first}",
      OPERATOR_PASSWORD: "${OPERATOR_PASSWORD}",
      ...natsEnvironment(region, regions),
    },
    volumes: [
      `../../nats/${region.name}.conf:/etc/nats/nats.conf:ro`,
      // Files, not their folder: it is closed to the user of the container.
      ...(mesh ? [] : certificates.map((file) => `../../tls/${file}:/tls/${file}:ro`)),
      "nats:/data",
    ],
    // Leaf nodes come from the other regions, and everything else stays on this machine.
    ports: [...(isHub ? ["7422:7422"] : []), "127.0.0.1:4222:4222"],
    restart: "unless-stopped",
  };
}

/** Makes the logs of all regions, when it is asked to. */
function busService({ all, mesh }: Regions, { version }: WriteOptions): object {
  const server = mesh ? "relay" : "nats";
  return {
    image: image(version),
    ...confined,
    command: ["bus", "create", "--bus-domains", "--regions", all.map(({ name }) => name).join(",")],
    environment: { EDGE_SESSIONS_BUS: `nats://operator:\${OPERATOR_PASSWORD}@${server}:4222` },
    profiles: ["create"],
  };
}

function edgeService({ name }: Region, bus: boolean, { profile, version }: WriteOptions): object {
  return {
    image: image(version),
    ...confined,
    mem_limit: "768m",
    environment: {
      EDGE_SESSIONS_NAME: `edge-${name}`,
      ...(bus
        ? {
            EDGE_SESSIONS_REGION: name,
            EDGE_SESSIONS_BUS: "nats://edge:${EDGE_PASSWORD}@nats:4222",
            EDGE_SESSIONS_BUS_DOMAINS: "true",
          }
        : {}),
      EDGE_SESSIONS_ORIGIN: "${ORIGIN_URL:?the public URL of the identity server}",
      EDGE_SESSIONS_ADMIN_KEY_FILE: keyFile,
      ...profileVariables(profile),
    },
    volumes: [`../../keys/admin-keys.yaml:${keyFile}:ro`],
    // What ends TLS for people in this region sends requests here. The admin listener stays on this machine.
    ports: ["127.0.0.1:4000:4000", "127.0.0.1:4001:4001"],
    healthcheck: {
      test: ["CMD", "node", "dist/cli/health-check.js"],
      interval: "5s",
      timeout: "3s",
      retries: 6,
    },
    stop_grace_period: "15s",
    restart: "unless-stopped",
    ...(bus ? { depends_on: ["nats"] } : {}),
  };
}

function image(version: string): string {
  return `\${EDGE_SESSIONS_IMAGE:-edge-sessions:${version}}`;
}
