// `edge-sessions create project`.
import { z } from "zod";
import { changedProject, project, readAnswer } from "./answers.ts";
import { clientCommand, reading } from "./client-command.ts";
import { createProjectOptions } from "./project-options.ts";
import { projectText, settingsPath } from "./project-text.ts";
import { plain, shown } from "./text.ts";

/** The command. */
export const createProjectCommand = clientCommand({
  name: "create project",
  about: `Creates a project. Edge Sessions is off for it until \`edge-sessions patch project\` turns it on.
It needs an operator's key with the scope settings.`,
  usage: "--name NAME --key-file FILE [flags]",
  examples: [
    "--name Acme --key-file edge-sessions.first-key",
    `--name Acme --environment prod --slug acme \\
    --origin-url https://kratos.example --key-file edge-sessions.first-key`,
  ],
  options: reading(createProjectOptions),
  act: async ({ options, ask }) => {
    const { name, environment, slug, plan } = options;
    const made = readAnswer(
      project,
      await ask({
        method: "POST",
        path: "/projects",
        body: {
          name,
          environment,
          ...(slug === undefined ? {} : { slug }),
          ...(plan === undefined ? {} : { subscription_plan: plan }),
        },
      }),
    );
    if (made.kind === "failed") return made;
    const originUrl = options["origin-url"];
    if (originUrl === undefined) {
      return {
        kind: "done",
        json: made.json,
        text: (emphasise) => projectText(made.value, emphasise),
      };
    }
    // The API makes projects with the usual settings and changes them only then.
    const path = `${settingsPath}/origin_url`;
    const set = readAnswer(
      changedProject.extend({ project: z.looseObject(project.shape) }),
      await ask({
        method: "PATCH",
        path: `/projects/${encodeURIComponent(made.value.id)}`,
        body: [{ op: "replace", path, value: originUrl }],
      }),
    );
    if (set.kind === "failed") {
      const id = shown(made.value.id);
      return {
        ...set,
        note: `The project was created, but without its origin URL. Set it with \`edge-sessions patch project ${id} --replace '${path}=URL'\`.`,
      };
    }
    return {
      kind: "done",
      json: set.value.project,
      text: (emphasise) => projectText(set.value.project, emphasise),
      talk: set.value.warnings.map(({ message }) => `warning: ${plain(message)}`),
    };
  },
});
