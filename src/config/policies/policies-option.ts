// Policies as a key of the configuration file, and as a member of the settings in the project API.
import { z } from "zod";
import type { Policy } from "../../core/policy/policy.ts";
import { policiesOfConfiguration } from "./policies.ts";

/** Policies as a member of something. Each problem has its place below the member as its path. */
export function policiesMember() {
  return z.unknown().transform((given, context): readonly Policy[] => {
    const read = policiesOfConfiguration(given);
    if (read.kind === "policies") return read.policies;
    for (const { path, problem } of read.problems) {
      context.addIssue({ code: "custom", path: [...path], message: problem });
    }
    return z.NEVER;
  });
}

/** Policies as an option. */
export function policiesOption() {
  return z.unknown().transform((given, context): readonly Policy[] => {
    const read = policiesOfConfiguration(given);
    if (read.kind === "policies") return read.policies;
    for (const { path, problem } of read.problems) {
      // The value itself is shown behind a message about the whole.
      const message = path.length === 0 ? problem.replace(/; it is empty$/u, "") : problem;
      context.addIssue({ code: "custom", path: [...path], message });
    }
    return z.NEVER;
  });
}
