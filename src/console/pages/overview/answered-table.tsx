// How the last hour's checks were answered, and what that means.
import { Table } from "../../parts/table.tsx";
import { count, share } from "../../text/numbers.ts";
import type { TrafficTotal } from "../../api/traffic.ts";
import type { CountName } from "./span.ts";

interface AnsweredTableProps {
  readonly total: TrafficTotal;
}

const ways: readonly (readonly [name: CountName, words: string, meaning: string])[] = [
  ["hits", "Hit", "From the store; the identity server was not asked, or only in the background."],
  ["misses", "Miss", "Nothing stored, or too old: fetched, and stored for the next check."],
  ["forced", "Forced", "The check asked for a fresh answer (max-age=0)."],
  ["bypass", "Bypass", "Passed on and not stored; Cache-Status of the answer says why."],
  ["errors", "Error", "The identity server gave no answer, and nothing could stand in."],
];

/** One row for each way. */
export function AnsweredTable({ total }: AnsweredTableProps) {
  return (
    <Table
      caption="How checks were answered in the last hour"
      columns={["Way", "#Checks", "#Share", "Meaning"]}
    >
      {ways.map(([name, words, meaning]) => (
        <tr key={name}>
          <th scope="row">{words}</th>
          <td class="number">{count(total[name])}</td>
          <td class="number">{share(total[name], total.checks)}</td>
          <td class="words">{meaning}</td>
        </tr>
      ))}
    </Table>
  );
}
