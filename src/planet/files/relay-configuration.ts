// The configuration of a region's relay: a NATS server without JetStream. The region's own server is its leaf node, and the
// relays of all regions form a cluster.
import { leafUser, operator } from "./nats-configuration.ts";
import { routeVariable } from "./regions.ts";

/** What a configuration is for. */
export interface RelayPlace {
  readonly region: string;
  /** The other regions. */
  readonly others: readonly string[];
  /** Whether operators connect here to make the logs of all regions. */
  readonly operators: boolean;
}

/**
 * Everything that crosses regions: what logs and buckets accept, endings, requests to the logs of other regions, and
 * replies.
 */
const crossing = `["edge-sessions-live.>", "edge-sessions-bucket.>", "edge-sessions-endings.>", "$JS.*.API.>", "_INBOX.>"]`;

/** The file. */
export function relayConfiguration({ region, others, operators }: RelayPlace): string {
  const users = [
    ...(operators ? [operator] : []),
    `      # The server of this region. It sends only what its own region accepted, and reads the other regions.`,
    leafUser(region),
  ];
  return `# The relay of the region ${region}: NATS without JetStream. It connects the server of ${region} with the relays of all other regions.
# Passwords come from the environment. Each must begin with a letter, because NATS would read "12e4" as a number.
server_name: ${region}-relay
${
  operators
    ? `listen: "0.0.0.0:4222" # for operators; keep this port inside`
    : `listen: "127.0.0.1:4222" # nobody connects here`
}
http: "0.0.0.0:8222" # for health checks; keep this port inside

leafnodes {
  listen: "0.0.0.0:7422" # for the server of this region; keep this port inside
  no_advertise: true # otherwise that server would try the relays of other regions
}

cluster {
  name: edge-sessions
  listen: "0.0.0.0:6222"
  # This relay as the others reach it: HOST:6222.
  advertise: $ADVERTISE
  no_advertise: true
  authorization { user: relay, password: $ROUTE_PASSWORD, timeout: 5 }
  # Each relay shows its own certificate and checks that of the other, which must be by /tls/ca.crt.
  tls { cert_file: "/tls/tls.crt", key_file: "/tls/tls.key", ca_file: "/tls/ca.crt", timeout: 5 }
  # Each is nats-route://relay:PASSWORD@HOST:6222. The relay's certificate must be for HOST.
  routes: [
${others.map((name) => `    $${routeVariable(name)}`).join("\n")}
  ]
  # Subjects that this relay asks other relays for, and gives them.
  permissions {
    import: { allow: ${crossing} }
    export: { allow: ${crossing} }
  }
}

accounts {
  EDGES {
    users: [
${users.join("\n")}
    ]
  }
}
`;
}
