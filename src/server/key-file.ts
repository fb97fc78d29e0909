// The admin keys of a running edge, read at the start and again on request.
import { readAdminKeys } from "../config/files/admin-keys.ts";
import { createKeyRing, type KeyRing } from "../intake/key-ring.ts";
import type { Problem } from "../config/read/problem.ts";

/** A key file in use. */
export interface KeyFile {
  readonly ring: KeyRing;
  /** Warnings about the file. */
  readonly warnings: readonly string[];
  /** Reads the file again. If something is wrong with it, the keys stay as they were and the problems are returned. */
  reread(): Promise<Reread>;
}

/** The result of reading the file again. */
type Reread =
  | {
      readonly kind: "keys";
      readonly names: readonly string[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** Opens the key file of `--admin-key-file`. Undefined without that option. */
export async function openKeyFile(
  path: string | undefined,
): Promise<
  | { readonly kind: "opened"; readonly file: KeyFile | undefined }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
> {
  if (path === undefined) return { kind: "opened", file: undefined };
  const first = await readAdminKeys(path);
  if (first.kind === "problems") return first;
  const ring = createKeyRing(first.keys);
  let reading: Promise<unknown> = Promise.resolve();
  const reread = async (): Promise<Reread> => {
    const read = await readAdminKeys(path);
    if (read.kind === "problems") return read;
    ring.replace(read.keys);
    return { kind: "keys", names: read.keys.map(({ name }) => name), warnings: read.warnings };
  };
  const file: KeyFile = {
    ring,
    warnings: first.warnings,
    reread: () => {
      // Reads run one after the other, so that the last file read is the latest.
      const next = reading.then(reread);
      reading = next.catch(() => undefined);
      return next;
    },
  };
  return { kind: "opened", file };
}
