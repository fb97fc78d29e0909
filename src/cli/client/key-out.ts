// A new file for a key, which its owner alone may read. Opened before the key is made, so that none is made in vain.
import { open, unlink, type FileHandle } from "node:fs/promises";
import { systemReason } from "../../config/read/document.ts";

/** The file, still empty. */
export interface KeyOut {
  /** Writes the key and closes the file; gives what went wrong, if anything. */
  write(key: string): Promise<string | undefined>;
  /** Takes the file away again. */
  discard(): Promise<void>;
}

/** Opens a file that must not be there yet; gives what is wrong where it can not. */
export async function openKeyOut(path: string): Promise<KeyOut | string> {
  let file: FileHandle;
  try {
    file = await open(path, "wx", 0o600);
  } catch (error) {
    const there = error instanceof Error && "code" in error && error.code === "EEXIST";
    return there
      ? "is there already, and a key is never written over another file"
      : `can not be made: ${systemReason(error)}`;
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
