// A new file for a key, which only its owner may read. It is opened before the key is created, so that no key is created in vain.
import { open, unlink, type FileHandle } from "node:fs/promises";
import { systemReason } from "../../config/read/document.ts";

/** The file, still empty. */
export interface KeyOut {
  /** Writes the key and closes the file; gives what went wrong, if anything. */
  write(key: string): Promise<string | undefined>;
  /** Takes the file away again. */
  discard(): Promise<void>;
}

/** Opens a file that must not exist yet. If it cannot, returns what is wrong. */
export async function openKeyOut(path: string): Promise<KeyOut | string> {
  let file: FileHandle;
  try {
    file = await open(path, "wx", 0o600);
  } catch (error) {
    const there = error instanceof Error && "code" in error && error.code === "EEXIST";
    return there
      ? "must be a new file, because a key is never written over another file"
      : `cannot be created: ${systemReason(error)}`;
  }
  return {
    write: async (key) => {
      try {
        await file.writeFile(`${key}\n`);
        await file.sync();
        return undefined;
      } catch (error) {
        return systemReason(error);
      } finally {
        await file.close();
      }
    },
    discard: async () => {
      await file.close();
      await unlink(path);
    },
  };
}
