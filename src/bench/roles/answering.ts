// A role's end of the talk: answers what the command asks, one question at a time, and ends with it.
import type { Roles } from "../questions.ts";

/** What goes over the channel between the command and a role. */
export interface Reply {
  readonly answer?: unknown;
  readonly error?: string;
}

/** Answers questions until the command is gone. */
export function answerAs<Role extends keyof Roles>(
  answer: (
    question: Roles[Role]["question"],
  ) => Roles[Role]["answer"] | Promise<Roles[Role]["answer"]>,
): void {
  const reply = (content: Reply): void => {
    process.send?.(content);
  };
  // The channel carries what `children.ts` sends, and nothing else.
  process.on("message", (question: Roles[Role]["question"]) => {
    const given = new Promise<Roles[Role]["answer"]>((resolve) => resolve(answer(question)));
    given.then(
      (told) => reply({ answer: told }),
      (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C reaches every process of the terminal; the command ends this one when it has ended the others.
  process.on("SIGINT", () => undefined);
}
