// The settings of the edges of a plan, as the configuration file and as variables.
import type { Profile } from "../checks/profiles.ts";

/** Where an edge's files are, in a container. */
export const keyFile = "/etc/edge-sessions/keys/admin-keys.yaml";

/** The profile's settings as options: their names have dashes. */
export function profileOptions({ flags }: Profile): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [name.replaceAll("_", "-"), value]),
  );
}

/** The same as variables. */
export function profileVariables({ flags }: Profile): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [`EDGE_SESSIONS_${name.toUpperCase()}`, value]),
  );
}
