// The configuration file: YAML, so JSON too; its keys are the options' names.
import { readFile } from "node:fs/promises";
import { unknownName, type Given, type Shape, type Source } from "./source.ts";
import type { Problem } from "./problem.ts";

const fileBytesMax = 1_024 * 1_024;

/** Reads a file. What can not be read or parsed is a problem; no message repeats the file's text. */
export async function readConfigFile(shape: Shape, path: string): Promise<Source> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return broken(path, `can not be read: ${systemReason(error)}`);
  }
  if (text.length > fileBytesMax) return broken(path, "is larger than 1MiB");
  // YAML takes longer to load than anything else here, and most starts need none of it.
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text, { prettyErrors: true, logLevel: "silent" });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map(({ code, linePos }) => ({
      where: linePos === undefined ? path : `${path}, line ${linePos[0].line}`,
      what: `is not YAML (${code.toLowerCase().replaceAll("_", " ")})`,
    }));
    return { given: [], problems };
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 10 });
  } catch {
    return broken(path, "refers to itself too often");
  }
  if (content === null || content === undefined) return { given: [], problems: [] };
  if (typeof content !== "object" || Array.isArray(content)) {
    return broken(path, "does not hold keys with values", "origin: https://kratos.example");
  }
  return readKeys(shape, path, content);
}

function readKeys(shape: Shape, path: string, content: object): Source {
  const given: Given[] = [];
  const problems: Problem[] = [];
  for (const [name, raw] of Object.entries(content)) {
    const where = `${path}, key ${name}`;
    if (Object.hasOwn(shape, name)) {
      given.push({ name, raw, where, spell: (value) => `${name}: ${value}` });
    } else {
      problems.push(unknownName(where, "key", name, Object.keys(shape), (near) => near));
    }
  }
  return { given, problems };
}

function broken(where: string, what: string, example?: string): Source {
  return {
    given: [],
    problems: [example === undefined ? { where, what } : { where, what, example }],
  };
}

function systemReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (
    { ENOENT: "there is no such file", EACCES: "permission denied", EISDIR: "it is a folder" }[
      code
    ] ??
    (code || "unknown error")
  );
}
