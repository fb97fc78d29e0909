// Findings about how the projects of a control plane are. The control plane computes the states; doctor only says them.
import type { Facts, ProjectTrouble } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** Projects that one finding names. */
const namedMax = 10;

/** Whether the control plane answers, and which of its projects are in trouble. */
export function projectFindings({ control }: Facts): readonly Finding[] {
  if (control === undefined) return [];
  if (control.kind !== "seen") {
    const what =
      control.kind === "unreachable"
        ? `The control plane does not answer: ${control.why}.`
        : `The control plane answered ${control.status} to the question about its projects.`;
    return [
      {
        id: "control-unanswered",
        severity: "problem",
        what,
        why: "How the projects are is not known, and nobody can change them.",
        mend: "Compare --control with the URL of the Console without console/. The key needs the scope read.",
      },
    ];
  }
  const { projects, troubles } = control;
  if (troubles.length === 0) return [];
  const named = troubles.slice(0, namedMax).map((trouble) => textOf(trouble));
  const more = troubles.length - named.length;
  return [
    {
      id: "project-state",
      severity: troubles.some(({ severity }) => severity === "bad") ? "problem" : "warning",
      what: `${troubles.length} of ${projects} projects are not well: ${named.join("; ")}${more > 0 ? `; and ${more} more` : ""}.`,
      why: "Checks of these projects fail, are not answered at the edge, or may be answered late with what has changed.",
      mend: "Open Overview of the project in the Console. It says the reason and where to fix it.",
    },
  ];
}

function textOf({ slug, sentence, since }: ProjectTrouble): string {
  return `${slug}: ${sentence}${since === undefined ? "" : ` (since ${since})`}`;
}
