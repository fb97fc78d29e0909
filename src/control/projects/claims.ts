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

/** Why a project cannot have a host in addition to its own, or undefined if it can. `host` has the form that settings demand. */
export function hostProblem(host: string, addressing: Addressing): string | undefined {
  const { projectsDomain, consoleHosts } = addressing;
  // The URL standard reads these as IPv4 addresses, in decimal, octal and hexadecimal alike, and refuses broken punycode.
  if (/(?:^|\.)(?:\d+|0x[\da-f]*)$/.test(host)) return "must be a host name, not an IP address";
  if (!URL.canParse(`http://${host}/`) || new URL(`http://${host}/`).hostname !== host) {
    return "must be a host name as browsers write it";
  }
  if (consoleHosts.includes(host)) return "must not be the host of this control plane";
  if (isLocalhost(host)) return "must not be localhost or a name of it";
  if (isOwnHost(host, addressing)) return "is reserved for the project with that slug";
  if (host === projectsDomain || host.endsWith(`.${projectsDomain}`)) {
    return `must not be below ${projectsDomain}, where each project has only its slug`;
  }
  if (projectsDomain.endsWith(`.${host}`)) return `must not be above ${projectsDomain}`;
  if (consoleHosts.some((one) => one.endsWith(`.${host}`))) {
    return "must not be above the host of this control plane";
  }
  if (!host.includes(".") || registrySuffix.test(host)) {
    return "must not be a suffix under which other people have names";
  }
  return undefined;
}

/** Why a project cannot have its identity server there, or undefined if it can. */
export function originProblem(
  originUrl: string,
  hosts: readonly string[],
  addressing: Addressing,
): string | undefined {
  const url = new URL(originUrl);
  const host = hostName(url.hostname);
  const address = host.replaceAll(/[[\]]/g, "");
  if (isReservedAddress(address) || reservedNames.has(host)) {
    return "must not be a link-local, metadata or otherwise reserved address";
  }
  if (addressing.isOwnListener(url)) return "must not be a listener of this process";
  const { projectsDomain, consoleHosts } = addressing;
  const servesHere = hosts.some(
    (one) => one === host && hostProblem(one, addressing) === undefined,
  );
  if (host === projectsDomain || host.endsWith(`.${projectsDomain}`) || servesHere) {
    return "must not be the host of a project, or the edge would call itself";
  }
  return consoleHosts.includes(host) ? "must not be the host of this control plane" : undefined;
}

function isLocalhost(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host.startsWith("localhost.");
}
