// A guide or a reference page links a word of our own to the glossary where it first uses it.
import { posix } from "node:path";
import { sectionLines } from "./markdown.ts";
import { withoutCode } from "./prose.ts";

/** Where the words are. */
const glossary = "docs/glossary.md";

/** Pages that the check reads, apart from those that a program writes. */
const folders = ["docs/guides/", "docs/reference/"];
const written = new Set(["docs/reference/api.md"]);

/** Stands for a link to the word's entry. */
const mark = "\u0001";

/** Every word that a page uses before it links the word's entry, as `file:line: …`. Headings and quotes do not count. */
export function glossaryProblems(pages: ReadonlyMap<string, string>): readonly string[] {
  const section = sectionLines(pages.get(glossary) ?? "", "Words of our own") ?? [];
  const words = section.flatMap((line) => /^### (.*)$/u.exec(line)?.[1] ?? []);
  if (words.length === 0) return [`${glossary}: there are no words below "Words of our own".`];
  return [...pages]
    .filter(([path]) => folders.some((folder) => path.startsWith(folder)) && !written.has(path))
    .flatMap(([path, text]) => words.flatMap((word) => wordProblems(path, text, word)));
}

function wordProblems(path: string, text: string, word: string): readonly string[] {
  const entry = `${glossary}#${word.replaceAll(" ", "-")}`;
  const prose = withoutCode(text)
    .replaceAll(/^[#>].*$/gmu, "")
    .replaceAll(/\[[^\]\n]*\]\(([^()\s]+)\)/gu, (_link, target: string) =>
      entry.endsWith(`/${posix.basename(target)}`) ? mark : "",
    );
  const used = prose.search(usesOf(word));
  const linked = prose.indexOf(mark);
  if (used === -1 || (linked !== -1 && linked < used)) return [];
  const line = prose.slice(0, used).split("\n").length;
  return [`${path}:${line}: "${word}" is a word of our own: link its first use to ${entry}.`];
}

/** The word and its plural. What is "in flight" is not a flight. */
function usesOf(word: string): RegExp {
  const forms = word.endsWith("y") ? `${word.slice(0, -1)}(?:y|ies)` : `${word}s?`;
  return new RegExp(`(?<!\\bin )\\b${forms}\\b`, "iu");
}
