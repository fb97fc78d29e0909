// A process whose memory a test measures: what it holds can be told from what its client and its origin hold. The process
// tells its URL first, and its peak of resident bytes whenever it is asked.
import { fork } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";

/** A running child. */
export interface MeasuredChild {
  readonly url: string;
  /** The most memory that the child has had resident so far. */
  residentBytesMax(): Promise<number>;
}

/** Starts a module as a child, which ends with the running test. The module answers by `answerMeasuring`. */
export async function startMeasuredChild(
  module: URL,
  argv: readonly string[],
): Promise<MeasuredChild> {
  const child = fork(module, argv, { execArgv: [] });
  onTestFinished(() => {
    child.kill();
  });
  const next = async (): Promise<unknown> => {
    const [message]: unknown[] = await once(child, "message");
    return message;
  };
  const url = await next();
  if (typeof url !== "string") throw new Error("the child did not tell its URL");
  return {
    url,
    async residentBytesMax() {
      const told = next();
      child.send("resident");
      return Number(await told);
    },
  };
}
