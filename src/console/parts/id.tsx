// An id. It is long, and people copy it more often than they read it.

interface IdProps {
  readonly value: string;
}

/** It is monospaced and may break anywhere. */
export function Id({ value }: IdProps) {
  return <code class="id">{value}</code>;
}
