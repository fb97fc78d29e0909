// The schema of an edge: every option's name, kind, bounds, default and help. The file, the environment, the flags and
// --help all follow from it. Ceilings stand in limit-options.ts, a project's settings in settings/setting-table.ts.
import { z } from "zod";
import { callShape, ceilingShape, placeShape, talkShape } from "./server-options.ts";
import { transmitterShape } from "./transmitter-options.ts";
import { optionHelp } from "../read/option-help.ts";
import { signingKeyShape, signingSecretShape } from "./signing-options.ts";
import { settingOptionShape } from "../settings/setting-forms.ts";
import { policiesOption } from "../policies/policies-option.ts";
import { busShape } from "./bus-options.ts";
import { subscriberFileShape, subscriberNetworksShape } from "./subscriber-options.ts";
import { filePath, httpUrl, workers } from "./option-types.ts";

/** `--origin`. */
export const originOption = httpUrl();

const edgeOrigin = originOption.optional().register(optionHelp, {
  group: "Where",
  placeholder: "URL",
  description:
    "Public API of the identity server: Ory Kratos, Ory Network or another edge. A path in the URL is put before every path. Without it, the edge serves the projects of a control plane, which it hears of on --bus.",
  example: "https://kratos.example",
  defaultText: "none; required without --bus",
  hidden: true,
});

/** Every option of an edge but `origin`, by the name it has in the file and as a flag. */
export const edgeShape = {
  ...placeShape,
  "admin-key-file": filePath().optional().register(optionHelp, {
    group: "Where",
    placeholder: "FILE",
    description:
      "File with the keys of the admin listener (YAML or JSON: a list named keys, each with name, key or sha256, scopes: read, invalidate, hooks, endings, admin, and optionally project). With it, everything except health needs a key, and the listener accepts invalidations and web hooks. The command edge reads it again on SIGHUP.",
    example: "admin-keys.yaml",
    defaultText: "none",
  }),
  ...transmitterShape,
  "admin-origin": httpUrl().optional().register(optionHelp, {
    group: "Where",
    placeholder: "URL",
    description:
      "Admin API of the identity server. The admin listener passes requests below /admin/ on to it, and applies what they change.",
    example: "http://127.0.0.1:4434",
    defaultText: "none",
    hidden: true,
  }),
  ...subscriberFileShape,
  ...subscriberNetworksShape,
  ...settingOptionShape,
  policies: policiesOption().prefault({}).register(optionHelp, {
    group: "Session checks",
    placeholder: "MAPPING",
    description:
      "Policies of decisions for gateways, by name: the headers that allowed requests get, the sessions that are allowed, and what the others get. Without any, the paths of decisions are passed to the identity server.",
    example: "{ app: { headers: { X-User-Id: /identity/id } } }",
    defaultText: "none",
    fileOnly: true,
  }),
  ...callShape,
  ...ceilingShape,
  ...talkShape,
};

/** Options of `edge`. */
export const edgeOptions = z.strictObject({
  origin: edgeOrigin,
  ...edgeShape,
  ...signingKeyShape,
  ...signingSecretShape,
  ...busShape,
  workers: workers().prefault("1").register(optionHelp, {
    group: "Several processes",
    placeholder: "NUMBER",
    description:
      "Processes that answer on --listen. Each has its own store and its own limits. auto takes one for each core. More than one needs Linux or FreeBSD.",
    example: "4",
  }),
  "settings-file": filePath().prefault("edge-sessions.settings.json").register(optionHelp, {
    group: "Several processes",
    placeholder: "FILE",
    description:
      "File in which an edge without --origin keeps the last known settings of its projects. If the bus is down, it starts with them. Only the file's owner can read it.",
    example: "/var/lib/edge-sessions/settings.json",
  }),
});

/** Checked options of `edge`. Durations are milliseconds, sizes bytes. */
export type EdgeOptions = z.output<typeof edgeOptions>;
