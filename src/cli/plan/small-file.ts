// A text file that a person names: read whole, and bounded.
import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { systemReason } from "../../config/read/document.ts";
import { formatSize } from "../../config/values/size.ts";

/** The file's text, or the rest of a sentence that says what is wrong with it. */
export type SmallFile =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "problem"; readonly what: string };

/** Reads a file of at most `bytesMax` in UTF-8. */
export async function readSmallFile(path: string, bytesMax: number): Promise<SmallFile> {
  const bytes = await readBytes(path, bytesMax);
  if (typeof bytes === "string") return { kind: "problem", what: bytes };
  try {
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { kind: "problem", what: "must be text in UTF-8; save it in that encoding" };
  }
}

/** Reads one byte more than is allowed, so that a device or a pipe without an end is refused too. */
async function readBytes(path: string, bytesMax: number): Promise<Uint8Array | string> {
  try {
    // Opening a named pipe waits until another program writes, and nothing ends that. A shell's <(…) is in /dev.
    if (!resolve(path).startsWith("/dev/") && (await stat(path)).isFIFO()) {
      return "must be a file; it is a named pipe";
    }
    const file = await open(path, "r");
    try {
      const buffer = Buffer.alloc(bytesMax + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
        length += bytesRead;
        if (bytesRead === 0 || length === buffer.length) break;
      }
      return length > bytesMax
        ? `must not be larger than ${formatSize(bytesMax)}`
        : buffer.subarray(0, length);
    } finally {
      await file.close();
    }
  } catch (error) {
    return `cannot be read: ${systemReason(error)}`;
  }
}
