// Options that every command for the control plane has: which one, by which key, printed how.
import { optionHelp } from "../read/option-help.ts";
import { choice, duration, filePath, httpUrl } from "./option-types.ts";
import type { z } from "zod";

const minuteMs = 60_000;

const defaultControlUrl = "http://127.0.0.1:4002";

/** The common options. Values that could be a secret by mistake are hidden from messages. */
export const clientOptions = {
  control: httpUrl().prefault(defaultControlUrl).register(optionHelp, {
    group: "Control plane",
    placeholder: "URL",
    description: "URL of the control plane, with its path if it has one.",
    example: "https://control.example",
    hidden: true,
  }),
  "key-file": filePath().register(optionHelp, {
    group: "Control plane",
    placeholder: "FILE",
    description: "File that holds only a key of the control plane.",
    example: "edge-sessions.first-key",
    hidden: true,
  }),
  timeout: duration({ min: 1, max: minuteMs }).prefault("10s").register(optionHelp, {
    group: "Control plane",
    placeholder: "DURATION",
    description: "Time to wait for an answer.",
    example: "2s",
  }),
  format: choice(["text", "json"]).prefault("text").register(optionHelp, {
    group: "Talk",
    placeholder: "FORMAT",
    description: "Format of the output on stdout: text, or json as the API sends it.",
    example: "json",
  }),
};

/** The common options, checked. Durations are milliseconds. */
export type ClientOptions = {
  readonly [Name in keyof typeof clientOptions]: z.output<(typeof clientOptions)[Name]>;
};
