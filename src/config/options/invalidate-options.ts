// Options of `invalidate`: which edge or control plane, by which key, printed how.
import { clientOptions } from "./client-options.ts";
import { idOrSlug } from "./client-option-types.ts";
import { optionHelp } from "../read/option-help.ts";
import { duration, filePath, httpUrl } from "./option-types.ts";
import { z } from "zod";
import type { CrossRule } from "../read/resolve.ts";

const minuteMs = 60_000;

/** Options of `invalidate`. */
export const invalidateOptions = z.strictObject({
  admin: httpUrl().optional().register(optionHelp, {
    group: "One edge",
    placeholder: "URL",
    description: "Admin listener of one edge. That edge publishes the invalidation to the others.",
    example: "http://127.0.0.1:4001",
    defaultText: "none",
    hidden: true,
  }),
  project: idOrSlug().optional().register(optionHelp, {
    group: "Every edge of a project",
    placeholder: "ID",
    description:
      "Id or slug of the project to whose edges the control plane publishes the invalidation.",
    example: "acme",
    defaultText: "none",
    flagOnly: true,
  }),
  control: clientOptions.control,
  "key-file": filePath().register(optionHelp, {
    group: "Talk",
    placeholder: "FILE",
    description:
      "File that holds only a key with the scope invalidate, of the edge's admin listener or of the control plane.",
    example: "/run/secrets/edge-key",
    hidden: true,
  }),
  timeout: duration({ min: 1, max: minuteMs }).prefault("10s").register(optionHelp, {
    group: "Talk",
    placeholder: "DURATION",
    description: "Time to wait for the answer.",
    example: "2s",
  }),
  format: clientOptions.format,
});

/** What must hold between options of `invalidate`. */
export const invalidateRules: readonly CrossRule<z.output<typeof invalidateOptions>>[] = [
  (options) => {
    // Only if both are well-formed. A malformed one is reported already.
    if (!("admin" in options) || !("project" in options)) return undefined;
    const { admin, project } = options;
    if (admin !== undefined && project !== undefined) {
      return {
        where: "--project",
        what: "cannot be combined with --admin: send the invalidation to one edge with --admin, or to the control plane with --project",
      };
    }
    return admin === undefined && project === undefined
      ? {
          where: "--admin",
          what: "is required, unless --project and --control are given",
          example: "--admin http://127.0.0.1:4001",
        }
      : undefined;
  },
];
