// A failure's cause, as far as a log may know it.

/** What a log line says of a cause. */
export interface CauseNote {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  /** The cause behind it, one step back. */
  readonly from?: CauseNote;
}

const messageCharactersMax = 200;

/** Name, code and message, and nothing else: other properties of an error may hold a request's headers. */
export function causeNote(cause: unknown, steps = 2): CauseNote | undefined {
  if (!(cause instanceof Error)) return undefined;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  const from = steps > 1 ? causeNote(cause.cause, steps - 1) : undefined;
  return {
    name: cause.name,
    ...(code === undefined ? {} : { code }),
    ...(cause.message === "" ? {} : { message: cause.message.slice(0, messageCharactersMax) }),
    ...(from === undefined ? {} : { from }),
  };
}

/** Where an error was made, without its message: function names and places in the code. */
export function stackOf(cause: unknown): readonly string[] {
  const stack = cause instanceof Error ? (cause.stack ?? "") : "";
  return stack.split("\n").flatMap((line) => (/^\s+at /u.test(line) ? [line.trim()] : []));
}
