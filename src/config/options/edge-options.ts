// The schema of an edge: every option's name, kind, bounds, default and help. The file, the environment, the flags and
// --help all follow from it. Ceilings stand in limit-options.ts, a project's settings in settings/setting-table.ts.
import { z } from "zod";
import { callShape, ceilingShape, placeShape, talkShape } from "./server-options.ts";
import { optionHelp } from "../read/option-help.ts";
import { settingOptionShape } from "../settings/setting-forms.ts";
import { filePath, httpUrl } from "./option-types.ts";

/** `--origin`, which `edge` needs and `dev` does not. */
export const originOption = httpUrl().register(optionHelp, {
  group: "Where",
  placeholder: "URL",
  description:
    "Public API of the identity server (Ory Kratos, Ory Network or another edge). A path in the URL prefixes every path.",
  example: "https://kratos.example",
  hidden: true,
});

/** Every option of an edge but `origin`, by the name it has in the file and as a flag. */
export const edgeShape = {
  ...placeShape,
  "admin-key-file": filePath().optional().register(optionHelp, {
    group: "Where",
    placeholder: "FILE",
    description:
      "Keys of the admin listener (YAML or JSON: a list keys of name, key or sha256, scopes out of read, invalidate, hooks, admin). Then all but health needs a key, and invalidations and web hooks are taken. The command edge reads it again on SIGHUP.",
    example: "admin-keys.yaml",
    defaultText: "none",
  }),
  "admin-origin": httpUrl().optional().register(optionHelp, {
    group: "Where",
    placeholder: "URL",
    description:
      "Admin API of the identity server. The admin listener passes what is below /admin/ on to it, and applies what that changes.",
    example: "http://127.0.0.1:4434",
    defaultText: "none",
    hidden: true,
  }),
  ...settingOptionShape,
  ...callShape,
  ...ceilingShape,
  ...talkShape,
};

/** Options of `edge`. */
export const edgeOptions = z.strictObject({ origin: originOption, ...edgeShape });

/** Checked options of `edge`. Durations are milliseconds, sizes bytes. */
export type EdgeOptions = z.output<typeof edgeOptions>;
