// An id: long, and copied rather than read.

interface IdProps {
  readonly value: string;
}

/** Monospaced; may break anywhere. */
export function Id({ value }: IdProps) {
  return <code class="id">{value}</code>;
}
