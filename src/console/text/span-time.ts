// Instants in charts and tables: the time of day, or the date where several days are shown.
import { clock, hourMinute } from "./time.ts";

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const daySeconds = 86_400;

/** `3 May`, in the reader's time zone. */
function dayMonth(epochSeconds: number): string {
  const at = new Date(epochSeconds * 1_000);
  return `${at.getDate()} ${months[at.getMonth()] ?? ""}`;
}

/** The instant of a value in steps of this length: `14:07:09`, `3 May 14:05`. */
export function instantOf(epochSeconds: number, stepSeconds: number): string {
  if (stepSeconds < 60) return clock(new Date(epochSeconds * 1_000));
  return `${dayMonth(epochSeconds)} ${hourMinute(epochSeconds)}`;
}

/** A row of a table: `14:07` for a minute, `3 May 14:00` for an hour, `3 May` for a day. */
export function rowTime(epochSeconds: number, rowSeconds: number): string {
  if (rowSeconds >= daySeconds) return dayMonth(epochSeconds);
  if (rowSeconds >= 3_600) return `${dayMonth(epochSeconds)} ${hourMinute(epochSeconds)}`;
  return hourMinute(epochSeconds);
}

/**
 * A mark at the axis of time: the date where a day begins, and the time of day elsewhere. It has seconds if the marks are
 * less than a minute apart.
 */
export function axisTime(epochSeconds: number, apartSeconds: number): string {
  if (apartSeconds < 60) return clock(new Date(epochSeconds * 1_000));
  const time = hourMinute(epochSeconds);
  return time === "00:00" ? dayMonth(epochSeconds) : time;
}
