// Request fields by which something in front of a server tells it where a request came from, and where it was going.
// The reason for each list is in docs/decisions/0024-one-field-tells-the-clients-address.md.

/**
 * Whether a field tells the client's address or place. Dropped from everybody: a proxy passes on those it does not
 * know, so a client can set them through a trusted proxy too, and Kratos prefers some of them to `X-Forwarded-For`.
 */
export function tellsAddress(name: string): boolean {
  // Cf-Ipcity, Cf-Ipcountry and the like: Kratos records them as a device's location.
  return addressFields.has(name) || name.startsWith("cf-ip");
}

const addressFields: ReadonlySet<string> = new Set([
  "forwarded",
  "x-forwarded-for",
  "x-forwarded",
  "forwarded-for",
  "x-original-forwarded-for",
  "true-client-ip",
  "x-real-ip",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "cf-pseudo-ipv4",
  "x-client-ip",
  "client-ip",
  "x-cluster-client-ip",
  "x-envoy-external-address",
  "fastly-client-ip",
  "fly-client-ip",
  "x-azure-clientip",
  "x-azure-socketip",
  "x-appengine-user-ip",
  "x-proxyuser-ip",
  "x-remote-ip",
  "x-remote-addr",
]);

/**
 * Whether a field names another target or method than the request line. Dropped from everybody: the edge decides by
 * the request line what is a check or a mutation, and the origin must not be told of another.
 */
export function tellsTarget(name: string): boolean {
  return targetFields.has(name);
}

const targetFields: ReadonlySet<string> = new Set([
  "x-original-url",
  "x-original-uri",
  "x-original-method",
  "x-rewrite-url",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
]);

/** Whether a field tells the protocol, host, port or prefix on the way here. Only a trusted proxy is believed. */
export function tellsWay(name: string): boolean {
  return name.startsWith("x-forwarded-") || wayFields.has(name);
}

const wayFields: ReadonlySet<string> = new Set([
  "x-host",
  "x-original-host",
  "x-http-host-override",
  "x-scheme",
  "x-url-scheme",
  "front-end-https",
]);
