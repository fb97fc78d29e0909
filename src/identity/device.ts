// Where a request came from, as Kratos notes it in a session: the headers of well-known proxies first.

import { randomUUID } from "node:crypto";
import { BlockList, isIPv6 } from "node:net";
import { headerText } from "./json-encode.ts";
import { header, type Request } from "./http/request.ts";
import type { Device } from "./model.ts";

/** The id of a device that has not been stored. */
export const unstoredId = "00000000-0000-0000-0000-000000000000";

/** The device that sent a request. */
export function deviceOf(request: Request): Device {
  const city = header(request, "cf-ipcity");
  const country = header(request, "cf-ipcountry");
  return {
    id: randomUUID(),
    ipAddress: clientAddress(request),
    userAgent: headerText(header(request, "user-agent")),
    location: [city, country].filter((part) => part !== "").join(", "),
  };
}

function clientAddress(request: Request): string {
  for (const name of ["true-client-ip", "cf-connecting-ip", "x-real-ip"]) {
    const value = header(request, name);
    if (value !== "") return value;
  }
  const forwarded = header(request, "x-forwarded-for");
  return forwarded === "" ? request.peer : nearestPublic(forwarded.split(","));
}

/** The last address that is not of a private network; empty if there is none. */
function nearestPublic(addresses: string[]): string {
  const outside = addresses
    .map((address) => address.trim())
    .filter((address) => !privateNetworks.check(address, isIPv6(address) ? "ipv6" : "ipv4"));
  return outside.at(-1) ?? "";
}

const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
] as const) {
  privateNetworks.addSubnet(network, prefix);
}
