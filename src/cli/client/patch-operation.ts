// JSON Patch operations (RFC 6902) as Ory's command line spells them: `--replace '/a/b=true'`, `--remove '/a/b'`.
import type { ReadOne } from "../../config/options/client-option-types.ts";

/** One operation. */
type PatchOperation =
  | { readonly op: "add" | "replace"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string };

/** RFC 6901: each step begins with a slash; a tilde stands only in ~0 and ~1. */
const pointer = /^(?:\/(?:[^~/]|~[01])*)+$/u;

/** Reads `PATH=VALUE`: the path ends at the first `=`; the value is JSON, or a string if it is not valid JSON. */
export function readPathValue(op: "add" | "replace") {
  return (given: string): ReadOne<PatchOperation> => {
    const equals = given.indexOf("=");
    if (equals < 0) return { complaint: "must have = between a path and its value" };
    const path = given.slice(0, equals);
    if (!pointer.test(path)) return noPointer;
    return { value: { op, path, value: valueOf(given.slice(equals + 1)) } };
  };
}

/** Reads `PATH`. */
export function readPath(path: string): ReadOne<PatchOperation> {
  return pointer.test(path) ? { value: { op: "remove", path } } : noPointer;
}

const noPointer = { complaint: "must begin with a path such as /name" };

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
