// What a project may call its own: the hosts that it is served under, and the identity server that it leads to. Decided by
// the names alone. That no two projects share a host, or one's stands below another's, the database decides.
import { hostName } from "../../core/served-project.ts";
import { isReservedAddress, reservedNames } from "../../config/values/reserved-addresses.ts";
import { isOwnHost, type Addressing } from "./addressing.ts";

/**
 * Second-level names under which registries hand out names: a host right there would stand above other people's. Every
 * name of one label counts as well.
 */
const registrySuffix = /^(?:ac|co|com|edu|gob|gov|ltd|mil|net|nom|org|plc)\.[a-z]{2}$/;

/** Why a project can not have a host besides its own; undefined where it can. `host` has the form that settings demand. */
export function hostProblem(host: string, addressing: Addressing): string | undefined {
  const { projectsDomain, consoleHosts } = addressing;
  // The URL standard reads these as IPv4 addresses, in decimal, octal and hexadecimal alike, and refuses broken punycode.
  if (/(?:^|\.)(?:\d+|0x[\da-f]*)$/.test(host)) return "is an IP address";
  if (!URL.canParse(`http://${host}/`) || new URL(`http://${host}/`).hostname !== host) {
    return "is not a host name as browsers write it";
  }
  if (consoleHosts.includes(host)) return "is the host of this control plane";
  if (isLocalhost(host)) return "is a name of each machine for itself";
  if (isOwnHost(host, addressing)) return "is kept for a project of that slug";
  if (host === projectsDomain || host.endsWith(`.${projectsDomain}`)) {
    return `is below ${projectsDomain}, where each project has its slug and nothing else`;
  }
  if (projectsDomain.endsWith(`.${host}`)) return `stands above ${projectsDomain}`;
  if (consoleHosts.some((one) => one.endsWith(`.${host}`))) {
    return "stands above the host of this control plane";
  }
  if (!host.includes(".") || registrySuffix.test(host)) {
    return "is a suffix under which names belong to others";
  }
  return undefined;
}

/** Why a project can not have its identity server there; undefined where nothing speaks against it. */
export function originProblem(
  originUrl: string,
  hosts: readonly string[],
  addressing: Addressing,
): string | undefined {
  const url = new URL(originUrl);
  const host = hostName(url.hostname);
  const address = host.replaceAll(/[[\]]/g, "");
  if (isReservedAddress(address) || reservedNames.has(host)) {
    return "is an address of the machine's own surroundings, where no identity server is";
  }
  if (addressing.isOwnListener(url)) return "is a listener of this process";
  const { projectsDomain, consoleHosts } = addressing;
  const servesHere = hosts.some(
    (one) => one === host && hostProblem(one, addressing) === undefined,
  );
  if (host === projectsDomain || host.endsWith(`.${projectsDomain}`) || servesHere) {
    return "is the host of a project, so the edge would ask itself";
  }
  return consoleHosts.includes(host) ? "is the host of this control plane" : undefined;
}

function isLocalhost(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host.startsWith("localhost.");
}
