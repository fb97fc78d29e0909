// JSON Patch (RFC 6902) on a project. A patch comes from outside, so it must be cheap to apply, whatever it says.
import { applyPatch, type Operation } from "rfc6902";
import { copiedCharactersMax } from "../limits.ts";

/** One operation. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: string;
  readonly from?: string | undefined;
  readonly value?: unknown;
}

/** The document with the patch applied, or the operation that cannot be applied, by its index in the patch. */
export type PatchResult =
  | { readonly kind: "document"; readonly document: unknown }
  | { readonly kind: "failed"; readonly index: number; readonly problem: string };

/** Members that projects never have, but JavaScript's objects and arrays do. */
const reserved: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype", "length"]);

/** Applies a patch to a copy of the document. */
export function applyOperations(
  document: unknown,
  operations: readonly PatchOperation[],
): PatchResult {
  for (const [index, operation] of operations.entries()) {
    if (pointers(operation).some(isReserved)) {
      return {
        kind: "failed",
        index,
        problem: "must not name __proto__, constructor, prototype or length, which no project has",
      };
    }
  }
  // The library changes the document that it is given.
  const result: unknown = structuredClone(document);
  for (const [index, operation] of operations.entries()) {
    const problem = problemOf(result, operation);
    if (problem !== undefined) return { kind: "failed", index, problem };
  }
  return { kind: "document", document: result };
}

/** Applies one operation, or says why it cannot be applied. */
function problemOf(document: unknown, operation: PatchOperation): string | undefined {
  try {
    const [failure = null] = applyPatch(document, [operation as Operation]);
    if (failure !== null) return failureOf(operation);
    if (operation.op !== "copy" || JSON.stringify(document).length <= copiedCharactersMax)
      return undefined;
    return `copy to ${operation.path} would make the project longer than ${copiedCharactersMax} characters`;
  } catch (error) {
    // The library throws TypeError for a member of a value without members, the engine RangeError for too deep nesting.
    if (error instanceof TypeError || error instanceof RangeError) return failureOf(operation);
    throw error;
  }
}

function pointers({ path, from }: PatchOperation): string[] {
  return from === undefined ? [path] : [path, from];
}

function isReserved(pointer: string): boolean {
  return pointer.split("/").some((step) => reserved.has(step));
}

/** The library's message may repeat values of the project. The path and the operation are enough to fix it. */
function failureOf({ op, path }: PatchOperation): string {
  return op === "test"
    ? `the test of ${path} failed`
    : `${op} of ${path} cannot be applied; check that the project has this member`;
}
