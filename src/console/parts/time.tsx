// A point in time.
import { dateTime } from "../text/time.ts";

interface TimeProps {
  /** ISO 8601. If there is none, `never` is shown. */
  readonly at: string | null | undefined;
  readonly never: string;
}

/** It is shown in the reader's time zone. The exact instant is in the element. */
export function Time({ at, never }: TimeProps) {
  if (at === null || at === undefined) return <span class="quiet">{never}</span>;
  return (
    <time dateTime={at} title={at}>
      {dateTime(at)}
    </time>
  );
}
