// What a failure tells the log: the words of an error, never the bytes it happened on.

/**
 * An error with the message and code of another and nothing else. undici's parser errors carry the bytes they choked on,
 * and those may hold a session: a logger that prints every property of an error must not find them.
 */
export function loggableCause(error: unknown): Error {
  if (error instanceof AggregateError) {
    // What connecting throws when every address of a name failed; its own message is empty.
    return new Error(error.errors.map((each) => describe(each)).join("; "));
  }
  return new Error(describe(error));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error && typeof error.code === "string" ? `${error.code}: ` : "";
  return `${code}${error.message}`;
}
