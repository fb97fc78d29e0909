// `edge-sessions delete project`.
import { z } from "zod";
import { clientOptions } from "../../config/options/client-options.ts";
import { idOrSlug } from "../../config/options/client-option-types.ts";
import { toggle } from "../../config/options/option-types.ts";
import { optionHelp } from "../../config/read/option-help.ts";
import { askLine, type AskLine } from "../line-prompt.ts";
import { foundProjects, project, readAnswer, type Project } from "./answers.ts";
import { clientCommand, reading, type Outcome } from "./client-command.ts";
import { projectWord } from "./get-project.ts";
import { rateText } from "./project-figures.ts";
import { plain } from "./text.ts";
import type { Command } from "../command.ts";
import type { Ask } from "./control-client.ts";

const group = "What";
const flagOnly = true;

/** Options of `delete project`. */
export const deleteProjectOptions = z.strictObject({
  confirm: idOrSlug().optional().register(optionHelp, {
    group,
    placeholder: "SLUG",
    description: "The slug of the project, instead of typing it when the command asks.",
    example: "acme",
    defaultText: "asked for on a terminal",
    flagOnly,
  }),
  yes: toggle().prefault(false).register(optionHelp, {
    group,
    description: "Delete it without asking.",
    example: "true",
    flagOnly,
  }),
  ...clientOptions,
});

/** Makes the command. `askFor` asks for the slug. */
export function createDeleteProjectCommand(askFor: AskLine): Command {
  return clientCommand({
    name: "delete project",
    about: `Deletes a project. This cannot be undone.
Its hosts answer 404 and are free for another project, its stored answers are removed at every edge,
and its API keys are revoked. Sessions of users and the audit log stay.
It asks for the slug on a terminal. It needs an operator's key with the scope settings.`,
    usage: "ID [--confirm SLUG] --key-file FILE [flags]",
    examples: [
      "acme --key-file edge-sessions.first-key",
      "acme --confirm acme --key-file edge-sessions.first-key",
      "acme --yes --key-file edge-sessions.first-key --format json",
    ],
    options: reading(deleteProjectOptions),
    word: projectWord,
    act: async ({ options, word, ask, signal }) => {
      const read = readAnswer(project, await ask({ method: "GET", path: `/projects/${word}` }));
      if (read.kind === "failed") return read;
      const { id, slug } = read.value;
      if (!options.yes) {
        const typed =
          options.confirm ??
          (await askFor(`${await endingText(read.value, ask)}Type ${slug} to delete it: `, signal));
        const refused = confirmed(typed, slug, options.confirm !== undefined);
        if (refused !== undefined) return refused;
      }
      const reply = await ask({ method: "DELETE", path: `/projects/${encodeURIComponent(id)}` });
      if (reply.kind !== "answer") return { kind: "failed", failure: reply };
      return {
        kind: "done",
        // The API answers with nothing.
        json: { id, slug, deleted: true },
        text: () => `deleted: project ${plain(slug)} (${plain(id)})\n`,
      };
    },
  });
}

/** The command. */
export const deleteProjectCommand = createDeleteProjectCommand(askLine);

/** Why the project is not deleted. Undefined if its slug was given. */
function confirmed(typed: string | undefined, slug: string, byFlag: boolean): Outcome | undefined {
  if (typed?.trim() === slug) return undefined;
  const example = `--confirm ${plain(slug)}`;
  if (byFlag) {
    const what = `must be ${plain(slug)}, the slug of the project. Nothing was deleted`;
    return { kind: "wrong", problems: [{ where: "--confirm", what, example }] };
  }
  if (typed === undefined) {
    const what = "is required, because there is no terminal to ask on. Nothing was deleted";
    return { kind: "wrong", problems: [{ where: "--confirm", what, example }] };
  }
  return { kind: "unfinished", what: "that is not the slug of the project. Nothing was deleted." };
}

/** What ends with the project, as sentences for the person who is asked. */
async function endingText({ id, name, slug }: Project, ask: Ask): Promise<string> {
  const path = `/project-list?q=${encodeURIComponent(id)}&page_size=1`;
  const read = readAnswer(foundProjects, await ask({ method: "GET", path }));
  const found = read.kind === "value" ? read.value.projects[0] : undefined;
  return [
    `This deletes the project ${plain(name)} (${plain(slug)}). It cannot be undone.`,
    ...(found === undefined
      ? []
      : [
          `It answers ${rateText(found.checks_per_second)} checks per second now. These hosts will answer 404:`,
          ...found.hosts.map((host) => `  ${plain(host)}`),
        ]),
    "Its API keys are revoked, and its stored answers are removed at every edge.",
    "",
  ].join("\n");
}
