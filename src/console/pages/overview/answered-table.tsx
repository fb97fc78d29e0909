// How the checks of a range were answered, and what that means.
import { Table } from "../../parts/table.tsx";
import { count, share } from "../../text/numbers.ts";
import type { TrafficTotal } from "../../api/traffic.ts";
import type { CountName } from "./span.ts";

interface AnsweredTableProps {
  readonly total: TrafficTotal;
  /** What the range is, such as `last hour`. */
  readonly last: string;
}

const results: readonly (readonly [name: CountName, words: string, meaning: string])[] = [
  [
    "hits",
    "Hit",
    "Answered from the store. The identity server was not asked, or only in the background.",
  ],
  [
    "misses",
    "Miss",
    "Nothing was stored, or it was too old. The answer was fetched and stored for the next check.",
  ],
  ["forced", "Forced", "The check asked for a fresh answer (max-age=0)."],
  [
    "bypass",
    "Passed on",
    "Sent to the identity server, and not stored. Cache-Status in the answer says why.",
  ],
  ["errors", "Error", "The identity server did not answer, and no stored answer could be used."],
];

/** Shows one row for each result. */
export function AnsweredTable({ total, last }: AnsweredTableProps) {
  return (
    <Table
      caption={`How checks were answered in the ${last}`}
      cards
      columns={["Result", "#Checks", "#Share", "Meaning"]}
    >
      {results.map(([name, words, meaning]) => (
        <tr key={name}>
          <th scope="row">{words}</th>
          <td class="number" data-label="Checks">
            {count(total[name])}
          </td>
          <td class="number" data-label="Share">
            {share(total[name], total.checks)}
          </td>
          <td class="words">{meaning}</td>
        </tr>
      ))}
    </Table>
  );
}
