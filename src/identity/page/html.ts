// The frame of every page of the sign-in pages: plain HTML, one style sheet, no script at all.

import type { Context } from "../context.ts";
import { escapeHtml, type Answer } from "../http/answer.ts";

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

/** Builds HTML; every value that is not Html itself is escaped. */
export function html(parts: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html {
  const text = parts.map((part, at) => `${part}${shown(values[at])}`);
  return { html: text.join("") };
}

/** A whole page. */
export function page(context: Context, status: number, title: string, content: Html): Answer {
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/dev/ui/style.css" />
      </head>
      <body>
        <p class="warning" role="note">
          <strong>Development only.</strong> This identity server protects nothing. Never use it in
          production, and never enter a real password.
        </p>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `;
  return {
    status,
    headers: [
      ["Content-Type", "text/html; charset=utf-8"],
      ["Content-Security-Policy", policy(context)],
      ["Referrer-Policy", "no-referrer"],
      ["X-Content-Type-Options", "nosniff"],
    ],
    body: whole.html,
  };
}

/** Forms go to the public base URL, which may be that of an edge in front of this server. */
function policy(context: Context): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    `form-action 'self' ${new URL(context.publicBase()).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function shown(value: string | Html | Html[] | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return escapeHtml(value);
  return Array.isArray(value) ? value.map((each) => each.html).join("\n") : value.html;
}
