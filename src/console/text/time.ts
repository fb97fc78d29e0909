// Instants as operators read them.

/** `2026-05-03 14:07:09`, in the reader's time zone. */
export function dateTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(at)}`;
}

/** `14:07:09` for an instant of today, otherwise with its date. */
export function clockTime(iso: string): string {
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? clock(at) : dateTime(iso);
}

/** `14:07`. */
export function hourMinute(epochSeconds: number): string {
  return clock(new Date(epochSeconds * 1_000)).slice(0, 5);
}

/** `14:07:09`. */
export function clock(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `just now`, `4 min ago`, `3 h ago`, `2 d ago`. An instant in the future is `just now`, because clocks differ. */
export function ago(iso: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(iso)) / 1_000));
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}
