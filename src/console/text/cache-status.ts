// What a Cache-Status of an edge means, in a sentence.

const passedOn = "passed on to the identity server and not stored";

/** Explains the last member of the header's value (RFC 9211: the nearest cache); undefined for an unknown one. */
export function explainCacheStatus(value: string): string | undefined {
  const member = value.split(",").at(-1) ?? "";
  const parts = member.split(";").map((part) => part.trim());
  const detail = parts.find((part) => part.startsWith("detail="))?.slice("detail=".length);
  if (parts.includes("hit")) {
    if (detail === "stale-if-error")
      return "From the store past its limit: the identity server failed, and a stored answer stands in.";
    if (detail === "refreshing")
      return "From the store, while a background refresh asks the identity server.";
    if (detail === "degraded")
      return "From the store, under the tighter limit that counts while news may be missing.";
    return "From the store: the identity server was not asked.";
  }
  const reason = parts.find((part) => part.startsWith("fwd="))?.slice("fwd=".length);
  const stored = parts.includes("stored") ? ", and stored for the next check" : "";
  if (reason === "miss") return `Nothing was stored: fetched from the identity server${stored}.`;
  if (reason === "stale") return `What was stored was too old: fetched${stored}.`;
  if (reason === "request") return `A fresh answer was asked for: fetched${stored}.`;
  if (reason === "bypass")
    return `Not to be stored${detail === undefined ? "" : ` (${detail})`}: ${passedOn}.`;
  return undefined;
}

/** What an answer without that header means. */
export const noCacheStatus =
  "No Cache-Status: Edge Sessions is off for this project, so the check was only passed on.";
