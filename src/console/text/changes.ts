// The differences between the two states in a line of the audit log.

/** One value that was added, changed or removed. `undefined` means that it did not exist. */
export interface ValueChange {
  /** Its place in the state, such as `feature_flags.hosts`. Empty for the state itself. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Lists the changes in the order of the later state. Ids are at the end, because they say least to a reader. */
export function changesBetween(before: unknown, after: unknown): readonly ValueChange[] {
  const [was, is] = [leaves(before), leaves(after)];
  const paths = [...is.keys(), ...[...was.keys()].filter((path) => !is.has(path))];
  const changes = paths
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }))
    .filter((change) => change.before !== change.after);
  const isId = ({ path }: ValueChange) => /(^|[._])id$/.test(path);
  return [...changes.filter((change) => !isId(change)), ...changes.filter(isId)];
}

function leaves(state: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, path: string) => {
    if (value === null || value === undefined) return;
    // A list is one value, because the place of an item does not matter to a reader.
    if (Array.isArray(value)) found.set(path, value.map(textOf).join(", ") || "(none)");
    else if (typeof value !== "object") found.set(path, textOf(value));
    else
      for (const [name, inner] of Object.entries(value))
        visit(inner, path === "" ? name : `${path}.${name}`);
  };
  visit(state, "");
  return found;
}

function textOf(value: unknown): string {
  if (value === "") return "(empty)";
  return typeof value === "string" ? value : JSON.stringify(value);
}
