// Which hosts and which identity server a project may have, decided by their names alone. The database makes sure that no
// two projects share a host, and that no host is below the host of another project.
import { hostName } from "../../core/served-project.ts";
import { isReservedAddress, reservedNames } from "../../config/values/reserved-addresses.ts";
import { isOwnHost, type Addressing } from "./addressing.ts";

/**
 * Public suffixes of two labels, below which anyone can register a name. A project with such a host would have a parent of
 * other people's hosts. Names of one label count too.
 */
const registrySuffix = /^(?:ac|co|com|edu|gob|gov|ltd|mil|net|nom|org|plc)\.[a-z]{2}$/;

/** Why a project cannot have a host in addition to its own. Undefined if it can. `host` has passed the check of the settings. */
export function hostProblem(host: string, addressing: Addressing): string | undefined {
  const { projectsDomain, consoleHosts } = addressing;
  // The URL standard reads these as IPv4 addresses, in decimal, octal or hexadecimal, and refuses broken punycode.
  if (/(?:^|\.)(?:\d+|0x[\da-f]*)$/.test(host)) return "must not be an IP address";
  if (!URL.canParse(`http://${host}/`) || new URL(`http://${host}/`).hostname !== host) {
    return "must be a host name as browsers send it: in lower case, with xn--… for other letters";
  }
  if (consoleHosts.includes(host)) return "must not be the host of this control plane";
  if (isLocalhost(host)) return "must not be localhost or a name below it";
  if (isOwnHost(host, addressing)) return "is reserved for the project with that slug";
  if (host === projectsDomain || host.endsWith(`.${projectsDomain}`)) {
    return `must not be ${projectsDomain} or below it, because each project has its host there already`;
  }
  if (projectsDomain.endsWith(`.${host}`))
    return `must not be a parent domain of ${projectsDomain}`;
  if (consoleHosts.some((one) => one.endsWith(`.${host}`))) {
    return "must not be a parent domain of the host of this control plane";
  }
  if (!host.includes(".") || registrySuffix.test(host)) {
    return "must be below a registered domain, such as sessions.example.com";
  }
  return undefined;
}

/** Why a project cannot have its identity server at this URL. Undefined if it can. */
export function originProblem(
  originUrl: string,
  hosts: readonly string[],
  addressing: Addressing,
): string | undefined {
  const url = new URL(originUrl);
  const host = hostName(url.hostname);
  const address = host.replaceAll(/[[\]]/g, "");
  if (isReservedAddress(address) || reservedNames.has(host)) {
    return "must not be a reserved address, such as a link-local or metadata address";
  }
  if (addressing.isOwnListener(url))
    return "must be the address of the identity server, not a listener of this process";
  const { projectsDomain, consoleHosts } = addressing;
  const servesHere = hosts.some(
    (one) => one === host && hostProblem(one, addressing) === undefined,
  );
  if (host === projectsDomain || host.endsWith(`.${projectsDomain}`) || servesHere) {
    return "must not be the host of a project, because the edge would call itself";
  }
  return consoleHosts.includes(host) ? "must not be the host of this control plane" : undefined;
}

function isLocalhost(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host.startsWith("localhost.");
}
