// The answer to one check.
import { Table } from "../../parts/table.tsx";
import { explainCheck } from "../../text/check-outcome.ts";
import { milliseconds } from "../../text/numbers.ts";
import { useProject } from "../../state/project.ts";
import type { LiveCheck } from "../../api/edge.ts";

interface CheckAnswerProps {
  /** Which of the checks it is. */
  readonly place: string;
  readonly answer: LiveCheck;
}

/** Shows the status, what it means, and its headers. */
export function CheckAnswer({ place, answer }: CheckAnswerProps) {
  const { project } = useProject();
  const { origin_url: originUrl } = project.services.identity.config.feature_flags;
  return (
    <div class="answer">
      <h3>
        {place}: {answer.status} in {milliseconds(answer.duration_ms)}
      </h3>
      {explainCheck(answer, originUrl).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {answer.error_id !== null && (
        <p class="quiet">
          Error <code>{answer.error_id}</code>
        </p>
      )}
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
