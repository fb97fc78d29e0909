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

/** Policies as an option. The messages of options name places themselves. */
export function policiesOption() {
  return z.unknown().transform((given, context): readonly Policy[] => {
    const read = policiesOfConfiguration(given);
    if (read.kind === "policies") return read.policies;
    for (const { path, problem } of read.problems) {
      // The value itself is shown behind such a message.
      const whole = problem.replace(/; it is empty$/u, "");
      const message = path.length === 0 ? whole : `has a problem: ${path.join(".")} ${problem}`;
      context.addIssue({ code: "custom", message });
    }
    return z.NEVER;
  });
}
