// The numbers of the charts, with a row for each minute.
import { Table } from "../../parts/table.tsx";
import { count, milliseconds, share } from "../../text/numbers.ts";
import { hourMinute } from "../../text/time.ts";
import { mostOf, sumOf, type MeasureName, type Stretch } from "./span.ts";

interface CountsTableProps {
  /** Newest first. */
  readonly stretches: readonly Stretch[];
}

/** Shows the checks of each minute and how they were answered. */
export function CountsTable({ stretches }: CountsTableProps) {
  return (
    <Table
      caption="Checks per minute, newest first"
      columns={["Minute", "#Checks", "#Hits", "#Hit ratio", "#Identity server calls"]}
    >
      {stretches.map(({ start, steps }) => {
        const [checks, hits] = [sumOf(steps, "checks"), sumOf(steps, "hits")];
        return (
          <tr key={start}>
            <th scope="row">{hourMinute(start)}</th>
            <td class="number">{count(checks)}</td>
            <td class="number">{count(hits)}</td>
            <td class="number">{share(hits, checks)}</td>
            <td class="number">{count(sumOf(steps, "origin_calls"))}</td>
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
}

/** Quantiles of several steps cannot be added up, so it shows the worst step of each minute. */
export function MeasuresTable({ stretches, names, of }: MeasuresTableProps) {
  return (
    <Table
      caption={`Answer time ${of} in the worst 5 seconds of each minute, newest first`}
      columns={["Minute", "#P50", "#P95", "#P99"]}
    >
      {stretches.map(({ start, steps }) => (
        <tr key={start}>
          <th scope="row">{hourMinute(start)}</th>
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
