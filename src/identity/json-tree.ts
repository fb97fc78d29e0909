// JSON kept as it was written. Kratos stores traits and metadata as raw text: member order and the
// spelling of strings and numbers ("\u00e9" against "é") come back in the session as they were sent,
// so JSON.parse, which forgets both, is not enough.

/** A JSON document whose scalars keep their spelling and whose members keep their order. */
export type JsonTree =
  | { readonly kind: "object"; readonly members: Map<string, JsonTree> }
  | { readonly kind: "array"; readonly items: JsonTree[] }
  | { readonly kind: "scalar"; readonly text: string };

/** Reads a document; throws a SyntaxError for anything that is not JSON. */
export function parseTree(text: string): JsonTree {
  JSON.parse(text);
  const tokens = text.match(tokenPattern) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? "";
  const value = (): JsonTree => {
    const token = next();
    if (token === "{") return object();
    if (token === "[") return array();
    return { kind: "scalar", text: token };
  };
  const object = (): JsonTree => {
    const members = new Map<string, JsonTree>();
    while (tokens[at] !== "}") {
      if (tokens[at] === ",") at += 1;
      const name = String(JSON.parse(next()));
      at += 1; // the colon
      members.set(name, value());
    }
    at += 1;
    return { kind: "object", members };
  };
  const array = (): JsonTree => {
    const items: JsonTree[] = [];
    while (tokens[at] !== "]") {
      if (tokens[at] === ",") at += 1;
      items.push(value());
    }
    at += 1;
    return { kind: "array", items };
  };
  return value();
}

// JSON.parse has accepted the text before, so a loose pattern finds exactly its tokens.
const tokenPattern = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gu;

/** The document on one line. */
export function treeText(tree: JsonTree): string {
  switch (tree.kind) {
    case "scalar":
      return tree.text;
    case "array":
      return `[${tree.items.map(treeText).join(",")}]`;
    case "object":
      return `{${[...tree.members].map(([name, member]) => `${JSON.stringify(name)}:${treeText(member)}`).join(",")}}`;
    default:
      return tree satisfies never;
  }
}

/** A member of an object; undefined if there is none or the tree is not an object. */
export function memberOf(tree: JsonTree | undefined, name: string): JsonTree | undefined {
  return tree?.kind === "object" ? tree.members.get(name) : undefined;
}

/** The string a tree is; undefined for everything else. */
export function stringOf(tree: JsonTree | undefined): string | undefined {
  const value: unknown = tree?.kind === "scalar" ? JSON.parse(tree.text) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** A scalar tree. */
export function scalar(value: string | number | boolean | null): JsonTree {
  return { kind: "scalar", text: JSON.stringify(value) };
}
