// `edge-sessions create key`.
import { madeKey, readAnswer } from "./answers.ts";
import { clientCommand, reading, type Outcome } from "./client-command.ts";
import { createKeyOptions, keysPath } from "./key-options.ts";
import { openKeyOut } from "./key-out.ts";
import { facts, instant, shown } from "./text.ts";
import type { Expiry } from "../../config/options/client-option-types.ts";
import type { z } from "zod";

/** The command. */
export const createKeyCommand = clientCommand({
  name: "create key",
  about: `Creates a key and prints it. It is never shown again, because the control plane keeps only its
digest. With --project the key is for that project only, otherwise for all of them. The key in
--key-file needs the scope keys.`,
  usage: "--name NAME [--project ID] --key-file FILE [flags]",
  examples: [
    "--name deploy --project acme --scopes read,settings --out deploy.key \\\n    --key-file edge-sessions.first-key",
    "--name on-call --scopes read,invalidate --expires 90d \\\n    --key-file edge-sessions.first-key > on-call.key",
  ],
  options: reading(createKeyOptions),
  act: async ({ options, ask }) => {
    const { name, project, scopes, expires } = options;
    const nowMs = Date.now();
    const ends = expires === undefined ? undefined : instantOf(expires, nowMs);
    if (ends !== undefined && Date.parse(ends) <= nowMs) {
      return wrong("--expires", "must be in the future", "--expires 90d");
    }
    const out = options.out === undefined ? undefined : await openKeyOut(options.out);
    if (typeof out === "string") return wrong("--out", out);
    const read = readAnswer(
      madeKey.loose(),
      await ask({
        method: "POST",
        path: keysPath(project),
        body: {
          name,
          ...(scopes === undefined ? {} : { scopes }),
          ...(ends === undefined ? {} : { expires_at: ends }),
        },
      }),
    );
    if (read.kind === "failed") {
      await out?.discard();
      return read;
    }
    const { value, ...about } = read.value;
    if (out === undefined) {
      const talk = [`${keyLine(about)}. It is not shown again. Keep it where only you can read it`];
      return { kind: "done", json: read.json, text: () => `${value}\n`, talk };
    }
    const fault = await out.write(value);
    if (fault !== undefined) {
      const what = `the key was created, but could not be written to --out: ${fault}. It was not shown. Revoke key ${shown(about.id)} and create another one.`;
      return { kind: "unfinished", what };
    }
    return {
      kind: "done",
      json: about,
      text: () => keyText(about),
      talk: ["the key was written to the file of --out and is not shown again"],
    };
  },
});

type About = Omit<z.output<typeof madeKey>, "value">;

function keyLine({ id, scopes, expires_at }: About): string {
  return `key ${shown(id)} (${shown(scopes)}) expires ${instant(expires_at)}`;
}

function keyText({ id, name, scopes, last_characters, expires_at }: About): string {
  return facts([
    ["Name", shown(name)],
    ["Id", shown(id)],
    ["Scopes", shown(scopes)],
    ["Key", `…${shown(last_characters)}`],
    ["Expires", instant(expires_at)],
  ]);
}

function instantOf(expires: Expiry, nowMs: number): string {
  return "at" in expires ? expires.at : new Date(nowMs + expires.afterMs).toISOString();
}

function wrong(where: string, what: string, example?: string): Outcome {
  return {
    kind: "wrong",
    problems: [{ where, what, ...(example === undefined ? {} : { example }) }],
  };
}
