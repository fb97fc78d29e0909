// Header lines of exchanges that pass through: what is hop-by-hop stays here, who the client is gets told truthfully.
import { filterLines, headerValues, hopByHopNames } from "./header-lines.ts";

/** How a request reached the edge. */
export interface Arrival {
  /** The peer's IP address. */
  readonly address: string;
  readonly protocol: "http" | "https";
  /** The peer is one of the configured proxies, so what it says about the client is believed. */
  readonly trusted: boolean;
  readonly host: string | undefined;
}

/** Fields by which a proxy tells where a request came from. From anybody else they are dropped: the origin would record them. */
function tellsOrigin(name: string): boolean {
  return (
    name.startsWith("x-forwarded-") ||
    name === "forwarded" ||
    name === "x-real-ip" ||
    name === "true-client-ip" ||
    name === "cf-connecting-ip" ||
    name === "x-original-url" ||
    name === "x-rewrite-url"
  );
}

/** The request's lines for the origin, order and repetition kept. `Host` and framing are the caller's to add. */
export function forwardedRequestLines(
  lines: readonly string[],
  arrival: Arrival,
  pseudonym: string,
): string[] {
  const hopByHop = hopByHopNames(lines);
  const kept = filterLines(
    lines,
    (name) =>
      name !== "host" &&
      name !== "content-length" &&
      name !== "expect" &&
      !hopByHop.has(name) &&
      name !== "x-forwarded-for" &&
      (arrival.trusted || !tellsOrigin(name)),
  );
  const forwardedFor = arrival.trusted ? headerValues(lines, "x-forwarded-for") : [];
  kept.push("X-Forwarded-For", [...forwardedFor, arrival.address].join(", "));
  if (headerValues(kept, "x-forwarded-proto").length === 0) {
    kept.push("X-Forwarded-Proto", arrival.protocol);
  }
  if (arrival.host !== undefined && headerValues(kept, "x-forwarded-host").length === 0) {
    kept.push("X-Forwarded-Host", arrival.host);
  }
  kept.push("Via", `1.1 ${pseudonym}`);
  return kept;
}

/** The answer's lines for the client: end-to-end ones, in order. */
export function forwardedAnswerLines(lines: readonly string[]): string[] {
  const hopByHop = hopByHopNames(lines);
  return filterLines(lines, (name) => name === "content-length" || !hopByHop.has(name));
}
