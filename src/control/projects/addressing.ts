// How this control plane and its projects are reached.
import { slugPattern } from "./slug.ts";

/** How this control plane's projects are reached. */
export interface Addressing {
  /** A project's own host is its slug below this domain. */
  readonly projectsDomain: string;
  /** Slug or id of the project that also answers for every other host; undefined for none. */
  readonly defaultProject: string | undefined;
  /** Hosts that lead to the control plane itself, as far as they are known: no project has one. */
  readonly consoleHosts: readonly string[];
  /** Whether a URL leads to a listener of this process. */
  readonly isOwnListener: (url: URL) => boolean;
}

/** Whether a host is a project's own, of one that is there or that may come. */
export function isOwnHost(host: string, { projectsDomain }: Addressing): boolean {
  const label = host.split(".", 1)[0] ?? "";
  return host === `${label}.${projectsDomain}` && slugPattern.test(label);
}
