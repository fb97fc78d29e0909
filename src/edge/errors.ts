// Answers that the edge makes itself when it cannot give the origin's.
import { cacheForbidden } from "../core/cache-control.ts";
import { edgeErrors, errorText, type EdgeError, type EdgeErrorId } from "../core/errors.ts";
import { isHeadAlone } from "../core/framing.ts";
import type { EdgeAnswer } from "./ports.ts";

const encoder = new TextEncoder();

/** An error of the table as an answer. `Cache-Control: no-store` keeps caches from storing it. */
export function errorAnswer(id: EdgeErrorId, method = "GET"): EdgeAnswer {
  const error: EdgeError = edgeErrors[id];
  const body = encoder.encode(errorText(id));
  const headers = [
    "Cache-Control",
    cacheForbidden,
    "Content-Type",
    "application/json; charset=utf-8",
    "Content-Length",
    String(body.byteLength),
  ];
  if (error.retryAfterSeconds !== undefined)
    headers.push("Retry-After", String(error.retryAfterSeconds));
  if (error.close === true) headers.push("Connection", "close");
  return { status: error.status, headers, body: isHeadAlone(method) ? undefined : body };
}
