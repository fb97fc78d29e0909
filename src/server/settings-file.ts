// The file of last known settings. An edge that follows a control plane starts with them if the bus is down.
import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import type { ServedProject } from "../core/served-project.ts";
import { decodeProject, encodeProject } from "../core/served-project-text.ts";
import { systemReason } from "../config/read/document.ts";
import type { Background } from "../edge/ports.ts";

/** What the file says, or why it says nothing. */
type KnownSettings =
  | { readonly kind: "projects"; readonly projects: readonly ServedProject[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly problem: string };

/** The file. */
export interface SettingsFile {
  readonly path: string;
  read(): Promise<KnownSettings>;
  /** Writes all projects in the background. While one writing is under way, the next one waits for it. */
  keep(projects: Iterable<ServedProject>): void;
}

const ownerOnly = 0o600;

/**
 * Opens the file at a path. `failed` is called if it cannot be written. With `readOnly` it is left to another process to
 * write it.
 */
export function openSettingsFile(
  path: string,
  background: Background,
  failed: (error: unknown) => void,
  readOnly = false,
): SettingsFile {
  let latest: string | undefined;
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    try {
      while (latest !== undefined) {
        const text = latest;
        latest = undefined;
        // A process that ends in the middle leaves the earlier file as it was.
        const next = `${path}.next`;
        await writeFile(next, text, { mode: ownerOnly });
        await chmod(next, ownerOnly);
        await rename(next, path);
      }
    } catch (error) {
      failed(error);
    } finally {
      writing = false;
    }
  }

  return {
    path,
    async read() {
      try {
        const content: unknown = JSON.parse(await readFile(path, "utf8"));
        const list: unknown = Reflect.get(Object(content), "projects");
        if (!Array.isArray(list)) return unreadable("it does not hold a list of projects");
        const projects = list.map((one) => decodeProject(JSON.stringify(one)));
        const known = projects.filter((project) => project !== undefined);
        if (known.length < projects.length) return unreadable("one of its projects is malformed");
        return { kind: "projects", projects: known };
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") {
          return { kind: "absent" };
        }
        return unreadable(error instanceof SyntaxError ? "it is not JSON" : systemReason(error));
      }
    },
    keep(projects) {
      if (readOnly) return;
      const list = [...projects].map((project) => encodeProject(project));
      latest = `{"version":1,"projects":[\n${list.join(",\n")}\n]}\n`;
      if (!writing) background(write());
    },
  };
}

function unreadable(problem: string): KnownSettings {
  return { kind: "unreadable", problem };
}
