// `edge-sessions patch project`.
import { changedProject, readAnswer } from "./answers.ts";
import { clientCommand, reading } from "./client-command.ts";
import { projectWord } from "./get-project.ts";
import { planNote } from "./plan-note.ts";
import { patchProjectOptions, patchProjectRules } from "./project-options.ts";
import { projectText, settingsPath } from "./project-text.ts";
import { plain } from "./text.ts";

/** The command. */
export const patchProjectCommand = clientCommand({
  name: "patch project",
  about: `Changes settings of a project, in the spelling of Ory's command line. Edges follow within a second.
All changes are made together or not at all: --add first, then --replace, then --remove.
Apart from the settings, /name can be replaced, and with an operator's key /subscription_plan and
/slug. A changed slug is a changed host. What stops working is printed as a warning.`,
  usage: "ID --replace PATH=VALUE --key-file FILE [flags]",
  examples: [
    `acme --key-file edge-sessions.first-key \\
    --replace '${settingsPath}/cacheable_sessions=true'`,
    `acme --key-file edge-sessions.first-key --if-revision 7 \\
    --replace '${settingsPath}/cacheable_sessions_max_age=2m30s' \\
    --add '${settingsPath}/hosts/-=sessions.example'`,
    `acme --key-file edge-sessions.first-key --replace '/name="7"'`,
    `acme --key-file edge-sessions.first-key --replace '/slug="acme-eu"'`,
  ],
  options: reading(patchProjectOptions, patchProjectRules),
  word: projectWord,
  act: async ({ options, word, ask }) => {
    const read = readAnswer(
      changedProject,
      await ask({
        method: "PATCH",
        path: `/projects/${word}`,
        // The order of Ory's command line.
        body: [...options.add, ...options.replace, ...options.remove],
        ifRevision: options["if-revision"],
      }),
    );
    if (read.kind === "failed") {
      const { failure } = read;
      const gated = failure.kind === "refused" && failure.error.id === "feature_not_available";
      return gated ? { ...read, note: await planNote(word, ask) } : read;
    }
    const { project, warnings } = read.value;
    return {
      kind: "done",
      json: read.json,
      text: (emphasise) => projectText(project, emphasise),
      talk: warnings.map(({ message }) => `warning: ${plain(message)}`),
    };
  },
});
