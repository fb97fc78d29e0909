// `edge-sessions list projects`.
import { z } from "zod";
import { clientOptions } from "../../config/options/client-options.ts";
import { choice, text } from "../../config/options/option-types.ts";
import { optionHelp } from "../../config/read/option-help.ts";
import { foundProjects, projectList, readAnswer, type FoundProject, type Read } from "./answers.ts";
import { clientCommand, reading } from "./client-command.ts";
import { percentText, rateText } from "./project-figures.ts";
import { aligned, shown } from "./text.ts";
import type { Ask } from "./control-client.ts";

/** Options of the commands that have the common ones alone. */
export const plainClientOptions = z.strictObject(clientOptions);

const group = "Which";
const flagOnly = true;
const searchCharactersMax = 200;

/** Options of `list projects`. */
export const listProjectsOptions = z.strictObject({
  search: text("a text", (given) => given, searchCharactersMax)
    .optional()
    .register(optionHelp, {
      group,
      placeholder: "TEXT",
      description: "Only projects with these words in their name, slug, hosts, id or plan.",
      example: "acme",
      defaultText: "all projects",
      flagOnly,
    }),
  state: text("a state such as origin-failing", (given) =>
    /^[a-z-]{1,40}$/u.test(given) ? given : undefined,
  )
    .optional()
    .register(optionHelp, {
      group,
      placeholder: "STATE",
      description: "Only projects in this state, such as origin-failing or not-set-up.",
      example: "origin-failing",
      defaultText: "all states",
      flagOnly,
    }),
  sort: choice(["name", "state", "checks", "hits", "created", "updated"])
    .prefault("name")
    .register(optionHelp, {
      group,
      placeholder: "BY",
      description:
        "name, state (worst first), checks (most first), hits (best ratio first), created or updated.",
      example: "state",
      flagOnly,
    }),
  ...clientOptions,
});

/** The words of `--sort`, as the API has them. */
const sorts = {
  name: "name",
  state: "state",
  checks: "checks_per_second",
  hits: "hit_ratio",
  created: "created_at",
  updated: "updated_at",
} as const;

/** The command. */
export const listProjectsCommand = clientCommand({
  name: "list projects",
  about:
    "Lists the projects that a key can see, with their state: all of them with an operator's key,\none with a project's key. Checks and hits are those of the last minute.",
  usage: "--key-file FILE [flags]",
  examples: [
    "--key-file edge-sessions.first-key",
    "--key-file edge-sessions.first-key --sort state --search example.com",
    "--control https://control.example --key-file control.key --format json",
  ],
  options: reading(listProjectsOptions),
  act: async ({ options, ask }) => {
    const query = new URLSearchParams({ sort: sorts[options.sort], page_size: "200" });
    if (options.search !== undefined) query.set("q", options.search);
    if (options.state !== undefined) query.set("state", options.state);
    const read = await findAll(ask, query);
    if (read.kind === "failed") return read;
    const head = [
      "SLUG",
      "NAME",
      "STATE",
      "CHECKS/S",
      "HITS",
      "ENVIRONMENT",
      "PLAN",
      "ID",
      "HOSTS",
    ];
    const narrowed = options.search !== undefined || options.state !== undefined;
    return {
      kind: "done",
      json: read.json,
      text: (emphasise) => aligned([head, ...read.value.map(rowOf)], emphasise),
      talk: read.value.length > 0 ? [] : [narrowed ? noneFound : noneYet],
    };
  },
});

const noneYet = "there are no projects yet; `edge-sessions create project` creates one";
const noneFound = "no project matches";

function rowOf(one: FoundProject): readonly string[] {
  return [
    shown(one.slug),
    shown(one.name),
    shown(one.health?.sentence),
    one.checks_per_second === undefined ? "none" : rateText(one.checks_per_second),
    percentText(one.hit_ratio ?? null),
    ...[one.environment, one.subscription_plan, one.id, one.hosts].map(shown),
  ];
}

/** Every project that the query finds, from all pages. A control plane of an earlier version only lists all of them. */
async function findAll(ask: Ask, query: URLSearchParams): Promise<Read<readonly FoundProject[]>> {
  const value: FoundProject[] = [];
  const json: unknown[] = [];
  for (let page = 1; ; page += 1) {
    query.set("page", String(page));
    const reply = await ask({ method: "GET", path: `/project-list?${query.toString()}` });
    if (reply.kind === "refused" && reply.error.id === "control_not_found" && isPlain(query)) {
      return readAnswer(projectList, await ask({ method: "GET", path: "/projects" }));
    }
    const read = readAnswer(foundProjects, reply);
    if (read.kind === "failed") return read;
    value.push(...read.value.projects);
    const sent: unknown = Reflect.get(Object(read.json), "projects");
    json.push(...(Array.isArray(sent) ? sent : []));
    if (page >= read.value.pages) return { kind: "value", value, json };
  }
}

/** Whether the query is for all projects by name. */
function isPlain(query: URLSearchParams): boolean {
  return !query.has("q") && !query.has("state") && query.get("sort") === "name";
}
