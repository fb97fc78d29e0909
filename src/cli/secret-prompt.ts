// Asks for a secret on a terminal without showing what is typed.

/** The part of a terminal's input that is needed; `process.stdin` has it. */
export interface KeyboardInput {
  readonly isTTY?: boolean | undefined;
  setRawMode?(on: boolean): unknown;
  setEncoding(encoding: "utf8"): unknown;
  on(event: "data", listener: (text: string) => void): unknown;
  off(event: "data", listener: (text: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const charactersMax = 65_536;

/** What was typed or pasted up to Enter; undefined if there is no terminal, or it was aborted. */
export async function askSecret(
  question: string,
  input: KeyboardInput,
  output: { write(text: string): unknown },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (input.isTTY !== true || input.setRawMode === undefined || signal.aborted) return undefined;
  // Before the question is shown, so that a secret that is pasted at once is not echoed.
  input.setRawMode(true);
  try {
    input.setEncoding("utf8");
    output.write(question);
    return await typed(input, signal);
  } finally {
    input.setRawMode(false);
    input.pause();
    output.write("\n");
  }
}

function typed(input: KeyboardInput, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let line = "";
    const end = (result: string | undefined): void => {
      input.off("data", take);
      signal.removeEventListener("abort", giveUp);
      resolve(result);
    };
    const giveUp = (): void => end(undefined);
    const take = (text: string): void => {
      for (const key of text) {
        if (key === "\r" || key === "\n") return end(line);
        // In raw mode Ctrl-C and Ctrl-D are characters.
        if (key === "\u0003" || key === "\u0004" || line.length > charactersMax)
          return end(undefined);
        line = key === "\u007f" || key === "\b" ? line.slice(0, -1) : line + key;
      }
    };
    signal.addEventListener("abort", giveUp, { once: true });
    input.on("data", take);
    input.resume();
  });
}
