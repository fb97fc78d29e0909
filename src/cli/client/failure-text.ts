// A failure as text for a person: what happened, why, what to do next.
import { plain } from "./text.ts";
import type { ControlErrorId } from "../../control/errors.ts";
import type { Failure } from "./reply.ts";

/** What to do about an error of the API, in addition to what the API says itself. */
const nextSteps = {
  control_key_required:
    "The key is the one in --key-file. The control plane does not know it, or it is revoked or expired. An operator can create another one. The first key was written to a file when `edge-sessions control` first started.",
  control_key_insufficient: "`edge-sessions list keys` shows the scopes of each key.",
  control_not_found:
    "`edge-sessions list projects` and `edge-sessions list keys` show what this key can see.",
  control_revision_changed: "`edge-sessions get project` shows the project's current revision.",
} satisfies Partial<Record<ControlErrorId, string>>;

const steps: ReadonlyMap<string, string> = new Map(Object.entries(nextSteps));

/** Which control plane was asked, by which command. */
export interface Asked {
  /** Name of the command. */
  readonly command: string;
  /** URL of the control plane. */
  readonly url: string;
}

/** The text. `note` is what to do in this case; for a refusal it replaces the usual hint. */
export function failureText(failure: Failure, { command, url }: Asked, note?: string): string {
  const [what, ...rest] = linesOf(failure, url, note);
  return `edge-sessions ${command}: ${what}\n${rest.map((line) => `  ${line}\n`).join("")}`;
}

function linesOf(failure: Failure, url: string, note: string | undefined): readonly string[] {
  switch (failure.kind) {
    case "refused": {
      const { status, error } = failure;
      const { id, reason, message } = error;
      const next = note ?? steps.get(id);
      return [
        `refused with ${status} ${plain(id)}. ${plain(reason === "" ? message : reason)}`,
        ...(error.details?.problems ?? []).map(
          ({ path, problem }) => `${plain(path)}: ${plain(problem)}`,
        ),
        ...(reason === "" ? [] : [`Next: ${plain(message)}`]),
        ...listed(next),
      ];
    }
    case "foreign":
      return [
        `${url} ${plain(failure.what)}.`,
        ...listed(note),
        "Next: check that --control is the URL of a control plane, with its path if it has one.",
      ];
    case "silent":
      return [
        `${url} did not answer: ${plain(failure.why)}.`,
        ...doubt(failure.unsure),
        ...listed(note),
        "Next: check the URL (--control or EDGE_SESSIONS_CONTROL), and that a control plane runs there. `edge-sessions control` starts one.",
      ];
    case "interrupted":
      return ["interrupted before an answer came.", ...doubt(failure.unsure), ...listed(note)];
    default:
      return failure satisfies never;
  }
}

function listed(next: string | undefined): readonly string[] {
  return next === undefined ? [] : [next];
}

function doubt(unsure: boolean): readonly string[] {
  return unsure ? ["The request may have taken effect. Check before you repeat it."] : [];
}
