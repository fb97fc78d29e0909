// CORS of the public listener, as the middleware of Kratos (rs/cors) answers it.

import type { CorsSettings } from "../config.ts";
import { empty, type Answer } from "./answer.ts";
import { header, type Request } from "./request.ts";

const defaultHeaders = [
  "Authorization",
  "Content-Type",
  "Max-Age",
  "X-Session-Token",
  "X-XSRF-TOKEN",
  "X-CSRF-TOKEN",
];
const methods = ["POST", "GET", "PUT", "PATCH", "DELETE"];

/** The answer to a preflight, also to a refused one; undefined if the request is none. */
export function preflightAnswer(cors: CorsSettings, request: Request): Answer | undefined {
  const method = header(request, "access-control-request-method");
  if (request.method !== "OPTIONS" || method === "") return undefined;
  const origin = header(request, "origin");
  const asked = header(request, "access-control-request-headers");
  const headers: [string, string][] = [
    ["Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"],
  ];
  if (cors.allowedOrigins.includes(origin) && methods.includes(method) && accepts(cors, asked)) {
    headers.push(
      ["Access-Control-Allow-Credentials", "true"],
      ["Access-Control-Allow-Methods", method],
      ["Access-Control-Allow-Origin", origin],
    );
    if (asked !== "") headers.push(["Access-Control-Allow-Headers", asked]);
    const { maxAgeSeconds = 0 } = cors;
    if (maxAgeSeconds > 0) headers.push(["Access-Control-Max-Age", String(maxAgeSeconds)]);
  }
  return empty(204, headers);
}

/** The headers of an ordinary answer. */
export function corsHeaders(cors: CorsSettings, request: Request): [string, string][] {
  const origin = header(request, "origin");
  const headers: [string, string][] = [["Vary", "Origin"]];
  const allowedMethod = request.method === "OPTIONS" || methods.includes(request.method);
  if (allowedMethod && cors.allowedOrigins.includes(origin)) {
    headers.push(
      ["Access-Control-Allow-Credentials", "true"],
      ["Access-Control-Allow-Origin", origin],
      ["Access-Control-Expose-Headers", "Content-Type"],
    );
  }
  return headers;
}

function accepts(cors: CorsSettings, asked: string): boolean {
  const allowed = new Set(
    (cors.allowedHeaders ?? defaultHeaders).map((name) => name.toLowerCase()),
  );
  const names = asked.split(",").map((name) => name.trim().toLowerCase());
  return names.every((name) => name === "" || allowed.has(name));
}
