// The page that lists the contents of both packages, for the tests that compare them.
import { readFileSync } from "node:fs";

/** What a program that uses the library must not have to install. */
export const notForTheLibrary = [
  "@hono/zod-openapi",
  "@nats-io/jetstream",
  "@nats-io/transport-node",
  "@opentelemetry/api",
  "bcryptjs",
  "csv-parse",
  "d3-geo",
  "hono",
  "kysely",
  "otpauth",
  "pg",
  "pino",
  "prom-client",
  "rfc6902",
  "yaml",
];

const page = readFileSync(new URL("../../docs/reference/packages.md", import.meta.url), "utf8");

/** The folders of `dist` that the page lists for a package. */
export function listedFolders(name: string): string[] {
  const [, section = ""] = page.split(`## What is in \`${name}\`\n`);
  const [own = ""] = section.split("\n## ");
  return Array.from(own.matchAll(/^\| `(dist\/[\w/-]+)`/gmu), ([, folder = ""]) => folder);
}
