// The API reference as Markdown: one section per entry of the package, one heading per name.
import type { Exported } from "./declarations.ts";

/** What can be imported from one path. */
export interface Entry {
  /** As an import names it: `edge-sessions`, `edge-sessions/hono`. */
  readonly name: string;
  readonly exports: readonly Exported[];
}

const opening = `# API

What the package exports, from the comments in its source. Written by \`node scripts/api-reference.ts\`; changes made here are lost. How to use it: [in process](../guides/in-process.md).
`;

/** The whole page, not yet formatted. A name that several entries export is told where it stands first. */
export function apiPage(entries: readonly Entry[]): string {
  const told = new Map<string, string>();
  return [opening, entriesTable(entries), ...entries.map((entry) => section(entry, told))].join(
    "\n",
  );
}

function entriesTable(entries: readonly Entry[]): string {
  const rows = entries.map(
    ({ name, exports }) =>
      // A function with several signatures is listed once.
      `| \`${name}\` | ${[...new Set(exports.map((one) => `\`${one.name}\``))].join(", ")} |`,
  );
  return ["| import from | names |", "| --- | --- |", ...rows, ""].join("\n");
}

function section({ name, exports }: Entry, told: Map<string, string>): string {
  const parts = exports.map((one) => {
    const identity = `${one.file}#${one.name}`;
    const earlier = told.get(identity);
    if (earlier !== undefined) return `### ${one.name}\n\nThe same as in \`${earlier}\`.\n`;
    told.set(identity, name);
    const comment = one.comment === "" ? "" : `${prose(one.comment)}\n\n`;
    return `### ${one.name}\n\n${comment}\`\`\`ts\n${one.text}\n\`\`\`\n`;
  });
  return [`## ${name}\n`, ...parts].join("\n");
}

/** TSDoc's links become code: where they lead to is on this page or in the source. */
function prose(comment: string): string {
  return comment.replaceAll(/\{@link ([^}]+)\}/gu, "`$1`");
}
