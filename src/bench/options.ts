// Options of `bench`: how much is measured, and where it is written.
import { z } from "zod";
import { optionHelp } from "../config/read/option-help.ts";
import { choice, count, filePath } from "../config/options/option-types.ts";
import { defaultParts, fullPlan, partNames, type PartName, type Plan } from "./plan.ts";

/** More would not end within an hour. */
const roundsMax = 99;
const leastSessions = 1_000;
const mostSessions = 10_000_000;
const rateMax = 1_000_000;
const runsMax = 9;
const allParts = "all";

const parts = z.string().transform((given, context) => {
  if (given === allParts) return new Set(partNames);
  const named = given.split(",").map((name) => name.trim());
  const known = named.filter((name): name is PartName => partNames.some((part) => part === name));
  if (known.length === named.length) return new Set(known);
  context.addIssue({
    code: "custom",
    message: `must be ${allParts} or contain only ${partNames.join(", ")}`,
  });
  return z.NEVER;
});

/** Options of `bench`. */
export const benchOptions = z.strictObject({
  only: parts.prefault(defaultParts.join(",")).register(optionHelp, {
    group: "What is measured",
    placeholder: "PARTS",
    description: `Parts to measure, separated by commas: ${partNames.join(", ")}; or ${allParts}.`,
    example: "hits,misses",
  }),
  rounds: count({ min: 1, max: roundsMax }).prefault(String(fullPlan.rounds)).register(optionHelp, {
    group: "What is measured",
    placeholder: "COUNT",
    description: "Measured rounds of each part. With more rounds the medians are steadier.",
    example: "9",
  }),
  rate: count({ min: 1, max: rateMax })
    .prefault(String(fullPlan.ratePerSecond))
    .register(optionHelp, {
      group: "What is measured",
      placeholder: "COUNT",
      description: "Requests per second that every server is offered in runs at a fixed rate.",
      example: "4000",
    }),
  runs: count({ min: 1, max: runsMax }).prefault("1").register(optionHelp, {
    group: "What is measured",
    placeholder: "COUNT",
    description:
      "How often everything is measured from the start. The report quotes the run whose hits cost the middle amount of processor time.",
    example: "3",
  }),
  "sessions-max": count({ min: leastSessions, max: mostSessions })
    .prefault(String(fullPlan.sizes.at(-1)))
    .register(optionHelp, {
      group: "What is measured",
      placeholder: "COUNT",
      description: "Maximum number of sessions in the store. A million needs about 4 GiB.",
      example: "100000",
    }),
  format: choice(["text", "json"]).prefault("text").register(optionHelp, {
    group: "Talk",
    placeholder: "FORMAT",
    description: "Format of the output on stdout: text or json.",
    example: "json",
  }),
  report: filePath().optional().register(optionHelp, {
    group: "Talk",
    placeholder: "DIR",
    description: "Folder to write report.md, report.json and the pictures to.",
    example: "bench-report",
    defaultText: "none",
  }),
  "report-page": filePath().optional().register(optionHelp, {
    group: "Talk",
    placeholder: "FILE",
    description:
      "Page to write the figures into, between its two marks; the pictures go into a folder beside it. Text around the marks stays.",
    example: "docs/internals/performance.md",
    defaultText: "none",
  }),
});

/** Checked options of `bench`. */
export type BenchOptions = z.output<typeof benchOptions>;

/** What the options ask for. */
export function planOf(options: BenchOptions): Plan {
  const most = options["sessions-max"];
  const fewer = fullPlan.sizes.filter((size) => size < most);
  return {
    ...fullPlan,
    parts: options.only,
    rounds: options.rounds,
    ratePerSecond: options.rate,
    sizes: [...fewer, most],
  };
}
