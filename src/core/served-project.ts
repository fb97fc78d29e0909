// A project as edges serve it. This is what is sent to them when an operator changes a project.
import { headerValues } from "./header-lines.ts";
import type { ProjectSettings } from "./settings.ts";
import type { SealedSigningKey } from "./tokens/signing-key.ts";

/** The host of a project that is served under every host that no other project has. */
export const anyHost = "*";

/** One revision of a project. */
export interface ServedProject {
  readonly version: 1;
  /** Grows with each change. An edge ignores a revision that is older than its own. */
  readonly revision: number;
  /** The settings as they take effect. If the plan does not allow the feature, it is already off here. */
  readonly settings: ProjectSettings;
  /** URL of its identity server's public API. Undefined while it has none. */
  readonly originUrl: string | undefined;
  /** URL of its admin API, for the admin gateway. */
  readonly adminOriginUrl: string | undefined;
  /** Host names in lower case without port, or `anyHost`. The first belongs to this project alone. */
  readonly hosts: readonly string[];
  /** Wall-clock milliseconds of the change. */
  readonly at: number;
  /** The keys that sign its sessions. Not sent if there are none. */
  readonly signingKeys?: readonly SealedSigningKey[];
}

/**
 * Whether an edge replaces the revision that it holds. The same revision again is harmless, and an older one is
 * ignored.
 */
export function takesOver(held: ServedProject | undefined, next: ServedProject): boolean {
  return held === undefined || next.revision >= held.revision;
}

/** The host that a request is for, in the form in which hosts are compared. Empty if there is none. */
export function requestedHost(lines: readonly string[]): string {
  const [host] = headerValues(lines, "host");
  return hostName(host);
}

/**
 * A `Host` value in the form in which hosts are compared: lower case, without port or final dot. Empty if there is
 * none.
 */
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
