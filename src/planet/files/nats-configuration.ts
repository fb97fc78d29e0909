// The configuration of the NATS server of each region. Without TLS it is the same as in deploy/nats.
import { leafVariable } from "./regions.ts";

/** What a configuration is for. */
export interface NatsPlace {
  readonly region: string;
  /** In a mesh, where the control plane connects. */
  readonly hub: string;
  /** The other regions. */
  readonly leaves: readonly string[];
  /** Whether servers of different regions speak TLS: with /tls/tls.crt, tls.key at the hub, and /tls/ca.crt elsewhere. */
  readonly tls: boolean;
}

/** The file for a region of a mesh: its server is a leaf node of the relay beside it. */
export function meshedNatsConfiguration({
  region,
  hub,
}: Pick<NatsPlace, "region" | "hub">): string {
  return configuration(region, {
    head: `# NATS in the region ${region}: a leaf node of the relay beside it. The edges of ${region} connect here and nowhere else.`,
    leafnodes: `  # RELAY_URL is nats://leaf-${region}:PASSWORD@HOST:7422. The relay is on the same network.
  remotes: [{ url: $RELAY_URL, account: EDGES }]`,
    users: [edgeUser(region), ...(region === hub ? [controlUser(region)] : []), operator],
  });
}

/** The file. */
export function natsConfiguration(place: NatsPlace): string {
  const { region, hub, leaves } = place;
  const isHub = region === hub;
  const users = isHub
    ? [
        edgeUser(region),
        controlUser(region),
        operator,
        `      # The servers of the other regions. Each sends only what its own region accepted, and reads this region.`,
        ...leaves.map(leafUser),
      ]
    : [edgeUser(region), operator];
  const head = isHub
    ? `# NATS in the region ${region}: the hub, to which the servers of the other regions connect as leaf nodes.`
    : `# NATS in the region ${region}: a leaf node of the hub in ${hub}. The edges of ${region} connect here and nowhere else.`;
  const leafnodes = isHub ? listening(place) : connecting(place);
  return configuration(region, { head, leafnodes, users });
}

interface Parts {
  readonly head: string;
  readonly leafnodes: string;
  readonly users: readonly string[];
}

function configuration(region: string, { head, leafnodes, users }: Parts): string {
  return `${head}
# Passwords come from the environment. Each must begin with a letter, because NATS would read "12e4" as a number.
server_name: ${region}
listen: "0.0.0.0:4222"
http: "0.0.0.0:8222" # for health checks; keep this port inside

jetstream {
  domain: ${region} # the name of the region
  store_dir: "/data"
  max_file_store: 4GiB
  max_memory_store: 64MiB
}

leafnodes {
${leafnodes}
}

accounts {
  EDGES {
    jetstream: enabled
    users: [
${users.join("\n")}
    ]
  }
}
`;
}

function listening({ tls }: NatsPlace): string {
  const lines = tls
    ? `  tls { cert_file: "/tls/tls.crt", key_file: "/tls/tls.key" }`
    : `  # Between data centres, add: tls { cert_file: /tls/tls.crt, key_file: /tls/tls.key }`;
  return `  listen: "0.0.0.0:7422"\n${lines}`;
}

function connecting({ region, tls }: NatsPlace): string {
  return tls
    ? `  # HUB_URL is tls://leaf-${region}:PASSWORD@HOST:7422. The hub's certificate must be by /tls/ca.crt and for HOST.
  remotes: [{ url: $HUB_URL, account: EDGES, tls { ca_file: "/tls/ca.crt" } }]`
    : `  # HUB_URL is nats://leaf-${region}:PASSWORD@HOST:7422, or tls://… between data centres.
  remotes: [{ url: $HUB_URL, account: EDGES }]`;
}

const reading = `            "$JS.API.STREAM.INFO.*", "$JS.API.STREAM.MSG.GET.*"
            "$JS.API.CONSUMER.CREATE.*", "$JS.API.CONSUMER.MSG.NEXT.*.*"
            "$JS.*.API.STREAM.INFO.*", "$JS.*.API.STREAM.MSG.GET.*"
            "$JS.*.API.CONSUMER.CREATE.*", "$JS.*.API.CONSUMER.MSG.NEXT.*.*"`;

function member(comment: string, user: string, subjects: readonly string[]): string {
  return `      # ${comment}
      {
        user: ${user}
        password: $${user.toUpperCase()}_PASSWORD
        permissions {
          publish: [
${subjects.map((subject) => `            "${subject}"`).join("\n")}
${reading}
          ]
          subscribe: ["edge-sessions-live.>", "edge-sessions-bucket.>", "_INBOX.>"]
        }
      }`;
}

function edgeUser(region: string): string {
  return member(
    "The edges of this region. They publish to the log of this region, and to no other.",
    "edge",
    [
      `edge-sessions.${region}.lasting`,
      `edge-sessions.${region}.heartbeat.*`,
      `edge-sessions-endings.${region}.*`,
      "$KV.edge-sessions.region.*",
    ],
  );
}

function controlUser(region: string): string {
  return member("The control plane. It also publishes the settings of projects.", "control", [
    `edge-sessions.${region}.lasting`,
    `edge-sessions.${region}.heartbeat.*`,
    `edge-sessions-endings.${region}.*`,
    "$KV.edge-sessions.region.*",
    "$KV.edge-sessions.project.*",
  ]);
}

/** A user who may do everything in the account. */
export const operator = `      # Operators: edge-sessions bus create, and the nats command.
      { user: operator, password: $OPERATOR_PASSWORD }`;

/** The server of a region, as the hub or its relay knows it. */
export function leafUser(region: string): string {
  return `      {
        user: leaf-${region}
        password: $${leafVariable(region)}
        permissions {
          publish: [
            "edge-sessions-live.${region}.>", "edge-sessions-bucket.${region}.>", "_INBOX.>"
            "edge-sessions-endings.${region}.*"
            "$JS.*.API.STREAM.INFO.*", "$JS.*.API.STREAM.MSG.GET.*"
            "$JS.*.API.CONSUMER.CREATE.*", "$JS.*.API.CONSUMER.MSG.NEXT.*.*"
          ]
          subscribe: [
            "edge-sessions-live.>", "edge-sessions-bucket.>", "edge-sessions-endings.>"
            "$JS.${region}.API.>", "_INBOX.>"
          ]
        }
      }`;
}
