// Where a server's log lines go: as JSON for programs, or as text for a person at a terminal.
import { textLine } from "../observe/logs/text-line.ts";
import type { ServerOptions } from "../config/options/server-options.ts";

/** A stream of text. */
interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/**
 * A function that writes one log line. By default a terminal gets text, and everything else JSON. Only a terminal gets
 * colours, and only without `NO_COLOR` (no-color.org).
 */
export function createLogOutput(
  format: ServerOptions["log-format"],
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
): (line: string) => void {
  const terminal = output.isTTY === true;
  if ((format ?? (terminal ? "text" : "json")) === "json") return (line) => output.write(line);
  const coloured = terminal && (env["NO_COLOR"] ?? "") === "";
  return (line) => output.write(textLine(line, coloured));
}
