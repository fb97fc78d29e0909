// Request fields in which a proxy says where a request came from and where it was sent.
// docs/decisions/0024-one-field-tells-the-clients-address.md gives the reason for each list.

/**
 * Whether a field gives the client's address or location. Such a field is always dropped: a proxy passes on fields that
 * it does not know, so a client can set them even through a trusted proxy, and Kratos prefers some of them to
 * `X-Forwarded-For`.
 */
export function isAddressField(name: string): boolean {
  // Kratos records Cf-Ipcity, Cf-Ipcountry and similar fields as a device's location.
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
 * Whether a field names another target or method than the request line. Such a field is always dropped: the edge
 * recognises checks and mutations by the request line, and the origin must see the same request.
 */
export function isTargetField(name: string): boolean {
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

/** Whether a field gives the protocol, host, port or prefix that the client used. Only a trusted proxy may set it. */
export function isRouteField(name: string): boolean {
  return name.startsWith("x-forwarded-") || routeFields.has(name);
}

const routeFields: ReadonlySet<string> = new Set([
  "x-host",
  "x-original-host",
  "x-http-host-override",
  "x-scheme",
  "x-url-scheme",
  "front-end-https",
]);
