// Reads the edge's own metrics from the text that Prometheus reads.

/** One series. */
interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** Sums the series of a metric (its name without `edge_sessions_`) whose labels have these values; undefined where there is none. */
export type SumOf = (name: string, labels?: Readonly<Record<string, string>>) => number | undefined;

/** The sums of a text; undefined where it is not an edge's. */
export function readMetrics(text: string): SumOf | undefined {
  const samples = text.split("\n").flatMap((line) => sampleOf(line) ?? []);
  if (!samples.some(({ name }) => name === "build_info")) return undefined;
  return (wanted, labels = {}) => {
    const found = samples.filter(
      ({ name, labels: has }) =>
        name === wanted && Object.entries(labels).every(([key, value]) => has.get(key) === value),
    );
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  };
}

function sampleOf(line: string): Sample | undefined {
  const parts = /^edge_sessions_(\w+)(?:\{(.*)\})? (\d+(?:\.\d+)?(?:e\+?\d+)?)$/u.exec(line);
  if (parts === null) return undefined;
  const [, name = "", labels = "", value] = parts;
  return { name, labels: labelsOf(labels), value: Number(value) };
}

/** Labels as the exposition format writes them: `name="value",name="value"`; what does not look so ends them. */
function labelsOf(text: string): ReadonlyMap<string, string> {
  // Anchored where the last label ended: a pattern that may begin anywhere would look at long names again and again.
  const label = /(\w+)="((?:\\.|[^"\\])*)",?/uy;
  const found = new Map<string, string>();
  for (;;) {
    const [, name, value] = label.exec(text) ?? [];
    if (name === undefined || value === undefined) return found;
    found.set(name, value);
  }
}
