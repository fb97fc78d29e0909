// The order in which vitest begins the test files: the longest first, so that none of them runs alone at the end. By
// itself vitest knows how long a file takes only once it has run on the same machine.
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take more than 20 s on two cores, the longest first. */
const longest = [
  "test/package/package.test.ts",
  "test/package/publishing.test.ts",
  "test/package/npx-in-a-clone.test.ts",
  "test/gateways/real-gateways.test.ts",
  "test/control/database/control-storage.test.ts",
  "test/faults/faults.test.ts",
  "test/bench/run.test.ts",
  "test/e2e/streams.test.ts",
  "test/control/control-program.test.ts",
  "test/simulation/simulation.test.ts",
  "test/console/pages.test.ts",
  "test/security/15-aborts.test.ts",
  "test/hosts/node.test.ts",
  "test/simulation/guards.test.ts",
];

/** Sorts the longest files before all others. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((path) => moduleId.endsWith(path));
      return index < 0 ? longest.length : index;
    };
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
