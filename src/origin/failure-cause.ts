// What a failure shows in the log: the text of an error, but never the bytes that caused it.

/**
 * An error with only the message and code of another. undici's parser errors carry the bytes that they failed on, and
 * those may hold a session. A logger that prints every property of an error must not find them.
 */
export function loggableCause(error: unknown): Error {
  if (error instanceof AggregateError) {
    // Connecting throws this if all addresses of a name failed. Its own message is empty.
    return new Error(error.errors.map((each) => describe(each)).join("; "));
  }
  return new Error(describe(error));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error && typeof error.code === "string" ? `${error.code}: ` : "";
  return `${code}${error.message}`;
}
