// Options of `list keys`, `create key` and `revoke key`.
import { z } from "zod";
import { clientOptions } from "../../config/options/client-options.ts";
import { choices, expiry, idOrSlug, label } from "../../config/options/client-option-types.ts";
import { optionHelp } from "../../config/read/option-help.ts";
import { filePath } from "../../config/options/option-types.ts";
import { controlScopes, usualScopes } from "../../control/access/scopes.ts";

const group = "What";
const flagOnly = true;

const project = idOrSlug().optional().register(optionHelp, {
  group,
  placeholder: "ID",
  description: "Id or slug of the project that the keys belong to.",
  example: "acme",
  defaultText: "the operators' keys, which are for every project",
  flagOnly,
});

/** Options of `list keys` and `revoke key`. */
export const keysOptions = z.strictObject({ project, ...clientOptions });

/** Options of `create key`. */
export const createKeyOptions = z.strictObject({
  name: label().register(optionHelp, {
    group,
    placeholder: "NAME",
    description: "The key's name in lists and in the audit log.",
    example: "deploy",
    flagOnly,
  }),
  project,
  scopes: choices(controlScopes)
    .optional()
    .register(optionHelp, {
      group,
      placeholder: "WORD,…",
      description: `What it may do: ${controlScopes.join(", ")}. It cannot have a scope that the key in --key-file does not have.`,
      example: "read,settings",
      defaultText: usualScopes.join(","),
      flagOnly,
    }),
  expires: expiry().optional().register(optionHelp, {
    group,
    placeholder: "WHEN",
    description: "When it expires: a time from now, or a date, at its beginning in UTC.",
    example: "90d",
    defaultText: "never",
    flagOnly,
  }),
  out: filePath().optional().register(optionHelp, {
    group,
    placeholder: "FILE",
    description: "A new file to write the key to. Only its owner can read it (mode 0600).",
    example: "deploy.key",
    defaultText: "stdout",
    hidden: true,
    flagOnly,
  }),
  ...clientOptions,
});

/** Where the keys of a project, or the operators' keys, stand in the API. */
export function keysPath(project: string | undefined): string {
  return project === undefined ? "/operator/tokens" : `/projects/${project}/tokens`;
}
