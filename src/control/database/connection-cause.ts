// The message of a failure of the database.

/** An error's message. An error without one, such as for a name with several addresses, has the messages of its parts. */
export function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === "") {
    return cause.errors.map(messageOf).join("; ");
  }
  return cause instanceof Error ? cause.message : String(cause);
}
