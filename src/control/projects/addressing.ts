// How this control plane and its projects are reached.
import { slugPattern } from "./slug.ts";

/** How this control plane's projects are reached. */
export interface Addressing {
  /** The host of a project is its slug below this domain. */
  readonly projectsDomain: string;
  /** Slug or id of the project that answers for every other host. Undefined if there is none. */
  readonly defaultProject: string | undefined;
  /** The known hosts of the control plane itself. No project may have one of them. */
  readonly consoleHosts: readonly string[];
  /** Whether a URL leads to a listener of this process. */
  readonly isOwnListener: (url: URL) => boolean;
}

/** Whether a host is the own host of a project that exists or may be created. */
export function isOwnHost(host: string, { projectsDomain }: Addressing): boolean {
  const label = host.split(".", 1)[0] ?? "";
  return host === `${label}.${projectsDomain}` && slugPattern.test(label);
}
