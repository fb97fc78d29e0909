// What a failure of the database says of itself.

/** An error's message; those of all its parts where, as for a name with several addresses, it has none itself. */
export function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === "") {
    return cause.errors.map(messageOf).join("; ");
  }
  return cause instanceof Error ? cause.message : String(cause);
}
