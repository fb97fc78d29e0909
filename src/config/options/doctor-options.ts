// Options of `doctor`: what is examined, by which secrets (only ever by file or prompt), printed how.
import { z } from "zod";
import { defaultProjectSettings } from "../../core/settings.ts";
import { optionHelp } from "../read/option-help.ts";
import {
  choice,
  cookieName,
  databaseUrl,
  duration,
  filePath,
  httpUrl,
  toggle,
} from "./option-types.ts";
import { busConnectionShape, busRules, busUrl, regionName } from "./bus-options.ts";
import type { CrossRule } from "../read/resolve.ts";

const minuteMs = 60_000;

/** Options of `doctor`. Every value that could be a secret by mistake is hidden from messages. */
export const doctorOptions = z.strictObject({
  origin: httpUrl().register(optionHelp, {
    group: "What is examined",
    placeholder: "URL",
    description: "Public API of the identity server: the URL that the edge has as --origin.",
    example: "https://kratos.example",
    hidden: true,
  }),
  edge: httpUrl().optional().register(optionHelp, {
    group: "What is examined",
    placeholder: "URL",
    description: "URL by which browsers and apps reach the edge, through any proxy in front of it.",
    example: "https://sessions.example",
    defaultText: "none",
    hidden: true,
  }),
  "edge-admin": httpUrl().optional().register(optionHelp, {
    group: "What is examined",
    placeholder: "URL",
    description: "Admin listener of the edge. Its metrics show how the edge is used.",
    example: "http://127.0.0.1:4001",
    defaultText: "none",
    hidden: true,
  }),
  "key-file": filePath().optional().register(optionHelp, {
    group: "What is examined",
    placeholder: "FILE",
    description: "File that holds only an admin key of that listener with the scope read.",
    example: "/run/secrets/edge-key",
    defaultText: "none",
    hidden: true,
    // The variable of this name is the commands' for the control plane: its key is not to be sent to another listener.
    flagOnly: true,
  }),
  control: httpUrl().optional().register(optionHelp, {
    group: "What is examined",
    placeholder: "URL",
    description: "Control plane. Doctor asks it for the state of its projects.",
    example: "https://control.example",
    defaultText: "none",
    hidden: true,
    // The variable of this name is the commands' for the control plane, which have another key.
    flagOnly: true,
  }),
  "control-key-file": filePath().optional().register(optionHelp, {
    group: "What is examined",
    placeholder: "FILE",
    description: "File that holds only a key of that control plane with the scope read.",
    example: "/run/secrets/control-key",
    defaultText: "none",
    hidden: true,
    flagOnly: true,
  }),
  "app-origin": httpUrl().optional().register(optionHelp, {
    group: "What is examined",
    placeholder: "URL",
    description: "Origin of a web application whose pages check sessions across origins (CORS).",
    example: "https://app.example",
    defaultText: "none",
    hidden: true,
  }),
  database: databaseUrl().optional().register(optionHelp, {
    group: "What is examined",
    placeholder: "DATABASE",
    description:
      "Database of the control plane: the one that control has as --database. Doctor checks that its schema is this version's and changes nothing.",
    example: "edge-sessions.db",
    defaultText: "none",
    hidden: true,
  }),
  bus: busUrl().optional().register(optionHelp, {
    group: "What is examined",
    placeholder: "URL",
    description:
      "Bus that the edges share. Doctor listens to it for two seconds, checks it, and changes nothing.",
    example: "postgres://edge@db.example/edge",
    defaultText: "none",
    hidden: true,
  }),
  ...busConnectionShape,
  region: regionName().prefault("default").register(optionHelp, {
    group: "Several processes",
    placeholder: "REGION",
    description: "With --bus-domains, the region of the server that --bus names.",
    example: "eu",
  }),
  "cookie-name": cookieName().prefault(defaultProjectSettings.cookieName).register(optionHelp, {
    group: "A live session",
    placeholder: "NAME",
    description: "Exact name of the session cookie: the one that the edge has as --cookie-name.",
    example: "ory_session_example",
    hidden: true,
  }),
  "cookie-file": filePath().optional().register(optionHelp, {
    group: "A live session",
    placeholder: "FILE",
    description:
      "File that holds a session cookie: name=value, a whole Cookie header, or only the value. It is sent to the identity server and the edge, and nowhere else.",
    example: "cookie.txt",
    defaultText: "none",
    hidden: true,
  }),
  "ask-cookie": toggle().prefault(false).register(optionHelp, {
    group: "A live session",
    description: "Ask for the cookie on the terminal instead. What you type is not shown.",
    example: "true",
  }),
  timeout: duration({ min: 1, max: minuteMs }).prefault("5s").register(optionHelp, {
    group: "Talk",
    placeholder: "DURATION",
    description: "Time to wait for each answer.",
    example: "2s",
  }),
  format: choice(["text", "json"]).prefault("text").register(optionHelp, {
    group: "Talk",
    placeholder: "FORMAT",
    description: "Format of the output on stdout: text or json.",
    example: "json",
  }),
});

/** Checked options of `doctor`. Durations are milliseconds. */
export type DoctorOptions = z.output<typeof doctorOptions>;

/** What must hold between options of `doctor`. */
export const doctorRules: readonly CrossRule<DoctorOptions>[] = [
  ...busRules,
  ({ "cookie-file": file, "ask-cookie": ask }) =>
    file !== undefined && ask === true
      ? {
          where: "--ask-cookie",
          what: "cannot be combined with --cookie-file; give one of them",
          example: "--ask-cookie false",
        }
      : undefined,
  (options) =>
    // Only if the address of the listener is missing. A malformed one is reported already.
    options["key-file"] !== undefined &&
    "edge-admin" in options &&
    options["edge-admin"] === undefined
      ? {
          where: "--key-file",
          what: "needs --edge-admin, the admin listener that the key is for",
          example: "--edge-admin http://127.0.0.1:4001",
        }
      : undefined,
  ({ control, "control-key-file": file }) =>
    (control === undefined) === (file === undefined)
      ? undefined
      : {
          where: control === undefined ? "--control-key-file" : "--control",
          what:
            control === undefined
              ? "needs --control, the control plane that the key is for"
              : "needs --control-key-file, a key of the control plane",
          example:
            control === undefined
              ? "--control https://control.example"
              : "--control-key-file /run/secrets/control-key",
        },
];
