// Asks for a line on a terminal. What is typed is shown.
import { createInterface } from "node:readline";

/** Asks a question. Undefined if there is no terminal to ask on. Empty if the person gave up. */
export type AskLine = (question: string, signal: AbortSignal) => Promise<string | undefined>;

/** Asks on the terminal that the process reads from. The question goes to stderr, because stdout is for data. */
export const askLine: AskLine = (question, signal) => {
  const { stdin: input, stderr: output } = process;
  if (!input.isTTY) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const lines = createInterface({ input, output });
    const giveUp = (): void => lines.close();
    signal.addEventListener("abort", giveUp, { once: true });
    // Ctrl-C closes it, and so does Ctrl-D.
    lines.once("SIGINT", giveUp);
    lines.once("close", () => {
      signal.removeEventListener("abort", giveUp);
      // It does nothing if a line was typed.
      resolve("");
    });
    lines.question(question, (line) => {
      resolve(line);
      lines.close();
    });
    if (signal.aborted) giveUp();
  });
};
