// Options of `create project` and `patch project`.
import { z } from "zod";
import { clientOptions } from "../../config/options/client-options.ts";
import { idOrSlug, label, several } from "../../config/options/client-option-types.ts";
import { optionHelp } from "../../config/read/option-help.ts";
import { choice, count, httpUrl, text } from "../../config/options/option-types.ts";
import { slugPattern } from "../../control/projects/slug.ts";
import { readPath, readPathValue } from "./patch-operation.ts";
import { settingsPath } from "./project-text.ts";
import type { CrossRule } from "../../config/read/resolve.ts";

const group = "What";
const flagOnly = true;

const slug = text(
  "1 to 40 of a-z, 0-9 and - that begin with a letter and do not end with a dash",
  (given) => (slugPattern.test(given) ? given : undefined),
);

/** Options of `create project`. */
export const createProjectOptions = z.strictObject({
  name: label().register(optionHelp, {
    group,
    placeholder: "NAME",
    description: "The project's name, as people read it.",
    example: "Acme",
    flagOnly,
  }),
  environment: choice(["prod", "stage", "dev"]).prefault("dev").register(optionHelp, {
    group,
    placeholder: "WORD",
    description: "What it is for: prod, stage or dev. It is only shown.",
    example: "prod",
    flagOnly,
  }),
  slug: slug.optional().register(optionHelp, {
    group,
    placeholder: "SLUG",
    description: "Its unique name in host names.",
    example: "acme",
    defaultText: "chosen by the control plane",
    flagOnly,
  }),
  plan: idOrSlug().optional().register(optionHelp, {
    group,
    placeholder: "PLAN",
    description: "Its plan, one of the operator's table.",
    example: "self-hosted",
    defaultText: "the default plan of that table",
    flagOnly,
  }),
  "origin-url": httpUrl().optional().register(optionHelp, {
    group,
    placeholder: "URL",
    description: "URL of the public API of its identity server.",
    example: "https://kratos.example",
    defaultText: "none yet",
    hidden: true,
    flagOnly,
  }),
  ...clientOptions,
});

const operations = {
  placeholder: "PATH=VALUE",
  defaultText: "none",
  hidden: true,
  repeatable: true,
  flagOnly,
  group,
} as const;

/** Options of `patch project`. */
export const patchProjectOptions = z.strictObject({
  replace: several(readPathValue("replace"))
    .prefault([])
    .register(optionHelp, {
      ...operations,
      description:
        "Sets the value at a path. A value that is not valid JSON is a string. Can be given several times.",
      example: `${settingsPath}/cacheable_sessions=true`,
    }),
  add: several(readPathValue("add"))
    .prefault([])
    .register(optionHelp, {
      ...operations,
      description:
        "Adds a value at a path, such as at the end of a list. Can be given several times.",
      example: `${settingsPath}/hosts/-=sessions.example`,
    }),
  remove: several(readPath)
    .prefault([])
    .register(optionHelp, {
      ...operations,
      placeholder: "PATH",
      description: "Removes the value at a path. Can be given several times.",
      example: `${settingsPath}/hosts/0`,
    }),
  "if-revision": count({ min: 1, max: Number.MAX_SAFE_INTEGER }).optional().register(optionHelp, {
    group,
    placeholder: "NUMBER",
    description:
      "Change the project only if it still has this revision, so that no other change is lost.",
    example: "7",
    defaultText: "whatever revision it has",
    flagOnly,
  }),
  ...clientOptions,
});

/** What must hold between options of `patch project`. */
export const patchProjectRules: readonly CrossRule<z.output<typeof patchProjectOptions>>[] = [
  ({ add, replace, remove }) =>
    // Malformed ones are reported already.
    add?.length === 0 && replace?.length === 0 && remove?.length === 0
      ? {
          where: "the arguments",
          what: "must contain a change: --replace, --add or --remove",
          example: `--replace '${settingsPath}/cacheable_sessions=true'`,
        }
      : undefined,
];
