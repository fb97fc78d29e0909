// Compares the reference pages with the code, both ways, follows every link between the project's documents, and
// refuses phrases that are hard to read and words of our own without a link to the glossary.
// Usage: node scripts/check-docs.ts. Prints every difference; exit code 0 where there is none, else 1.
import { edgeErrors } from "../src/core/errors.ts";
import { errorPageProblems } from "./docs/error-pages.ts";
import { expectedTables } from "./docs/expected.ts";
import { glossaryProblems } from "./docs/glossary.ts";
import { idiomProblems } from "./docs/idioms.ts";
import { docProblems } from "./docs/problems.ts";
import { readPages, readSources, repositoryFiles } from "./docs/pages.ts";

const pages = await readPages();
const problems = [
  ...docProblems(pages, expectedTables(), await repositoryFiles()),
  ...errorPageProblems(pages, edgeErrors),
  ...idiomProblems(pages, await readSources()),
  ...glossaryProblems(pages),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) {
  process.stderr.write(`The documents and the code disagree in ${problems.length} places.\n`);
  process.exitCode = 1;
}
