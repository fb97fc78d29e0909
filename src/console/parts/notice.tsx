// A box for a note, a warning or an error.
import type { ComponentChildren } from "preact";
import type { ApiProblem } from "../api/problem.ts";

interface NoticeProps {
  readonly kind: "note" | "good" | "warning" | "bad";
  readonly children: ComponentChildren;
  /** Whether screen readers announce it at once. */
  readonly urgent?: boolean;
  readonly id?: string;
}

/** A box with text. */
export function Notice({ kind, children, urgent = false, id }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} id={id} {...(urgent ? { role: "alert" } : {})}>
      {children}
    </div>
  );
}

interface ProblemNoticeProps {
  readonly problem: ApiProblem | undefined;
  /** Whether the problem at this path is shown beside its field, so that it need not be repeated. */
  readonly besideFields?: (path: string) => boolean;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

/** Says why a call failed, with the API's error id, so that it can be looked up. Draws nothing if there is no problem. */
export function ProblemNotice({ problem, besideFields, children }: ProblemNoticeProps) {
  if (problem === undefined) return null;
  const rest = problem.problems.filter(({ path }) => besideFields?.(path) !== true);
  const allBeside = problem.problems.length > 0 && rest.length === 0;
  return (
    <Notice kind="bad" urgent>
      <p>
        {allBeside ? "Nothing was changed. Fix the fields that are marked above." : problem.message}{" "}
        <code class="quiet">{problem.id}</code>
      </p>
      {problem.retryAfterSeconds !== undefined && (
        <p>Try again in {problem.retryAfterSeconds} s.</p>
      )}
      {rest.length > 0 && (
        <ul>
          {rest.map(({ path, problem: words }) => (
            <li key={path}>
              <code>{path}</code>: {words}
            </li>
          ))}
        </ul>
      )}
      {children}
    </Notice>
  );
}
