// The class of a status, as metrics and logs count it.

/** The class of a status. 429 is separate, because the edge pauses refreshes for it. */
type StatusClass = "2xx" | "3xx" | "4xx" | "429" | "5xx";

/** The class of an answer's status. */
export function statusClass(status: number): StatusClass {
  if (status === 429) return "429";
  if (status >= 500) return "5xx";
  if (status >= 400) return "4xx";
  return status >= 300 ? "3xx" : "2xx";
}
