// The answer to one check.
import { Table } from "../../parts/table.tsx";
import { explainCacheStatus, noCacheStatus } from "../../text/cache-status.ts";
import { milliseconds } from "../../text/numbers.ts";
import type { LiveCheck } from "../../api/edge.ts";

interface CheckAnswerProps {
  /** Which of the checks it is. */
  readonly place: string;
  readonly answer: LiveCheck;
}

/** Shows the status, the meaning of its Cache-Status, and its headers. */
export function CheckAnswer({ place, answer }: CheckAnswerProps) {
  const cacheStatus = answer.headers.find(([name]) => name.toLowerCase() === "cache-status")?.[1];
  return (
    <div class="answer">
      <h3>
        {place}: {answer.status} in {milliseconds(answer.duration_ms)}
      </h3>
      <p>{cacheStatus === undefined ? noCacheStatus : explainCacheStatus(cacheStatus)}</p>
      <Table caption={`${place}: headers`} quiet columns={["Header", "Value"]}>
        {answer.headers.map(([name, value], index) => (
          <tr
            key={index}
            class={name.toLowerCase() === "cache-status" || name === "Age" ? "marked" : undefined}
          >
            <th scope="row">{name}</th>
            <td>
              <code>{value}</code>
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
