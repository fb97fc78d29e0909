// `edge-sessions revoke key`.
import { clientCommand, reading } from "./client-command.ts";
import { keysOptions, keysPath } from "./key-options.ts";

/** The command. */
export const revokeKeyCommand = clientCommand({
  name: "revoke key",
  about: "Revokes a key at once. `edge-sessions list keys` shows the ids.",
  usage: "ID [--project ID] --key-file FILE [flags]",
  examples: [
    "5b0f3c1e-8a1d-4c67-9f55-0b8f3d9c2e11 --key-file edge-sessions.first-key",
    "5b0f3c1e-8a1d-4c67-9f55-0b8f3d9c2e11 --project acme \\\n    --key-file edge-sessions.first-key",
  ],
  options: reading(keysOptions),
  word: { what: "the key's id", example: "5b0f3c1e-8a1d-4c67-9f55-0b8f3d9c2e11" },
  act: async ({ options, word, ask }) => {
    const path = `${keysPath(options.project)}/${word}`;
    const reply = await ask({ method: "DELETE", path });
    if (reply.kind !== "answer") return { kind: "failed", failure: reply };
    return {
      kind: "done",
      // The API answers with nothing.
      json: { id: word, revoked: true },
      text: () => `revoked: key ${word}\n`,
    };
  },
});
