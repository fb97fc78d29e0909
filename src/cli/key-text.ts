// A file that holds one key and nothing else, as secrets are mounted into containers.
import { readFile } from "node:fs/promises";
import { exposure, keyPattern } from "../config/files/admin-keys.ts";
import { systemReason } from "../config/read/document.ts";
import type { Problem } from "../config/read/problem.ts";

/** The key, or what is wrong with its file. */
export type KeyText =
  | { readonly kind: "key"; readonly text: string; readonly warning: string | undefined }
  | { readonly kind: "problem"; readonly problem: Problem };

/** Reads a key. No message repeats what the file holds. */
export async function readKeyText(path: string): Promise<KeyText> {
  let text: string;
  try {
    text = (await readFile(path, "utf8")).trim();
  } catch (error) {
    return broken(path, `cannot be read: ${systemReason(error)}`);
  }
  if (!keyPattern.test(text))
    return broken(
      path,
      "must hold one key and nothing else: 32 to 512 letters, digits or any of -._~+/",
    );
  return { kind: "key", text, warning: await exposure(path) };
}

function broken(path: string, what: string): KeyText {
  return { kind: "problem", problem: { where: path, what } };
}
