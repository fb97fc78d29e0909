// A project as edges serve it: what travels to them when an operator changes it.
import { headerValues } from "./header-lines.ts";
import type { ProjectSettings } from "./settings.ts";

/** Served under every host that no other project has. */
export const anyHost = "*";

/** One revision of a project. */
export interface ServedProject {
  readonly version: 1;
  /** Grows with each change; an edge ignores what is older than what it has. */
  readonly revision: number;
  /** As they are to be in force: a plan that may not use the feature has turned it off already. */
  readonly settings: ProjectSettings;
  /** Public API of its identity server; undefined while it has none. */
  readonly originUrl: string | undefined;
  /** Its admin API, for the admin gateway. */
  readonly adminOriginUrl: string | undefined;
  /** Host names in lower case without port, or `anyHost`. The first is its own, which no other project can take. */
  readonly hosts: readonly string[];
  /** Wall-clock milliseconds of the change. */
  readonly at: number;
}

/** Whether an edge that has one revision takes another over: the same again is harmless, an older one is ignored. */
export function takesOver(held: ServedProject | undefined, next: ServedProject): boolean {
  return held === undefined || next.revision >= held.revision;
}

/** The host that a request is for, as hosts are compared; empty for none. */
export function requestedHost(lines: readonly string[]): string {
  const [host] = headerValues(lines, "host");
  return hostName(host);
}

/** A `Host` value as hosts are compared: lower case, without port or final dot; empty for none. */
export function hostName(host: string | undefined): string {
  if (host === undefined) return "";
  const colon = host.lastIndexOf(":");
  const withoutPort = host.startsWith("[")
    ? host.slice(0, host.indexOf("]") + 1)
    : colon !== -1 && /^\d*$/.test(host.slice(colon + 1))
      ? host.slice(0, colon)
      : host;
  return (withoutPort.endsWith(".") ? withoutPort.slice(0, -1) : withoutPort).toLowerCase();
}
