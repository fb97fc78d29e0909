// What a browser or app submits to a flow: JSON or a form, as one tree.

import { memberOf, parseTree, scalar, stringOf, type JsonTree } from "../json-tree.ts";
import { header, type Request } from "../http/request.ts";

/** A submitted body. */
export interface Submission {
  readonly tree: JsonTree;
  /** A string member; empty if there is none. */
  text(name: string): string;
  /** Whether a member is true (`true` in JSON, `true` in a form). */
  flag(name: string): boolean;
}

/** Reads a body; undefined if it is malformed. */
export function readSubmission(request: Request): Submission | undefined {
  const type = header(request, "content-type");
  const text = request.body.toString("utf8");
  const tree = type.includes("application/x-www-form-urlencoded") ? formTree(text) : jsonTree(text);
  if (tree === undefined) return undefined;
  return {
    tree,
    text: (name) => stringOf(memberOf(tree, name)) ?? "",
    flag: (name) => {
      const member = memberOf(tree, name);
      return member?.kind === "scalar" && (member.text === "true" || member.text === '"true"');
    },
  };
}

/** A JSON body as a tree; undefined if it is malformed. */
export function jsonTree(text: string): JsonTree | undefined {
  try {
    return parseTree(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A form as a tree: `traits.name=x` becomes a member of `traits`. */
function formTree(text: string): JsonTree {
  const members = new Map<string, JsonTree>();
  for (const [name, value] of new URLSearchParams(text)) {
    const cut = name.indexOf(".");
    if (cut < 0) {
      members.set(name, scalar(value));
      continue;
    }
    const outer = name.slice(0, cut);
    const held = members.get(outer);
    const inner = held?.kind === "object" ? held : { kind: "object" as const, members: new Map() };
    inner.members.set(name.slice(cut + 1), scalar(value));
    members.set(outer, inner);
  }
  return { kind: "object", members };
}
