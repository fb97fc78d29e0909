// `edge-sessions get project`.
import { project, readAnswer } from "./answers.ts";
import { clientCommand, reading } from "./client-command.ts";
import { plainClientOptions } from "./list-projects.ts";
import { projectText } from "./project-text.ts";

/** The word that commands on one project take. */
export const projectWord = { what: "the project's id or slug", example: "acme" };

/** The command. */
export const getProjectCommand = clientCommand({
  name: "get project",
  about: "Prints one project with its settings and its revision.",
  usage: "ID --key-file FILE [flags]",
  examples: [
    "acme --key-file edge-sessions.first-key",
    "acme --control https://control.example --key-file key --format json",
  ],
  options: reading(plainClientOptions),
  word: projectWord,
  act: async ({ word, ask }) => {
    const read = readAnswer(project, await ask({ method: "GET", path: `/projects/${word}` }));
    if (read.kind === "failed") return read;
    return {
      kind: "done",
      json: read.json,
      text: (emphasise) => projectText(read.value, emphasise),
    };
  },
});
