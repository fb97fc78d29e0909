// The contract that every host keeps, whatever it is built on: one call in a test file runs it all.
import { describe } from "vitest";
import { describeEndings } from "./ending-contract.ts";
import { describeFailures } from "./failure-contract.ts";
import type { StartHost } from "./host-under-test.ts";
import { describeRefusals } from "./refusal-contract.ts";
import { describeSlowBodies } from "./slow-body-contract.ts";
import { describeStreams } from "./stream-contract.ts";
import { describeTranslation } from "./translation-contract.ts";

/** Runs the contract. `module` is the URL of a module that exports `start`, for parts that need a process of their own. */
export function describeHost(name: string, start: StartHost, module: string): void {
  describe(`the host contract on ${name}`, () => {
    describeTranslation(start);
    describeRefusals(start);
    describeEndings(start);
    describeFailures(start);
    describeSlowBodies(start);
    describeStreams(start, module);
  });
}
