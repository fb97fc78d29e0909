// A YAML (so JSON too) file as a value. What cannot be read or parsed is a problem; no message repeats the file's text.
import { readFile } from "node:fs/promises";
import type { Problem } from "./problem.ts";

const fileBytesMax = 1_024 * 1_024;

/** A file's content, or what is wrong with it. */
export type Document =
  | { readonly kind: "content"; readonly content: unknown }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** Reads a file; an empty one holds undefined. */
export async function readDocument(path: string): Promise<Document> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return broken(path, `cannot be read: ${systemReason(error)}`);
  }
  if (text.length > fileBytesMax) return broken(path, "must not be larger than 1MiB");
  // YAML takes longer to load than anything else here, and most starts do not need it.
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text, { prettyErrors: true, logLevel: "silent" });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map(({ code, linePos }) => ({
      where: linePos === undefined ? path : `line ${linePos[0].line} of ${path}`,
      what: `is not valid YAML (${code.toLowerCase().replaceAll("_", " ")})`,
    }));
    return { kind: "problems", problems };
  }
  try {
    const content: unknown = document.toJS({ maxAliasCount: 10 });
    return { kind: "content", content: content ?? undefined };
  } catch {
    return broken(path, "must not use YAML aliases more than 10 times");
  }
}

/** Why the system refused, in words. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (
    { ENOENT: "there is no such file", EACCES: "permission denied", EISDIR: "it is a folder" }[
      code
    ] ??
    (code || "unknown error")
  );
}

function broken(where: string, what: string): Document {
  return { kind: "problems", problems: [{ where, what }] };
}
