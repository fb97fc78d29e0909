// Compares the reference pages with the code, both ways, and follows every link between the project's documents.
// Usage: node scripts/check-docs.ts. Prints every difference; exit code 0 where there is none, else 1.
import { edgeErrors } from "../src/core/errors.ts";
import { errorPageProblems } from "./docs/error-pages.ts";
import { expectedTables } from "./docs/expected.ts";
import { docProblems } from "./docs/problems.ts";
import { readPages, repositoryFiles } from "./docs/pages.ts";

const pages = await readPages();
const problems = [
  ...docProblems(pages, expectedTables(), await repositoryFiles()),
  ...errorPageProblems(pages, edgeErrors),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) {
  process.stderr.write(`The documents and the code disagree in ${problems.length} places.\n`);
  process.exitCode = 1;
}
