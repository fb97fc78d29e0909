// Compares the reference pages with the code, both ways, and follows every link between the project's documents.
// Usage: node scripts/check-docs.ts. Prints every difference; exit code 0 where there is none, else 1.
import { expectedTables } from "./docs/expected.ts";
import { docProblems } from "./docs/problems.ts";
import { readPages, repositoryFiles } from "./docs/pages.ts";

const problems = docProblems(await readPages(), expectedTables(), await repositoryFiles());
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) {
  process.stderr.write(`The documents and the code disagree in ${problems.length} places.\n`);
  process.exitCode = 1;
}
