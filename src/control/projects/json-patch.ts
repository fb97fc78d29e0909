// JSON Patch (RFC 6902) on a document that somebody else's key may change: whatever the patch says, it costs little.
import { applyPatch, type Operation } from "rfc6902";
import { copiedCharactersMax } from "../limits.ts";

/** One operation. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: string;
  readonly from?: string | undefined;
  readonly value?: unknown;
}

/** The document with the patch applied, or the operation that cannot be applied, by its place in the patch. */
export type PatchResult =
  | { readonly kind: "document"; readonly document: unknown }
  | { readonly kind: "failed"; readonly index: number; readonly problem: string };

/** Members that documents here never have, but JavaScript's objects and lists do. */
const reserved: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype", "length"]);

/** Applies a patch to a copy of the document. */
export function applyOperations(
  document: unknown,
  operations: readonly PatchOperation[],
): PatchResult {
  for (const [index, operation] of operations.entries()) {
    if (pointers(operation).some(isReserved)) {
      return { kind: "failed", index, problem: "must not name a member that no project has" };
    }
  }
  // The library changes what it is given.
  const result: unknown = structuredClone(document);
  for (const [index, operation] of operations.entries()) {
    const problem = problemOf(result, operation);
    if (problem !== undefined) return { kind: "failed", index, problem };
  }
  return { kind: "document", document: result };
}

/** Applies one operation, or returns why it cannot. */
function problemOf(document: unknown, operation: PatchOperation): string | undefined {
  try {
    const [failure = null] = applyPatch(document, [operation as Operation]);
    if (failure !== null) return failureOf(operation);
    if (operation.op !== "copy" || JSON.stringify(document).length <= copiedCharactersMax)
      return undefined;
    return `copy to ${operation.path} would make the project too large`;
  } catch (error) {
    // The library's, for a member of what has none; and the engine's, for what is nested too deeply to be walked.
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

/** The library's sentence may repeat parts of the project. The place and the kind are enough to fix it. */
function failureOf({ op, path }: PatchOperation): string {
  return op === "test"
    ? `the test of ${path} failed`
    : `${op} of ${path} cannot be applied; check that the member exists`;
}
