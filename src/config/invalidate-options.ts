// Options of `invalidate`: which edge, by which key, printed how.
import { z } from "zod";
import { optionHelp } from "./option-help.ts";
import { choice, duration, filePath, httpUrl } from "./option-types.ts";

const minuteMs = 60_000;

/** Options of `invalidate`. */
export const invalidateOptions = z.strictObject({
  admin: httpUrl().register(optionHelp, {
    group: "Where",
    placeholder: "URL",
    description: "Admin listener of the edge.",
    example: "http://127.0.0.1:4001",
    hidden: true,
  }),
  "key-file": filePath().register(optionHelp, {
    group: "Where",
    placeholder: "FILE",
    description: "File that holds an admin key with the scope invalidate, and nothing else.",
    example: "/run/secrets/edge-key",
  }),
  timeout: duration({ min: 1, max: minuteMs }).prefault("10s").register(optionHelp, {
    group: "Where",
    placeholder: "DURATION",
    description: "Time that the edge may take to answer.",
    example: "2s",
  }),
  format: choice(["text", "json"]).prefault("text").register(optionHelp, {
    group: "Talk",
    placeholder: "FORMAT",
    description: "What is printed on stdout: text or json.",
    example: "json",
  }),
});
