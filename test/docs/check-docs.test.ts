// The documents agree with the code, and the check that says so objects when they do not.
import { describe, expect, test } from "vitest";
import { edgeErrors } from "../../src/core/errors.ts";
import { errorPageProblems } from "../../scripts/docs/error-pages.ts";
import { expectedTables } from "../../scripts/docs/expected.ts";
import { glossaryProblems } from "../../scripts/docs/glossary.ts";
import { idiomProblems, idioms } from "../../scripts/docs/idioms.ts";
import { linksIn, sectionLines, tablesIn } from "../../scripts/docs/markdown.ts";
import { readPages, readSources, repositoryFiles } from "../../scripts/docs/pages.ts";
import { docProblems, type ExpectedTable } from "../../scripts/docs/problems.ts";

const pages = await readPages();
const files = await repositoryFiles();
const tables = expectedTables();

test("the documents agree with the code, and every link leads somewhere", () => {
  expect(docProblems(pages, tables, files)).toEqual([]);
});

describe("the check objects, table by table", () => {
  test.each(tables.map((table) => [`${table.page}, ${table.heading}`, table] as const))(
    "%s",
    (_name, table) => {
      const [first, ...others] = table.rows;
      const name = first?.[0] ?? "";
      const surplus: ExpectedTable = { ...table, rows: others };
      expect(docProblems(pages, [surplus], files)).toEqual([
        `${table.page}, "${table.heading}": the code has no ${name}.`,
      ]);
      const more = ["no-such-row", ...table.columns.slice(1).map(() => "x")];
      const lacking: ExpectedTable = { ...table, rows: [...table.rows, more] };
      expect(docProblems(pages, [lacking], files)).toEqual([
        `${table.page}, "${table.heading}": no-such-row is missing.`,
      ]);
    },
  );
});

const page = `# A page

## Table

### Part one

| name | default | meaning |
| --- | --- | --- |
| \`--one\` | \`1\` | the first |

### Part two

| meaning | name | default |
| --- | --- | --- |
| the second | \`--two\` | none |

\`\`\`
| name | default |
| --- | --- |
| \`--in-code\` | 3 |
\`\`\`

## Behind

| name | default |
| --- | --- |
| \`--behind\` | 4 |

See [the table](#table), [the other](other.md#title) and [the web](https://www.rfc-editor.org/).
`;
const small = new Map([
  ["README.md", "See [a page](docs/page.md)."],
  ["docs/page.md", page],
  ["docs/other.md", "# Title\n"],
]);
const smallFiles = new Set(["README.md", "docs", "docs/page.md", "docs/other.md"]);
const expected = (rows: readonly (readonly string[])[]): ExpectedTable => ({
  page: "docs/page.md",
  heading: "Table",
  columns: ["name", "default"],
  rows,
});
const both = [
  ["--one", "1"],
  ["--two", "none"],
];

test("a path in code that is not there is a problem; a pattern and another project's path are none", () => {
  const text = `${page}\nSee \`docs/other.md\`, \`src/gone.ts\`, \`src/*.test.ts\` and \`lib/x.ts\`.\n`;
  expect(docProblems(new Map([...small, ["docs/page.md", text]]), [], smallFiles)).toEqual([
    "docs/page.md: there is no src/gone.ts.",
  ]);
});

