// Words that stand out: something to know, to mind, or that failed.
import type { ComponentChildren } from "preact";
import type { ApiProblem } from "../api/problem.ts";

interface NoticeProps {
  readonly kind: "note" | "good" | "warning" | "bad";
  readonly children: ComponentChildren;
  /** Told by screen readers at once. */
  readonly urgent?: boolean;
  readonly id?: string;
}

/** A box with words. */
export function Notice({ kind, children, urgent = false, id }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} id={id} {...(urgent ? { role: "alert" } : {})}>
      {children}
    </div>
  );
}

interface ProblemNoticeProps {
  readonly problem: ApiProblem | undefined;
  /** Paths of problems that stand beside their fields, and need not be repeated. */
  readonly besideFields?: (path: string) => boolean;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

/** Why a call failed, with the API's error id, so that it can be looked up. Nothing without a problem. */
export function ProblemNotice({ problem, besideFields, children }: ProblemNoticeProps) {
  if (problem === undefined) return null;
  const rest = problem.problems.filter(({ path }) => besideFields?.(path) !== true);
  const allBeside = problem.problems.length > 0 && rest.length === 0;
  return (
    <Notice kind="bad" urgent>
      <p>
        {allBeside ? "Nothing was changed. Mend what is marked above." : problem.message}{" "}
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
