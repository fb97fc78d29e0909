// What an edge in this process answered when an operator tried something, and the credentials that are sent for it once.
import { z } from "@hono/zod-openapi";
import type { EdgeWord } from "../ports.ts";

/** The value of a session cookie. */
export const cookieSchema = z
  .string()
  .regex(/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,4096}$/, {
    error:
      "must be a cookie value of 1 to 4096 characters, without spaces, quotes, commas, semicolons and backslashes",
  });

/** An answer of an edge without its body and cookies. */
export const wordSchema = z.object({
  status: z.number().int(),
  error_id: z.string().nullable().openapi({
    description:
      "The id of the error in the answer of the edge, such as `edge_origin_unreachable`, or of the identity server. Null if it has none.",
  }),
  headers: z.array(z.tuple([z.string(), z.string()])),
  duration_ms: z.number(),
});

/** The answer as the API shows it, without headers that hold a secret. `secrets` are their names in lower case. */
export function shownWord(
  { status, errorId, headers, durationMs }: EdgeWord,
  secrets: readonly string[] = [],
): z.input<typeof wordSchema> {
  const shown: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = "", value = ""] = [headers[at], headers[at + 1]];
    const lower = name.toLowerCase();
    if (lower === "set-cookie") continue;
    shown.push([name, secrets.includes(lower) ? "(not shown)" : value]);
  }
  return { status, error_id: errorId ?? null, headers: shown, duration_ms: durationMs };
}
