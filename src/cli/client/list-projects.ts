// `edge-sessions list projects`.
import { z } from "zod";
import { clientOptions } from "../../config/options/client-options.ts";
import { projectList, readAnswer } from "./answers.ts";
import { clientCommand, reading } from "./client-command.ts";
import { aligned, shown } from "./text.ts";

/** Options of the commands that have the common ones alone. */
export const plainClientOptions = z.strictObject(clientOptions);

/** The command. */
export const listProjectsCommand = clientCommand({
  name: "list projects",
  about:
    "Lists the projects that a key can see: all of them with an operator's key, one with a project's key.",
  usage: "--key-file FILE [flags]",
  examples: [
    "--key-file edge-sessions.first-key",
    "--control https://control.example --key-file control.key --format json",
  ],
  options: reading(plainClientOptions),
  act: async ({ ask }) => {
    const read = readAnswer(projectList, await ask({ method: "GET", path: "/projects" }));
    if (read.kind === "failed") return read;
    const rows = read.value.map((project) =>
      [
        project.slug,
        project.name,
        project.environment,
        project.subscription_plan,
        project.id,
        project.hosts,
      ].map(shown),
    );
    const head = ["SLUG", "NAME", "ENVIRONMENT", "PLAN", "ID", "HOSTS"];
    return {
      kind: "done",
      json: read.json,
      text: (emphasise) => aligned([head, ...rows], emphasise),
      talk:
        rows.length === 0
          ? ["there are no projects yet; `edge-sessions create project` creates one"]
          : [],
    };
  },
});
