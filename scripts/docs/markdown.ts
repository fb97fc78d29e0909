// As much of Markdown as the check has to understand: headings, tables and links. Fenced code is passed over.

/** One table: its column names and its rows, cell by cell; code marks are taken off, and links but for their text. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Lines outside of fenced code. */
function proseLines(text: string): readonly string[] {
  let fenced = false;
  return text.split("\n").filter((line) => {
    const fence = /^\s*(```|~~~)/.test(line);
    if (fence) fenced = !fenced;
    return !fence && !fenced;
  });
}

/** The lines below a heading, those of deeper headings included; undefined where there is no such heading. */
export function sectionLines(text: string, heading: string): readonly string[] | undefined {
  const lines = proseLines(text);
  const start = lines.findIndex((line) => headingOf(line)?.title === heading);
  const level = headingOf(lines[start] ?? "")?.level;
  if (level === undefined) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => (headingOf(line)?.level ?? Infinity) <= level);
  return end === -1 ? rest : rest.slice(0, end);
}

/** All tables among the lines. */
export function tablesIn(lines: readonly string[]): readonly Table[] {
  const tables: Table[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!isRow(lines[at]) || !/^\|[\s:|-]+\|\s*$/.test(lines[at + 1] ?? "")) continue;
    const columns = cellsOf(lines[at] ?? "");
    const rows: string[][] = [];
    for (at += 2; isRow(lines[at]); at += 1) rows.push(cellsOf(lines[at] ?? ""));
    tables.push({ columns, rows });
  }
  return tables;
}

/** Names by which a page's headings can be linked to, as GitHub makes them. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of proseLines(text)) {
    const title = headingOf(line)?.title;
    if (title === undefined) continue;
    const slug = title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/gu, "-");
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Targets of all links and pictures outside of code. */
export function linksIn(text: string): readonly string[] {
  const prose = proseLines(text)
    .join("\n")
    .replaceAll(/`[^`\n]*`/gu, "");
  return [...prose.matchAll(/\]\(([^()\s]+)\)/gu)].map((match) => match[1] ?? "");
}

function headingOf(line: string): { readonly level: number; readonly title: string } | undefined {
  const match = /^(#{1,6})\s+(.*?)\s*$/.exec(line);
  if (match === null) return undefined;
  return { level: (match[1] ?? "").length, title: (match[2] ?? "").replaceAll("`", "") };
}

function isRow(line: string | undefined): boolean {
  return line?.startsWith("|") === true;
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\|/, "")
    .replace(/\|\s*$/, "")
    .split("|")
    .map((cell) => cell.replaceAll(/\[([^\]]*)\]\([^()\s]+\)/gu, "$1"))
    .map((cell) => cell.replaceAll("`", "").trim());
}
