// Phrases that a reader has to read twice, and what to write instead.
import { posix } from "node:path";
import { literalsOf, proseOf } from "./prose.ts";

/** One phrase that the documents do not use. */
export interface Idiom {
  /** Matches the phrase wherever it stands in a line of prose. */
  readonly pattern: RegExp;
  /** What to write instead, as the end of the sentence "write …". */
  readonly instead: string;
}

/** After "is no" these make a comparison or a statement about existence, and both are plain English. */
const plainAfterNo =
  "longer|more|less|fewer|older|newer|later|earlier|larger|smaller|such|different|better|worse|use|doubt";

/** Every phrase that is refused. */
export const idioms: readonly Idiom[] = [
  {
    pattern: /\bcan not\b/giu,
    instead: '"cannot"',
  },
  {
    pattern: /\bwho(?:so)?ever\b/giu,
    instead: '"the client", "anyone who" or the name of the one who does it',
  },
  {
    pattern: /\bwhom(?:ever)?\b/giu,
    instead: 'a sentence with a subject, such as "the session that it names"',
  },
  {
    pattern: /\banew\b/giu,
    instead: '"again"',
  },
  {
    pattern: /\bshall\b/giu,
    instead: '"must", "will" or the plain present',
  },
  {
    pattern: /\bmend(?:s|ed|ing)?\b/giu,
    instead: '"fix"',
  },
  {
    pattern: /\bbesides\b/giu,
    instead: '"also", "except" or "in addition"',
  },
  {
    pattern: /\bhence\b/giu,
    instead: '"so" or "therefore"',
  },
  {
    pattern: /\b(?:there|where)(?:of|in|by|upon|with)\b/giu,
    instead: "the noun that it stands for",
  },
  {
    pattern: /\bof (?:(?:its|their) own|theirs)\b/giu,
    instead: '"its own …" or "a separate …"',
  },
  {
    pattern: /\bso as to\b/giu,
    instead: '"to"',
  },
  {
    pattern: new RegExp(`(?<!there )\\b(?:is|are|was|were) no (?!${plainAfterNo})\\w+`, "giu"),
    instead: '"is not a …"; a value "must be a …"',
  },
  {
    pattern: /(?<!-)\bnews\b(?!-)/giu,
    instead: '"invalidation"',
  },
  {
    pattern:
      /\b(?:nobody|none|everybody|edges?) (?:is|are|was|were|has been|had been) told\b|\btold of\b/giu,
    instead: '"published", or the sender and what it sends',
  },
];

/**
 * Files that are not checked yet. Take a file out once it passes; the check then keeps it that way.
 * docs/reference/api.md is written from the TSDoc below src.
 */
const unchecked: ReadonlySet<string> = new Set([
  "docs/reference/api.md",
  "src/config/options/control-options.ts",
  "src/config/options/dev-options.ts",
  "src/config/options/edge-options.ts",
  "src/config/options/edge-rules.ts",
  "src/config/options/invalidate-options.ts",
  "src/config/options/limit-options.ts",
  "src/config/options/server-options.ts",
  "src/core/errors.ts",
]);

/** Every use of a phrase in the pages, and in the string literals of the sources, as `file:line: …`. */
export function idiomProblems(
  pages: ReadonlyMap<string, string>,
  sources: ReadonlyMap<string, string>,
): readonly string[] {
  const prose = [
    ...[...pages].map(([path, text]) => [path, pageProse(path, text)] as const),
    ...[...sources].map(([path, text]) => [path, literalsOf(text)] as const),
  ];
  return prose
    .filter(([path]) => !unchecked.has(path))
    .flatMap(([path, text]) =>
      text.split("\n").map((line, at) => [`${path}:${at + 1}`, line] as const),
    )
    .flatMap(([place, line]) =>
      idioms.flatMap(({ pattern, instead }) =>
        [...line.matchAll(pattern)].map(([phrase]) => `${place}: "${phrase}": write ${instead}.`),
      ),
    );
}

/** An error's page repeats the error's sentence, and the glossary names words not to use; neither is the page's prose. */
function pageProse(path: string, text: string): string {
  const prose = proseOf(text);
  if (path === "docs/glossary.md") return prose.replaceAll(/ Not: .*$/gmu, "");
  if (posix.dirname(path) !== "docs/reference/errors") return prose;
  return prose.replaceAll(/^> .*$/gmu, "");
}
