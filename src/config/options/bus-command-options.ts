// Options of `bus check`, `bus create` and `bus remove-region`: which bus, which regions, printed how.
import { z } from "zod";
import { optionHelp } from "../read/option-help.ts";
import type { CrossRule } from "../read/resolve.ts";
import { busConnectionShape, busHelp, busRules, busUrl, regionName } from "./bus-options.ts";
import { choice, count, duration, size } from "./option-types.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const mebibyte = 1_024 * 1_024;

const bus = { bus: busUrl().register(optionHelp, busHelp), ...busConnectionShape };

/** Names of regions, separated by commas. */
function regionNames() {
  return z
    .union([z.string(), z.array(z.string())], { error: "must be a list of regions" })
    .transform((given) => (typeof given === "string" ? given.split(",") : given))
    .pipe(z.array(regionName()).min(1))
    .transform((regions) => [...new Set(regions)]);
}

/** Options of `bus check` and `bus create`. Durations are milliseconds, and sizes are bytes. */
export const busPlanOptions = z.strictObject({
  ...bus,
  regions: regionNames().prefault("default").register(optionHelp, {
    group: "Regions",
    placeholder: "REGION,…",
    description: "Regions whose logs are meant.",
    example: "eu,us",
  }),
  replicas: count({ min: 1, max: 5 }).optional().register(optionHelp, {
    group: "Regions",
    placeholder: "NUMBER",
    description: "Servers that hold each log: 1, 3 or 5, and no more than the cluster has.",
    example: "3",
    defaultText: "1 for a new log, otherwise as it is",
  }),
  retention: duration({ min: 10 * minuteMs, max: 7 * dayMs })
    .optional()
    .register(optionHelp, {
      group: "Regions",
      placeholder: "DURATION",
      description:
        "How long a log keeps messages. An edge that was cut off for longer removes all its entries.",
      example: "1h",
      defaultText: "30m for a new log, otherwise as it is",
    }),
  "max-bytes": size({ min: 16 * mebibyte, max: 1_024 * 1_024 * mebibyte })
    .optional()
    .register(optionHelp, {
      group: "Regions",
      placeholder: "SIZE",
      description: "Size of a log. The oldest messages are removed when it is full.",
      example: "1GiB",
      defaultText: "256MiB for a new log, otherwise as it is",
    }),
  format: format(),
});

/** Options of `bus remove-region`. */
export const removeRegionOptions = z.strictObject({
  ...bus,
  region: regionName().prefault("default").register(optionHelp, {
    group: "Regions",
    placeholder: "REGION",
    description: "A region that stays. The removal is written to its log.",
    example: "eu",
  }),
  format: format(),
});

function format() {
  return choice(["text", "json"]).prefault("text").register(optionHelp, {
    group: "Talk",
    placeholder: "FORMAT",
    description: "Format of the output on stdout: text or json.",
    example: "json",
  });
}

/** What must hold between them. */
export const busCommandRules: readonly CrossRule<z.output<typeof removeRegionOptions>>[] = [
  ...busRules,
  ({ bus: address }) =>
    address?.kind === "none"
      ? { where: "--bus", what: "must name a bus", example: "--bus nats://nats:4222" }
      : undefined,
];
