// One line of the audit log.
import { Time } from "../../parts/time.tsx";
import { changesBetween } from "../../text/changes.ts";
import type { ActivityLine } from "../../api/activity.ts";

interface ActivityRowProps {
  readonly line: ActivityLine;
}

const shownMax = 4;

/** Shows when, who, what, and the values that changed. */
export function ActivityRow({ line }: ActivityRowProps) {
  const changes = changesBetween(line.before, line.after);
  const [shown, rest] = [changes.slice(0, shownMax), changes.slice(shownMax)];
  return (
    <tr>
      <td>
        <Time at={line.at} never="–" />
      </td>
      <th scope="row">{line.actor.name}</th>
      <td>
        <code>{line.action}</code>
      </td>
      <td class="breaks">{line.subject}</td>
      <td>
        <Changes changes={shown} />
        {rest.length > 0 && (
          <details>
            <summary>{rest.length} more</summary>
            <Changes changes={rest} />
          </details>
        )}
      </td>
    </tr>
  );
}

function Changes({ changes }: { readonly changes: ReturnType<typeof changesBetween> }) {
  if (changes.length === 0) return <span class="quiet">–</span>;
  return (
    <ul class="changes">
      {changes.map(({ path, before, after }) => (
        <li key={path}>
          {path !== "" && <span class="quiet">{path}: </span>}
          {before !== undefined && <del>{before}</del>}
          {before !== undefined && after !== undefined && " → "}
          {after !== undefined && <ins>{after}</ins>}
        </li>
      ))}
    </ul>
  );
}
