// The header lines of the canonical call behind every fill. They are built from nothing, so what is not keyed cannot
// poison an entry.
import { whoamiPath, type CacheableCheck } from "./check.ts";
import { templateQuery } from "./tokenized.ts";

/** What a canonical call presents and allows. */
export interface CanonicalRequest {
  readonly check: Pick<CacheableCheck, "presented" | "opaque" | "origin" | "template">;
  /**
   * The age in whole seconds that a cache between this edge and the origin may answer with. 0 allows no stored answer.
   */
  readonly maxAgeSeconds: number;
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** The target of a canonical call, below the origin's own path. */
export function canonicalTarget({ template }: Pick<CacheableCheck, "template">): string {
  return whoamiPath + templateQuery(template);
}

/**
 * The header lines of a canonical call. The cookies form one line and keep the order of the request, because the origin
 * takes the first that it can decode.
 */
export function canonicalLines(
  { check, maxAgeSeconds, traceparent, tracestate }: CanonicalRequest,
  cookieName: string,
): string[] {
  const { presented, opaque, origin } = check;
  const lines: string[] = [];
  const cookies: string[] = [];
  for (const credential of presented) {
    switch (credential.header) {
      case "cookie":
        cookies.push(`${cookieName}=${credential.reveal()}`);
        break;
      case "x-session-token":
        lines.push("X-Session-Token", credential.reveal());
        break;
      case "authorization":
        lines.push("Authorization", `Bearer ${credential.reveal()}`);
        break;
      default:
        credential.header satisfies never;
    }
  }
  if (cookies.length > 0) lines.unshift("Cookie", cookies.join("; "));
  if (opaque !== undefined) lines.push("Authorization", opaque.reveal());
  if (origin !== undefined) lines.push("Origin", origin);
  lines.push("Cache-Control", `max-age=${maxAgeSeconds}`);
  if (traceparent !== undefined) lines.push("Traceparent", traceparent);
  if (tracestate !== undefined) lines.push("Tracestate", tracestate);
  return lines;
}
