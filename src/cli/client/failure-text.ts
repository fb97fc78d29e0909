// A failure as text for a person: what happened, why, what to do next.
import { plain } from "./text.ts";
import type { Failure } from "./reply.ts";

/** What to do about an error of the API, by its id. */
const nextSteps: Readonly<Record<string, string>> = {
  control_key_required:
    "The key of --key-file is unknown there, revoked or expired. Ask an operator for another; the first one was written to a file when `edge-sessions control` first started.",
  control_key_insufficient:
    "Use a key with the scope it takes. `edge-sessions list keys` shows what each may do.",
  control_not_found:
    "`edge-sessions list projects` and `edge-sessions list keys` show what this key may see.",
  control_conflict: "Choose another one, or remove what is in its place.",
  control_revision_changed:
    "Somebody changed it meanwhile. Look with `edge-sessions get project`, and repeat with the revision it shows.",
  control_settings_refused: "Nothing was changed. Mend what is listed, and repeat.",
  control_failed: "The log of the control plane says more.",
};

/** Whom was asked, by which command. */
export interface Asked {
  /** Name of the command. */
  readonly command: string;
  /** URL of the control plane. */
  readonly url: string;
}

/** The text. `note` stands in place of the usual next step. */
export function failureText(failure: Failure, { command, url }: Asked, note?: string): string {
  const [what, ...rest] = linesOf(failure, url, note);
  return `edge-sessions ${command}: ${what}\n${rest.map((line) => `  ${line}\n`).join("")}`;
}

function linesOf(failure: Failure, url: string, note: string | undefined): readonly string[] {
  switch (failure.kind) {
    case "refused": {
      const { status, error } = failure;
      const next = note ?? nextSteps[error.id];
      return [
        `refused with ${status} ${plain(error.id)}. ${plain(error.message)}`,
        ...(error.reason === "" ? [] : [`Why: ${plain(error.reason)}`]),
        ...(error.details?.problems ?? []).map(
          ({ path, problem }) => `${plain(path)}: ${plain(problem)}`,
        ),
        ...(next === undefined ? [] : [`Next: ${next}`]),
      ];
    }
    case "foreign":
      return [
        `${url} ${plain(failure.what)}.`,
        "Next: check that this is the URL of a control plane, with its path if it has one (--control).",
      ];
    case "silent":
      return [
        `${url} did not answer: ${plain(failure.why)}.`,
        ...doubt(failure.unsure),
        "Next: check the URL (--control, or EDGE_SESSIONS_CONTROL), and that a control plane runs there; `edge-sessions control` starts one.",
      ];
    case "interrupted":
      return ["interrupted before there was an answer.", ...doubt(failure.unsure)];
    default:
      return failure satisfies never;
  }
}

function doubt(unsure: boolean): readonly string[] {
  return unsure ? ["Whether it was done is not known: look before you repeat it."] : [];
}
