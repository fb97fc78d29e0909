// What the Cache-Status of an edge means, in a sentence.

/** Explains the last member of the header's value, which is the nearest cache (RFC 9211). Undefined for an unknown one. */
export function explainCacheStatus(value: string): string | undefined {
  const member = value.split(",").at(-1) ?? "";
  const parts = member.split(";").map((part) => part.trim());
  const detail = parts.find((part) => part.startsWith("detail="))?.slice("detail=".length);
  if (parts.includes("hit")) {
    if (detail === "stale-if-error")
      return "Answered from the store, past the limit, because the identity server failed.";
    if (detail === "refreshing")
      return "Answered from the store. A background refresh is asking the identity server.";
    if (detail === "degraded")
      return "Answered from the store. The edge is degraded, so the shorter cache duration applied.";
    return "Answered from the store. The identity server was not asked.";
  }
  const reason = parts.find((part) => part.startsWith("fwd="))?.slice("fwd=".length);
  const fetched = `The answer was fetched${parts.includes("stored") ? " and stored for the next check" : ""}.`;
  if (reason === "miss") return `Nothing was stored. ${fetched}`;
  if (reason === "stale") return `The stored answer was too old. ${fetched}`;
  if (reason === "request") return `The check asked for a fresh answer. ${fetched}`;
  if (reason === "bypass")
    return `Passed on to the identity server, and not stored${detail === undefined ? "" : `: ${detail}`}.`;
  return undefined;
}

/** What an answer without the header means. */
export const noCacheStatus =
  "The answer has no Cache-Status. Edge Sessions is off for this project, so the check was passed on.";
