// What is wrong with the documents: rows that the code does not have, rows that they lack, links and paths that lead
// nowhere.
import { posix } from "node:path";
import { anchorsOf, linksIn, sectionLines, tablesIn } from "./markdown.ts";

/** What the tables below one heading of one page have to say, by the code. The first column names a row. */
export interface ExpectedTable {
  readonly page: string;
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every problem as a sentence. `files` are the paths that links may lead to. */
export function docProblems(
  pages: ReadonlyMap<string, string>,
  tables: readonly ExpectedTable[],
  files: ReadonlySet<string>,
): readonly string[] {
  return [
    ...tables.flatMap((table) => tableProblems(pages.get(table.page), table)),
    ...[...pages].flatMap(([path, text]) => linkProblems(path, text, pages, files)),
    ...[...pages].flatMap(([path, text]) => pathProblems(path, text, files)),
    ...unlisted(pages),
  ];
}

function tableProblems(text: string | undefined, expected: ExpectedTable): readonly string[] {
  const { page, heading, columns } = expected;
  const where = `${page}, "${heading}"`;
  const lines = text === undefined ? undefined : sectionLines(text, heading);
  if (lines === undefined) return [`${where}: there is no such section.`];
  const problems: string[] = [];
  const told = new Map<string, string>();
  for (const table of tablesIn(lines)) {
    const places = columns.map((column) => table.columns.indexOf(column));
    if (places.includes(-1)) continue;
    for (const row of table.rows) {
      const [name = "", ...rest] = places.map((place) => row[place] ?? "");
      if (told.has(name)) problems.push(`${where}: ${name} stands there twice.`);
      told.set(name, rest.join(" | "));
    }
  }
  const known = new Map(expected.rows.map(([name = "", ...rest]) => [name, rest.join(" | ")]));
  for (const [name, rest] of known) {
    const given = told.get(name);
    if (given === undefined) problems.push(`${where}: ${name} is missing.`);
    else if (given !== rest) {
      problems.push(`${where}: ${name} says "${given}", but the code says "${rest}".`);
    }
  }
  for (const name of told.keys()) {
    if (!known.has(name)) problems.push(`${where}: the code has no ${name}.`);
  }
  return problems;
}

function linkProblems(
  path: string,
  text: string,
  pages: ReadonlyMap<string, string>,
  files: ReadonlySet<string>,
): readonly string[] {
  const problems: string[] = [];
  for (const link of linksIn(text)) {
    if (/^[a-z]+:/i.test(link)) continue;
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : posix.join(posix.dirname(path), file).replace(/\/$/, "");
    if (!files.has(target)) problems.push(`${path}: the link to ${link} leads nowhere.`);
    else if (anchor !== undefined && !anchorsOf(pages.get(target) ?? "").has(anchor)) {
      problems.push(`${path}: the link to ${link} names a heading that is not there.`);
    }
  }
  return problems;
}

/** Paths of our own files that a page names in code, such as `src/core/fence.ts`, and that are not there. */
function pathProblems(path: string, text: string, files: ReadonlySet<string>): readonly string[] {
  const named = [...text.matchAll(/`((?:src|test|scripts|deploy|examples|docs|bin)\/[^`\s*]+)`/gu)];
  return named
    .map(([, file = ""]) => file.replace(/\/$/u, ""))
    .filter((file) => !files.has(file))
    .map((file) => `${path}: there is no ${file}.`);
}

/** Pages that no other page links to: nobody would find them. */
function unlisted(pages: ReadonlyMap<string, string>): readonly string[] {
  const linked = new Set<string>(["README.md"]);
  for (const [path, text] of pages) {
    for (const link of linksIn(text)) {
      const target = posix.join(posix.dirname(path), link.split("#")[0] ?? "");
      if (target !== path) linked.add(target);
    }
  }
  return [...pages.keys()]
    .filter((path) => !linked.has(path))
    .map((path) => `${path}: no other page links to it.`);
}
