// The name of an edge among others that may have the same one.

/** What every edge that was asked says of itself. */
export interface EdgeAnswer {
  readonly edge: string;
  readonly instance: string;
  readonly region: string | null;
  readonly answered: boolean;
  readonly reason: string | null;
}

/** Its name and region. Workers of one edge have the same name, so each gets the beginning of its instance too. */
export function edgeName(edge: EdgeAnswer, all: readonly EdgeAnswer[]): string {
  const isShared = all.some((other) => other !== edge && other.edge === edge.edge);
  const worker = isShared ? ` · ${edge.instance.slice(0, 8)}` : "";
  return `${edge.edge}${edge.region === null ? "" : ` (${edge.region})`}${worker}`;
}
