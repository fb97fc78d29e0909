// What people wait for a hit: now, without a region, and with the plan.
import type { MapFigures } from "../../../api/map.ts";
import { Table } from "../../../parts/table.tsx";
import { milliseconds, share } from "../../../text/numbers.ts";

/** Figures with their name. */
export interface NamedFigures {
  readonly name: string;
  readonly figures: MapFigures | null;
}

/** One column for each set of figures. */
export function FiguresTable({ sets }: { readonly sets: readonly NamedFigures[] }) {
  const [first] = sets;
  const bands = first?.figures?.within ?? [];
  const row = (name: string, write: (figures: MapFigures) => string) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      {sets.map(({ name: set, figures }) => (
        <td key={set} class="number">
          {figures === null ? <span class="quiet">–</span> : write(figures)}
        </td>
      ))}
    </tr>
  );
  return (
    <Table
      caption="What people wait for a hit"
      columns={["", ...sets.map(({ name }) => `#${name}`)]}
    >
      {row("P50", (figures) => milliseconds(figures.p50_ms))}
      {row("P95", (figures) => milliseconds(figures.p95_ms))}
      {row("P99", (figures) => milliseconds(figures.p99_ms))}
      {bands.map(({ ms }) => row(`Within ${ms} ms`, (figures) => peopleWithin(figures, ms)))}
    </Table>
  );
}

/** `97.4 %` of people. */
export function peopleWithin({ within }: MapFigures, ms: number): string {
  return share(within.find((band) => band.ms === ms)?.share ?? 0, 1);
}
