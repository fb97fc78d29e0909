// Answers as data. Handlers return them; the listener completes the headers and writes them.

import { encodeJson } from "../json-encode.ts";

/** One answer, before the listener's own headers. */
export interface Answer {
  readonly status: number;
  /** Pairs; those of equal names keep their order. */
  readonly headers: [name: string, value: string][];
  readonly body: string;
  /** Run once the answer has been sent. */
  readonly afterwards?: (() => Promise<void>)[];
}

/** A JSON answer with a trailing newline, as Kratos writes it. */
export function json(status: number, value: unknown, headers: [string, string][] = []): Answer {
  return {
    status,
    headers: [["Content-Type", "application/json; charset=utf-8"], ...headers],
    body: `${encodeJson(value)}\n`,
  };
}

/** An answer without a body. */
export function empty(status: number, headers: [string, string][] = []): Answer {
  return { status, headers, body: "" };
}

/** Plain text, as Go's http.Error writes it. */
export function plainText(status: number, text: string, headers: [string, string][] = []): Answer {
  return {
    status,
    headers: [
      ["Content-Type", "text/plain; charset=utf-8"],
      ["X-Content-Type-Options", "nosniff"],
      ...headers,
    ],
    body: `${text}\n`,
  };
}

const redirectTexts: Record<number, string> = { 303: "See Other", 307: "Temporary Redirect" };

/** A redirect; GET and HEAD get the short HTML note that Go adds. */
export function redirect(
  method: string,
  status: 303 | 307,
  location: string,
  headers: [string, string][] = [],
): Answer {
  if (method !== "GET" && method !== "HEAD") {
    return { status, headers: [["Location", location], ...headers], body: "" };
  }
  const html = escapeHtml(location);
  return {
    status,
    headers: [["Content-Type", "text/html; charset=utf-8"], ["Location", location], ...headers],
    body: `<a href="${html}">${redirectTexts[status] ?? ""}</a>.\n\n`,
  };
}

/** Makes text safe inside HTML and its quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&#34;")
    .replaceAll("'", "&#39;");
}
