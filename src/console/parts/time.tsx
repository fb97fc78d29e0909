// An instant.
import { dateTime } from "../text/time.ts";

interface TimeProps {
  /** ISO 8601; nothing is shown as `never`. */
  readonly at: string | null | undefined;
  readonly never: string;
}

/** In the reader's time zone; the exact instant is in the element. */
export function Time({ at, never }: TimeProps) {
  if (at === null || at === undefined) return <span class="quiet">{never}</span>;
  return (
    <time dateTime={at} title={at}>
      {dateTime(at)}
    </time>
  );
}
