// The configuration file: YAML, so JSON too; its keys are the options' names.
import { readDocument } from "./document.ts";
import { unknownName, type Given, type Shape, type Source } from "./source.ts";
import type { Problem } from "./problem.ts";

/** Reads a file. What cannot be read or parsed is a problem; no message repeats the file's text. */
export async function readConfigFile(shape: Shape, path: string): Promise<Source> {
  const document = await readDocument(path);
  if (document.kind === "problems") return { given: [], problems: document.problems };
  const { content } = document;
  if (content === undefined) return { given: [], problems: [] };
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    const what = "must be a YAML mapping of option names to values";
    const example = "origin: https://kratos.example";
    return { given: [], problems: [{ where: path, what, example }] };
  }
  return readKeys(shape, path, content);
}

function readKeys(shape: Shape, path: string, content: object): Source {
  const given: Given[] = [];
  const problems: Problem[] = [];
  for (const [name, raw] of Object.entries(content)) {
    const where = `${name} in ${path}`;
    if (Object.hasOwn(shape, name)) {
      given.push({ name, raw, where, spell: (value) => `${name}: ${value}` });
    } else {
      problems.push(unknownName(where, "key", name, Object.keys(shape), (near) => near));
    }
  }
  return { given, problems };
}