describe("rows", () => {
  test("of all tables below a heading count, code blocks and later sections do not", () => {
    expect(docProblems(small, [expected(both)], smallFiles)).toEqual([]);
  });

  test("the page lacks one", () => {
    expect(docProblems(small, [expected([...both, ["--three", "3"]])], smallFiles)).toEqual([
      'docs/page.md, "Table": --three is missing.',
    ]);
  });

  test("the page has one too many", () => {
    expect(docProblems(small, [expected(both.slice(1))], smallFiles)).toEqual([
      'docs/page.md, "Table": the code has no --one.',
    ]);
  });

  test("a default has changed", () => {
    expect(docProblems(small, [expected([["--one", "2"], ...both.slice(1)])], smallFiles)).toEqual([
      'docs/page.md, "Table": --one says "1", but the code says "2".',
    ]);
  });

  test("one stands there twice", () => {
    const twice = new Map([...small, ["docs/page.md", page.replace("--two", "--one")]]);
    expect(docProblems(twice, [expected(both.slice(0, 1))], smallFiles)).toEqual([
      'docs/page.md, "Table": --one stands there twice.',
      'docs/page.md, "Table": --one says "none", but the code says "1".',
    ]);
  });

  test("the section is gone", () => {
    const table = { ...expected(both), heading: "Elsewhere" };
    expect(docProblems(small, [table], smallFiles)).toEqual([
      'docs/page.md, "Elsewhere": there is no such section.',
    ]);
  });
});

describe("links", () => {
  const withPage = (text: string) => new Map([...small, ["docs/page.md", text]]);

  test("to a file that is not there", () => {
    expect(docProblems(withPage(page.replace("other.md", "gone.md")), [], smallFiles)).toEqual([
      "docs/page.md: the link to gone.md#title leads nowhere.",
      "docs/other.md: no other page links to it.",
    ]);
  });

  test("to a heading that is not there", () => {
    expect(docProblems(withPage(page.replace("#title", "#gone")), [], smallFiles)).toEqual([
      "docs/page.md: the link to other.md#gone names a heading that is not there.",
    ]);
  });

  test("in code are none", () => {
    expect(linksIn("`[a](b.md)`\n```\n[c](d.md)\n```\n[e](f.md)")).toEqual(["f.md"]);
  });
});

test("a table ends where its rows end", () => {
  const lines = sectionLines(page, "Part one") ?? [];
  expect(tablesIn(lines)).toEqual([
    { columns: ["name", "default", "meaning"], rows: [["--one", "1", "the first"]] },
  ]);
});

test("links in a table's cells count as their text", () => {
  const [table] = tablesIn([
    "| id | see |",
    "| --- | --- |",
    "| [`one`](errors/one.md) | [x](y) z |",
  ]);
  expect(table?.rows).toEqual([["one", "x z"]]);
});

