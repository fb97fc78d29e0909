// The package as a user gets it: packed from a clone, installed with a plain Node into an empty folder.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { environmentForNpm } from "./npm-environment.ts";
import type { ScratchClone } from "./scratch-clone.ts";

const execute = promisify(execFile);
const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The oldest Node that users may run. */
export const oldestNode = "22.19.0";

/** An installed package. */
export interface InstalledPackage {
  /** The empty folder that it was installed into. */
  readonly folder: string;
  /** Paths inside the tarball. */
  readonly files: readonly string[];
  /** The oldest Node, and the one that runs the tests. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly main: string;
  remove(): void;
}

/** Packs a clone, and installs that. */
export async function installPackage(clone: ScratchClone): Promise<InstalledPackage> {
  const root = mkdtempSync(join(tmpdir(), "edge-sessions-package-"));
  const folder = join(root, "installed");
  const packed = await clone.run("npm", "pack", "--json", "--pack-destination", root);
  const tarball = join(root, tarballIn(packed.stdout));
  const listed = await execute("tar", ["-tzf", tarball]);
  cpSync(join(repository, "LICENSE"), join(folder, "LICENSE"));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, type: "module", allowScripts: { node: true } }),
  );
  const install = ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball];
  const env = environmentForNpm();
  await execute("npm", [...install, `node@${oldestNode}`], { cwd: folder, env });
  return {
    folder,
    files: listed.stdout.split("\n").filter((line) => line !== ""),
    nodes: {
      [oldestNode]: join(folder, "node_modules/node/bin/node"),
      [process.versions.node]: process.execPath,
    },
    main: join(folder, "node_modules/edge-sessions/bin/edge-sessions.js"),
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The tarball's name; npm prints what `prepack` says before its JSON. */
function tarballIn(printed: string): string {
  const name = /"filename":\s*"([^"]+\.tgz)"/.exec(printed)?.[1];
  if (name === undefined) throw new Error(`npm pack named no tarball: ${printed}`);
  return name;
}
