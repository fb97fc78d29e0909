// `edge-sessions list keys`.
import { z } from "zod";
import { listedKey, readAnswer } from "./answers.ts";
import { clientCommand, reading } from "./client-command.ts";
import { keysOptions, keysPath } from "./key-options.ts";
import { aligned, instant, shown } from "./text.ts";

/** The command. */
export const listKeysCommand = clientCommand({
  name: "list keys",
  about: "Lists keys with their scopes, last use and expiry. The keys themselves are not shown.",
  usage: "[--project ID] --key-file FILE [flags]",
  examples: [
    "--key-file edge-sessions.first-key",
    "--project acme --key-file edge-sessions.first-key --format json",
  ],
  options: reading(keysOptions),
  act: async ({ options, ask }) => {
    const path = keysPath(options.project);
    const read = readAnswer(z.array(listedKey), await ask({ method: "GET", path }));
    if (read.kind === "failed") return read;
    const rows = read.value.map((key) => [
      shown(key.name),
      shown(key.scopes),
      `…${shown(key.last_characters)}`,
      instant(key.created_at),
      instant(key.last_used_at),
      instant(key.expires_at),
      shown(key.id),
    ]);
    const head = ["NAME", "SCOPES", "KEY", "MADE", "LAST USED", "EXPIRES", "ID"];
    return {
      kind: "done",
      json: read.json,
      text: (emphasise) => aligned([head, ...rows], emphasise),
      talk:
        rows.length === 0 ? ["there are no keys yet; `edge-sessions create key` creates one"] : [],
    };
  },
});
