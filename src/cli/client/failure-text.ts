// A failure as text for a person: what happened, why, what to do next.
import { plain } from "./text.ts";
import type { ControlErrorId } from "../../control/errors.ts";
import type { Failure } from "./reply.ts";

/** What to do here about an error of the API, besides what the API says itself. */
const nextSteps = {
  control_key_required:
    "Here that is the key of --key-file: it is unknown there, revoked or expired. An operator makes others; the first key was written to a file when `edge-sessions control` first started.",
  control_key_insufficient: "`edge-sessions list keys` shows what each key may do.",
  control_not_found: "`edge-sessions list projects` and `list keys` show what this key may see.",
  control_revision_changed: "`edge-sessions get project` shows the revision that it has now.",
} satisfies Partial<Record<ControlErrorId, string>>;

const steps: ReadonlyMap<string, string> = new Map(Object.entries(nextSteps));

/** Whom was asked, by which command. */
export interface Asked {
  /** Name of the command. */
  readonly command: string;
  /** URL of the control plane. */
  readonly url: string;
}

/** The text. `note` is what to do in this case; for a refusal it stands in place of the usual hint. */
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
        "Next: check that this is the URL of a control plane, with its path if it has one (--control).",
      ];
    case "silent":
      return [
        `${url} did not answer: ${plain(failure.why)}.`,
        ...doubt(failure.unsure),
        ...listed(note),
        "Next: check the URL (--control, or EDGE_SESSIONS_CONTROL), and that a control plane runs there; `edge-sessions control` starts one.",
      ];
    case "interrupted":
      return ["interrupted before there was an answer.", ...doubt(failure.unsure), ...listed(note)];
    default:
      return failure satisfies never;
  }
}

function listed(next: string | undefined): readonly string[] {
  return next === undefined ? [] : [next];
}

function doubt(unsure: boolean): readonly string[] {
  return unsure ? ["Whether it was done is not known: look before you repeat it."] : [];
}
