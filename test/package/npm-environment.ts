// What npm is given as its environment by a test that runs it.
import { delimiter, sep } from "node:path";

/**
 * This process' environment, without what vitest and `npm run` set for their own: npm would take NODE_ENV for "leave
 * development out", the outer run's prefix for its own, and what it finds on its path for what was asked for. All else
 * stays, since reaching a registry may hang on it.
 */
export function environmentForNpm(): Record<string, string | undefined> {
  const theirs =
    /^(?:NODE_ENV|NODE_OPTIONS|VITEST.*|npm_(?:package|lifecycle)_.*|npm_(?:command|config_(?:local|global)_prefix))$/i;
  const kept = Object.entries(process.env).filter(([name]) => !theirs.test(name));
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const PATH = folders
    .filter((folder) => !folder.includes(`${sep}node_modules${sep}`))
    .join(delimiter);
  // Once in a while npm would write on stderr that there is a newer npm.
  return { ...Object.fromEntries(kept), PATH, npm_config_update_notifier: "false" };
}
