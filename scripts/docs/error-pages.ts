// Each error of the edge's own has a page of its own, by which whoever meets the id finds out what to do.
import { posix } from "node:path";
import type { EdgeError } from "../../src/core/errors.ts";
import { sectionLines } from "./markdown.ts";

/** Where the pages are. */
const folder = "docs/reference/errors";

const headings = ["Meaning", "Likely causes", "What to check"];

/** Every problem of the pages as a sentence: one missing or too many, another sentence than the code's, an empty section. */
export function errorPageProblems(
  pages: ReadonlyMap<string, string>,
  errors: Readonly<Record<string, EdgeError>>,
): readonly string[] {
  const surplus = [...pages.keys()].filter(
    (path) => posix.dirname(path) === folder && !Object.hasOwn(errors, posix.basename(path, ".md")),
  );
  return [
    ...surplus.map((path) => `${path}: the code has no such error.`),
    ...Object.entries(errors).flatMap(([id, error]) =>
      problemsOf(`${folder}/${id}.md`, pages.get(`${folder}/${id}.md`), id, error),
    ),
  ];
}

function problemsOf(
  path: string,
  text: string | undefined,
  id: string,
  { status, statusText, reason, message }: EdgeError,
): readonly string[] {
  if (text === undefined) return [`${path}: the page is missing.`];
  const needed = [`# ${id}\n`, `\n${status} ${statusText}. `, `\n> ${reason} ${message}\n`];
  return [
    ...needed
      .filter((part) => !text.includes(part))
      .map((part) => `${path}: does not say "${part.trim()}".`),
    ...headings
      .filter((heading) => !(sectionLines(text, heading) ?? []).some((line) => line !== ""))
      .map((heading) => `${path}: nothing stands under "${heading}".`),
  ];
}
