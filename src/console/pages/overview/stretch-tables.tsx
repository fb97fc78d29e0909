// The numbers of the charts, with a row for each minute, hour or day.
import { Table } from "../../parts/table.tsx";
import { count, milliseconds, quotient, seconds, share } from "../../text/numbers.ts";
import { rowTime } from "../../text/span-time.ts";
import { mostOf, sumOf, type MeasureName, type Stretch } from "./span.ts";
import type { Range } from "./range.ts";

interface CountsTableProps {
  /** Newest first. */
  readonly stretches: readonly Stretch[];
  readonly range: Range;
}

/** Shows the checks of each row and how they were answered. */
export function CountsTable({ stretches, range }: CountsTableProps) {
  return (
    <Table
      caption={`Checks per ${range.row.toLowerCase()}, newest first`}
      columns={[
        range.row,
        "#Checks",
        "#Hits",
        "#Hit ratio",
        "#Errors",
        "#Identity server calls",
        "#Calls per check",
      ]}
    >
      {stretches.map(({ start, steps }) => {
        const of = (name: Parameters<typeof sumOf>[1]) => sumOf(steps, name);
        const [checks, hits, calls] = [of("checks"), of("hits"), of("origin_calls")];
        return (
          <tr key={start}>
            <th scope="row">{rowTime(start, range.rowSeconds)}</th>
            <td class="number">{count(checks)}</td>
            <td class="number">{count(hits)}</td>
            <td class="number">{share(hits, checks)}</td>
            <td class="number">{count(of("errors"))}</td>
            <td class="number">{count(calls)}</td>
            <td class="number">{quotient(calls, checks - of("bypass"))}</td>
          </tr>
        );
      })}
    </Table>
  );
}

interface MeasuresTableProps extends CountsTableProps {
  /** P50, P95, P99. */
  readonly names: readonly [MeasureName, MeasureName, MeasureName];
  /** Whose times, as in “at the edge”. */
  readonly of: string;
  /** The length of a step. */
  readonly stepSeconds: number;
}

/** Quantiles of several steps cannot be added up, so it shows the worst step of each row. */
export function MeasuresTable({ stretches, range, names, of, stepSeconds }: MeasuresTableProps) {
  return (
    <Table
      caption={`Answer time ${of} in the worst ${seconds(stepSeconds)} of each ${range.row.toLowerCase()}, newest first`}
      columns={[range.row, "#P50", "#P95", "#P99"]}
    >
      {stretches.map(({ start, steps }) => (
        <tr key={start}>
          <th scope="row">{rowTime(start, range.rowSeconds)}</th>
          {names.map((name) => (
            <td key={name} class="number">
              {milliseconds(mostOf(steps, name))}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}
