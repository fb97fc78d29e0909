// JSON Patch (RFC 6902) on documents that keep their spelling; only the operations `add`, `replace`
// and `remove`, which are the ones the admin API's clients send.

import { memberOf, parseTree, stringOf, type JsonTree } from "./json-tree.ts";

/** Why a patch was not applied. */
export class PatchError extends Error {}

/** Applies a patch in place; throws PatchError for what cannot be applied. */
export function applyPatch(document: JsonTree, patch: JsonTree): void {
  if (patch.kind !== "array") throw new PatchError("a JSON patch must be an array");
  for (const operation of patch.items) {
    const op = stringOf(memberOf(operation, "op"));
    const path = stringOf(memberOf(operation, "path"));
    if (op === undefined || path === undefined) throw new PatchError("op or path is missing");
    const names = path.split("/").slice(1).map(unescapePointer);
    const last = names.pop();
    if (last === undefined) throw new PatchError("the whole document cannot be replaced");
    const holder = names.reduce<JsonTree | undefined>(step, document);
    if (holder === undefined) throw new PatchError(`path ${path} does not exist`);
    if (op === "remove") removeAt(holder, last);
    else if (op === "add" || op === "replace")
      putAt(holder, last, memberOf(operation, "value"), op);
    else throw new PatchError(`operation ${op} is not supported`);
  }
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function step(tree: JsonTree | undefined, name: string): JsonTree | undefined {
  return tree?.kind === "array" ? tree.items[Number(name)] : memberOf(tree, name);
}

function putAt(holder: JsonTree, name: string, value: JsonTree | undefined, op: string): void {
  const put = value ?? parseTree("null");
  if (holder.kind === "object") holder.members.set(name, put);
  else if (holder.kind === "array" && name === "-") holder.items.push(put);
  else if (holder.kind === "array") holder.items.splice(Number(name), op === "add" ? 0 : 1, put);
  else throw new PatchError(`there is nothing at ${name}`);
}

function removeAt(holder: JsonTree, name: string): void {
  if (holder.kind === "object" && holder.members.delete(name)) return;
  if (holder.kind === "array" && holder.items.splice(Number(name), 1).length === 1) return;
  throw new PatchError(`there is nothing at ${name}`);
}