describe("pages of errors", () => {
  const busy = { edge_busy: edgeErrors.edge_busy };
  const path = "docs/reference/errors/edge_busy.md";
  const text = pages.get(path) ?? "";

  test("each error has one, and says what the code says", () => {
    expect(errorPageProblems(pages, edgeErrors)).toEqual([]);
  });

  test("one is missing, another too many", () => {
    const other = "docs/reference/errors/edge_gone.md";
    expect(errorPageProblems(new Map([[other, text]]), busy)).toEqual([
      `${other}: the code has no such error.`,
      `${path}: the page is missing.`,
    ]);
  });

  test("the status has changed, and a section is empty", () => {
    const changed = text.replace("503 ", "500 ").replace(/(## Meaning\n).*?(?=\n## )/su, "$1");
    expect(errorPageProblems(new Map([[path, changed]]), busy)).toEqual([
      `${path}: does not say "503 Service Unavailable.".`,
      `${path}: nothing stands under "Meaning".`,
    ]);
  });
});

describe("phrases", () => {
  const none = new Map<string, string>();
  const refused = [
    ["An edge can not know.", "can not"],
    ["Whoever asks gets it.", "Whoever"],
    ["Those whom it concerns wait.", "whom"],
    ["It is asked anew.", "anew"],
    ["It shall be an address.", "shall"],
    ["What was mended stays.", "mended"],
    ["It needs a token besides.", "besides"],
    ["There is one host, hence no CORS.", "hence"],
    ["The head and the length thereof.", "thereof"],
    ["It has a lane of its own.", "of its own"],
    ["It removes entries of theirs.", "of theirs"],
    ["It waits so as to join.", "so as to"],
    ["Everything that is no session check.", "is no session"],
    ["The values are no texts.", "are no texts"],
    ["News reaches every edge.", "News"],
    ["A change that was never told of.", "told of"],
    ["Until then nobody is told.", "nobody is told"],
  ] as const;

  test("are in no document, error or option", async () => {
    expect(idiomProblems(pages, await readSources())).toEqual([]);
  });

  test.each(refused)("%s", (sentence, phrase) => {
    const instead = idioms.find(({ pattern }) => sentence.search(pattern) !== -1)?.instead;
    const text = `# A page\n\nPlain. [${sentence}](other.md#x)\n`;
    expect(idiomProblems(new Map([["docs/page.md", text]]), none)).toEqual([
      `docs/page.md:3: "${phrase}": write ${instead}.`,
    ]);
    const source = `// ${sentence}\nconst text =\n  "${sentence}";\n`;
    expect(idiomProblems(none, new Map([["src/core/texts.ts", source]]))).toEqual([
      `src/core/texts.ts:3: "${phrase}": write ${instead}.`,
    ]);
  });

  test("each have a sentence above", () => {
    const unused = idioms.filter(({ pattern }) =>
      refused.every(([sentence]) => sentence.search(pattern) === -1),
    );
    expect(unused).toEqual([]);
  });

  test.each([
    "There is no key, and there are no hosts.",
    "It is no longer stored, and is no older than a minute.",
    "An edge cannot know which entry it was.",
    "Recommended, as amended: its own lane.",
    "`mend` and `is no host` are code.",
    "```\nWhoever, whom, anew.\n```",
  ])("are not found in %j", (text) => {
    expect(idiomProblems(new Map([["docs/page.md", text]]), none)).toEqual([]);
  });

  test("are not found in an option's name or in code", () => {
    const source =
      'const one = options["limit-news-per-identity"];\nconst anew = "again"; // news\n';
    expect(idiomProblems(none, new Map([["src/core/texts.ts", source]]))).toEqual([]);
  });

  test("may be repeated by an error's page from the error, and named by the glossary", () => {
    const quoting = new Map([
      ["docs/reference/errors/edge_x.md", "> It takes no news.\n"],
      ["docs/glossary.md", "A message. Not: news.\n"],
    ]);
    expect(idiomProblems(quoting, none)).toEqual([]);
  });
});

describe("words of our own", () => {
  const glossary = `# Glossary

## Words of our own

### entry

### flight

### in doubt

## Words that others use as well

### edge
`;
  const problemsIn = (text: string, path = "docs/guides/page.md") =>
    glossaryProblems(
      new Map([
        ["docs/glossary.md", glossary],
        [path, text],
      ]),
    );

  test("are linked at their first use on every guide and reference page", () => {
    expect(glossaryProblems(pages)).toEqual([]);
  });

  test("are a problem where the first use has no link", () => {
    const late = "# Entries\n\nEntries go. An [entry](../glossary.md#entry) stays.\n";
    expect(problemsIn(late)).toEqual([
      'docs/guides/page.md:3: "entry" is a word of our own: link its first use to docs/glossary.md#entry.',
    ]);
    expect(problemsIn("It is in doubt.\n", "docs/reference/page.md")).toHaveLength(1);
  });

  test.each([
    "An [entry](../glossary.md#entry) stays, and entries go.\n",
    "[Entries](../../glossary.md#entry) go.\n",
    "It is [in doubt](../glossary.md#in-doubt).\n",
    "What is in flight ends.\n",
    "`entry`\n\n# An entry\n\n[all entries](entries.md)\n",
    "An edge, a reentry.\n",
    "> The entry of an error.\n",
  ])("are none in %j", (text) => {
    expect(problemsIn(text)).toEqual([]);
  });

  test("need no link elsewhere", () => {
    expect(problemsIn("An entry.\n", "docs/internals/page.md")).toEqual([]);
    expect(problemsIn("An entry.\n", "docs/reference/api.md")).toEqual([]);
  });

  test("are missed if the glossary has no such section", () => {
    expect(glossaryProblems(new Map([["docs/glossary.md", "# Glossary\n"]]))).toHaveLength(1);
  });
});
